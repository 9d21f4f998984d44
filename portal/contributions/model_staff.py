"""What staff do with what somebody said: read it, answer it, share it wider, and see who is not heard. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

NOT_HEARD_MONTHS = 3


class Done(StrEnum):
    """What became of what somebody said."""

    DONE = "done"
    WORKING = "working"
    COULD_NOT = "could_not"


@dataclass(frozen=True, slots=True)
class Outcome:
    """You said, we did. `question` is empty where it answers everything."""

    question: str | None
    state: Done
    what: str
    because: str | None
    by_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shown to somebody whom the person had not chosen."""

    id: UUID
    question: str | None
    whom: str | None
    why: str
    told: bool
    why_not_told: str | None
    by: str
    by_id: UUID
    at: datetime
    settled_by: str | None
    agreed: bool | None

    @property
    def waits(self) -> bool:
        return not self.told and self.agreed is None


@dataclass(frozen=True, slots=True)
class ToAgree:
    """Somebody asks to share words wider without telling whose they are; a second person has to agree first."""

    contribution_id: UUID
    person_id: UUID
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list of staff: what is to be read or answered."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    occasion: str
    sent_at: datetime
    sent_to: str | None
    read_by_on: date
    answer_by_on: date
    read_at: datetime | None
    answered_at: datetime | None
    taken_back_at: datetime | None
    flagged: bool
    duty: str
    workers: tuple[str, ...] = field(default=())

    @property
    def unread(self) -> bool:
        return self.read_at is None and self.taken_back_at is None

    @property
    def waits(self) -> bool:
        return self.answered_at is None and self.taken_back_at is None

    @property
    def due_on(self) -> date:
        return self.read_by_on if self.unread else self.answer_by_on

    def is_late(self, today: date) -> bool:
        return self.waits and self.due_on < today


@dataclass(frozen=True, slots=True)
class NotHeard:
    """A child whose views nobody has had for months, nor at the last meetings, or not seen alone at the last visits."""

    child_id: UUID
    name: str
    workers: tuple[str, ...]
    last_views_on: date | None
    not_alone: bool
    silent: bool
    not_at_meetings: bool
