"""What somebody of a family wanted to talk about at a visit, and what was done about it. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.statutory.answering import answer_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """As staff read it. `over_on`: when the visit was over, or off: an answer is owed, whatever became of it."""

    id: UUID
    visit_id: UUID
    visit_on: date
    over_on: date
    person_id: UUID
    name: str
    called: str
    body: str
    in_private: bool
    answered_at: datetime | None
    workers: tuple[str, ...] = field(default=())

    @property
    def waits(self) -> bool:
        return self.answered_at is None

    @property
    def due_on(self) -> date:
        return answer_day(self.over_on)

    def is_late(self, today: date) -> bool:
        return self.waits and self.due_on < today
