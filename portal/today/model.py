"""A member of staff's day: visits in time order, and what is still to be finished. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.planner.model_visit import tag_of
from portal.safe_contact.model import SafeContact
from portal.statutory.lateness import can_still_be_late
from portal.web.times import london


def short_name(name: str, called: str) -> str:
    """“Dani R”: enough for whoever knows them, little for who reads over a shoulder."""
    last = name.split()[-1]
    return called if last.casefold() == called.casefold() else f"{called} {last[0]}"


@dataclass(frozen=True, slots=True)
class About:
    """A child that a visit is about."""

    id: UUID
    short: str
    plan_type: str


@dataclass(frozen=True, slots=True)
class Contact:
    """An adult whom the visit meets, and how to reach them. `phone` is empty where a call could do harm."""

    id: UUID
    short: str
    called: str
    reads: bool
    phone: str | None
    safe: SafeContact | None


@dataclass(frozen=True, slots=True)
class Added:
    """Something that one of the family wants to talk about. `for_worker`: nobody else shall read it."""

    by: str
    body: str
    for_worker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVisit:
    id: UUID
    starts_at: datetime
    minutes: int
    state: str
    announced: bool
    place: str
    worker_id: UUID
    worker_name: str
    confirmed: bool
    asked: bool
    address: str | None
    about: list[About] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    topics: list[Added] = field(default_factory=list)

    def tag(self, now: datetime) -> str:
        return tag_of(self.state, self.announced, self.asked, self.confirmed, self.is_over(now))

    @property
    def names(self) -> list[str]:
        """Whom the visit is with: the adults who know of it, else the children."""
        return [one.short for one in self.contacts if one.reads] or [child.short for child in self.about]

    @property
    def plan_types(self) -> list[str]:
        return list(dict.fromkeys(child.plan_type for child in self.about))

    def is_over(self, now: datetime) -> bool:
        return self.starts_at + timedelta(minutes=self.minutes) <= now

    def is_to_come(self, now: datetime) -> bool:
        """Somebody still has to go there, or is there."""
        return self.state == "planned" and not self.is_over(now)

    def can_be_late(self, now: datetime) -> bool:
        return self.state == "planned" and self.announced and can_still_be_late(self.starts_at, now)

    def is_on(self, day: date) -> bool:
        return london(self.starts_at).date() == day


@dataclass(frozen=True, slots=True)
class ToFinish:
    """One thing that waits. `who` asked for it or wrote it; `due_on` is empty where no date was given."""

    kind: str
    visit_id: UUID
    item_id: UUID
    who: str | None
    about: tuple[str, ...]
    due_on: date | None
    visit_on: date

    @property
    def waits_until(self) -> date:
        return self.due_on or self.visit_on

    @property
    def href(self) -> str:
        visit = f"/staff/visits/{self.visit_id}"
        return {
            "reply": f"{visit}/requests/{self.item_id}",
            "correction": f"{visit}/after/corrections/{self.item_id}",
            "our_side": f"{visit}/after/corrections/{self.item_id}",
            "topic": f"/staff/views/topics/{self.item_id}",
            "share": f"{visit}/after#summaries",
        }.get(self.kind, f"{visit}/after")


@dataclass(frozen=True, slots=True)
class Day:
    """`after` is the next visit after today, so that nobody has to look for it."""

    visits: list[DayVisit]
    after: DayVisit | None
    to_finish: list[ToFinish]

    @property
    def people(self) -> set[UUID]:
        shown = [*self.visits, *([self.after] if self.after else [])]
        children = {child.id for visit in shown for child in visit.about}
        return children | {contact.id for visit in shown for contact in visit.contacts}
