"""A letter between its claim and what became of it. Values only; no I/O."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from notifications.carrier import Way
from notifications.model import Go, Letter


@dataclass(frozen=True, slots=True)
class Later:
    """Somebody should come back to this letter after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that is ours to send, until the lease runs out. `at`: of the monotonic clock."""

    letter: Letter
    go: Go = field(repr=False)
    way: Way
    template_id: UUID
    reference: UUID
    slot: float
    trial: bool
    at: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """A letter that may have been taken: ours to ask Notify about."""

    letter: Letter
    way: Way
    reference: UUID


class Settled(Enum):
    """What Notify said of a letter in doubt."""

    THERE = "there"
    NOT_THERE = "not there"
    UNKNOWN = "unknown"
