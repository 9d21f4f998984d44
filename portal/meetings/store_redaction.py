"""Which words one reader of a meeting may not be shown, and who put them there."""

from portal.safety.store_redaction import list_words

__all__ = ["list_words"]
