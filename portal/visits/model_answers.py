"""What one person wanted to talk about at a visit that is over, and what was done about it. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.statutory.answering import answer_day


@dataclass(frozen=True, slots=True)
class Did:
    state: str
    what: str
    because: str | None
    by_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidAndDid:
    """`over_on`: when the visit was over, or off."""

    id: UUID
    body: str
    over_on: date
    did: tuple[Did, ...]

    @property
    def due_on(self) -> date:
        return answer_day(self.over_on)

    def is_late(self, today: date) -> bool:
        return not self.did and self.due_on < today
