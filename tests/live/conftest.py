"""What tests of open conversations share."""

from tests.live.talking import line, talking, without_browser

__all__ = ["line", "talking", "without_browser"]
