"""What kind a child's plan is, and what stands in the way of its end."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# After the last day there are summaries to share and answers to give; then the record closes for its workers.
OPEN_FOR_DAYS = 28
# A plan is not ended further ahead than its next visit would be.
AHEAD_DAYS = 92


@dataclass(frozen=True, slots=True)
class Kind:
    """`clock_on`: the day its visits are counted from, where that is not its first day."""

    type: str
    circumstance: str
    clock_on: date | None

    @property
    def state(self) -> str:
        """The same for two pages that show the same."""
        return f"{self.type} {self.circumstance} {self.clock_on or ''}"


@dataclass(frozen=True, slots=True)
class Ahead:
    id: UUID
    kind: str
    at: datetime

    @property
    def path(self) -> str:
        return f"/staff/{self.kind}s/{self.id}"
