"""Why letters are stopped. No I/O."""

from dataclasses import dataclass

REASONS = ("death", "order", "adoption", "closure", "unsafe_phone", "other")


@dataclass(frozen=True, slots=True)
class NewStop:
    """`words`: what stands behind the reason; nobody but staff reads it."""

    why: str
    words: str | None
