"""Words that one reader of a meeting may not be shown. What leaves them out stands on the ground, for every feature."""

from portal.web.redaction import LEFT_OUT, leave_out, means_something

__all__ = ["LEFT_OUT", "leave_out", "means_something"]
