"""The caseload and a person's page, as they are read: what stands where, in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.statutory.model import Due, PlanType

# What a person's page shows of the past at first; older things are one link away.
TIMELINE_PAGE = 20
SOON_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class OnCaseload:
    """One child's plan that a member of staff works on."""

    plan_id: UUID
    child_id: UUID
    name: str
    born_on: date
    plan_type: str
    role: str
    workers: str | None
    last_seen_at: datetime | None
    next_visit_id: UUID | None
    next_visit_at: datetime | None


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The newest message of somebody's conversation, and what they are called."""

    conversation_id: UUID
    called: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the caseload: the plan, and by when the child is to be seen next."""

    child: OnCaseload
    due: Due | None

    def late(self, today: date) -> bool:
        return self.due is not None and self.due.on < today

    def unplanned(self) -> bool:
        return self.child.next_visit_at is None


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody chose to look at; anything unknown chooses everything."""

    plan_type: str | None = None
    due: str | None = None

    @classmethod
    def read(cls, plan_type: str | None, due: str | None) -> "Filters":
        return cls(
            plan_type if plan_type in set(PlanType) else None,
            due if due in ("late", "soon", "unplanned") else None,
        )

    @property
    def any(self) -> bool:
        return self.plan_type is not None or self.due is not None

    def let_through(self, row: Row, today: date, soon: date) -> bool:
        if self.plan_type and row.child.plan_type != self.plan_type:
            return False
        match self.due:
            case "late":
                return row.late(today)
            case "soon":
                return row.due is not None and row.due.on <= soon
            case "unplanned":
                return row.unplanned()
            case _:
                return True


def soonest_first(rows: Iterable[Row]) -> list[Row]:
    """By the day that each child is due; those without one last."""
    return sorted(
        rows, key=lambda row: (row.due is None, row.due.on if row.due else date.max, row.child.name)
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a person's timeline. `about` is words that people typed; None where the kind says it all.

    What was promised in a message belongs to a conversation instead of a visit, and at a meeting to that.
    """

    kind: str
    at: datetime
    visit_id: UUID | None
    state: str | None
    who: str | None
    about: str | None
    conversation_id: UUID | None = None
    meeting_id: UUID | None = None

    def to_write_up(self, now: datetime) -> bool:
        """A visit whose time has come, and of which nobody has said what happened."""
        return self.kind == "visit" and self.state in ("planned", "unannounced") and self.at <= now


@dataclass(frozen=True, slots=True)
class Sees:
    """What one person of the family may see of what is planned and written about a child."""

    person_id: UUID
    name: str
    relationship: str
    next_plan_at: datetime | None
    next_plan_id: UUID | None
    plans: int
    summaries: int
    kept_away: bool


def page_of(events: Sequence[Event]) -> tuple[Sequence[Event], datetime | None]:
    """The first page of what was asked one longer than a page, and before which moment the next page lies.

    What happened in one moment (a summary and its promises) is not torn apart: the next page would miss a part.
    """
    if len(events) <= TIMELINE_PAGE:
        return events, None
    left = events[TIMELINE_PAGE].at
    shown = [event for event in events if event.at != left] or events[:TIMELINE_PAGE]
    return shown, shown[-1].at
