"""A visit being planned: the children, the people who might read it, and who may not read it beside whom. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.caseloads.model import OneFamily
from portal.safe_contact.model import SafeContact
from portal.web.times import london

MOST_WORDS = 60
MOST_TOPICS = 10
MOST_OFFERED = 3
LENGTHS = (15, 30, 45, 60, 90, 120, 180)
ALONE_MINUTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who might see a plan. `kept_from`: whom an order or decision keeps them away from, until when.

    `related_to`: children who make them a reader; `tied_to`: brothers and sisters too; `party_to`: none of these.
    """

    id: UUID
    name: str
    called: str
    kind: str
    born_on: date | None
    language: str
    interpreter_language: str | None
    signs_in: bool
    types: tuple[str, ...]
    responsible: bool
    related_to: frozenset[UUID]
    tied_to: frozenset[UUID]
    party_to: frozenset[UUID]
    lives_with: frozenset[UUID]
    told_of: frozenset[UUID]
    kept_from: dict[UUID, date | None]
    phone: str | None
    safe: SafeContact | None

    @property
    def is_young(self) -> bool:
        return self.kind == "young_person"

    def told_of_time_alone(self, child_id: UUID) -> bool:
        """The child, adults with parental responsibility and carers read that, and why. No brother or sister does."""
        return child_id in self.told_of

    def lives_at(self, children: Iterable[UUID]) -> bool:
        """Whether the home of one of these children is also theirs."""
        return not self.lives_with.isdisjoint(children)

    def belongs_to(self, children: Iterable[UUID]) -> bool:
        return not self.related_to.isdisjoint(children)

    def knows(self, other: "Person", children: Iterable[UUID]) -> bool:
        """Whether they are told that the other reads the plan too. `readers_beside` says the same of what is shared."""
        return (
            other.id in self.tied_to
            or self.id in other.tied_to
            or not (self.party_to & other.party_to).isdisjoint(children)
        )


@dataclass(frozen=True, slots=True)
class Worker:
    id: UUID
    name: str
    called: str
    pronoun: str
    job_title: str | None


@dataclass(frozen=True, slots=True)
class Barred:
    """Why one person cannot be chosen. `order`: an order keeps them away; `other`: it protects them from `of`."""

    why: str
    of: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Planning(OneFamily):
    """What a planner's page starts from: one family, as far as this member of staff works with it."""

    people: list[Person]
    workers: list[Worker]

    def person(self, person_id: UUID) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)

    def barred(self, readers: Iterable[UUID], children: Iterable[UUID], place: str) -> dict[UUID, Barred]:
        """Who cannot be chosen beside these readers, at this place. Orders work both ways on one plan."""
        chosen, about = set(readers), set(children)
        found: dict[UUID, Barred] = {}
        for person in self.people:
            for protected_id, until in person.kept_from.items():
                protected = self.person(protected_id)
                if protected is None:
                    continue
                if protected.id in chosen or (place == "home" and protected.lives_at(about)):
                    found[person.id] = Barred("order", protected.called, until)
                elif person.id in chosen:
                    found.setdefault(protected.id, Barred("other", person.called, until))
        return found


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a visit: the moment, and what the clock on the wall says then."""

    at: datetime

    @property
    def wall(self) -> datetime:
        return london(self.at).replace(tzinfo=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChild:
    id: UUID
    plan_id: UUID
    wish_to_see: bool
    alone_minutes: int | None
    alone_why: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A topic, or a thing to have ready; `id` where it stands in the plan already."""

    id: UUID | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a member of staff typed, checked: ready for the preview and for the store."""

    family_id: UUID
    worker_id: UUID
    announced: bool
    start: Moment
    minutes: int
    place: str
    place_words: str | None
    purpose: str
    also_coming: str | None
    interpreter_language: str | None
    interpreter_booked: bool
    children: tuple[PlannedChild, ...]
    topics: tuple[Line, ...]
    ready: tuple[Line, ...]
    offered: tuple[Moment, ...]
    readers: tuple[UUID, ...]

    @property
    def child_ids(self) -> list[UUID]:
        return [child.id for child in self.children]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """What the next plan is filled with."""

    worker_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    place_words: str | None
    purpose: str
    also_coming: str | None
    interpreter_language: str | None
    children: dict[UUID, PlannedChild]
    topics: list[str]
    ready: list[str]
    readers: list[UUID]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something still open from last time: the council's own come first."""

    owed_by: str
    who: str
    what: str
    by_on: date | None


class KeptApart(Exception):
    """A reader was posted whom an order keeps away from this visit, or who does not belong to it."""


def words_in(text: str) -> int:
    return len(text.split())


def suggested_day(last: date | None, due: date | None, today: date) -> date | None:
    """The weekday of the last visit, as late as the due date allows. None where nothing sensible is known."""
    if last is None or due is None:
        return None
    day = due - timedelta(days=(due.weekday() - last.weekday()) % 7)
    return day if day >= today else None
