"""A mark for what stood on a page: whoever answers it sends the mark back, and another mark means something changed."""

import hashlib


def mark_for(told: object) -> str:
    """Another mark wherever `told` has another `repr`. Nobody reads from it what was told."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
