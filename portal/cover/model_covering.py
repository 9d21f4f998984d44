"""What whoever covers, or takes over, has to know of each plan. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from portal.web.times import london


@dataclass(frozen=True, slots=True)
class Promised:
    """An open promise. `who`: who owes it now, also where the one who made it has left."""

    what: str
    who: str
    by_on: date | None
    owed_by: str


@dataclass(frozen=True, slots=True)
class Planned:
    id: UUID
    starts_at: datetime
    worker_id: UUID


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody of the family who can write. `waiting_since` is empty where nobody waits."""

    conversation_id: UUID
    person_id: UUID
    name: str
    called: str
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """One child's plan as it stands: what is due, who waits, what was promised."""

    plan_id: UUID
    child_id: UUID
    child_name: str
    plan_type: str
    visits: Sequence[Planned] = ()
    parties: Sequence[Party] = ()
    promises: Sequence[Promised] = ()
    due_on: date | None = None

    @property
    def waiting(self) -> list[Party]:
        return [party for party in self.parties if party.waiting_since]


@dataclass(frozen=True, slots=True)
class Stint:
    """That the actor covers one plan for somebody, until when, and the lines that were left for it."""

    plan_id: UUID
    worker_id: UUID
    worker_name: str
    until: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Covering:
    """Everything that the actor covers for one worker."""

    worker_name: str
    until: datetime | None
    plans: list[tuple[OpenPlan, str | None]] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The last day, where the stint ends with a day, as it does with an absence."""
        if self.until is None or london(self.until).time() != time():
            return None
        return (london(self.until) - timedelta(days=1)).date()
