"""A meeting being planned: whom it is about, who could be asked when, and who may not be put beside whom. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.caseloads.model import Child, OneFamily
from portal.meetings.types import MeetingType, type_of
from portal.safe_contact.model import SafeContact
from portal.statutory.model import Due
from portal.web.times import london

MOST_SLOTS = 6
MOST_THERE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who could be asked. `kept_from`: whom an order or decision keeps them away from, until when."""

    id: UUID
    name: str
    called: str
    kind: str
    born_on: date | None
    job_title: str | None
    interpreter_language: str | None
    signs_in: bool
    types: tuple[str, ...]
    responsible: bool
    related_to: frozenset[UUID]
    kept_from: dict[UUID, date | None]
    safe: SafeContact | None

    @property
    def is_young(self) -> bool:
        return self.kind == "young_person"

    @property
    def is_partner(self) -> bool:
        return self.kind == "partner"


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody of the staff who could run it, or who works with the family."""

    id: UUID
    name: str
    job_title: str | None
    is_chair: bool
    works_with_them: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """An order keeps `person` away from `protected`."""

    person: Person
    protected: Person
    until: date | None


@dataclass(frozen=True, slots=True)
class Planning(OneFamily):
    """What the page starts from: one family, as far as this member of staff may plan meetings about it."""

    people: list[Person]
    runners: list[Runner]

    def person(self, person_id: UUID) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)

    def runner(self, person_id: UUID) -> Runner | None:
        return next((runner for runner in self.runners if runner.id == person_id), None)

    @property
    def apart(self) -> list[Apart]:
        """Every two of these people whom an order keeps apart."""
        known = {person.id: person for person in self.people}
        return [
            Apart(person, known[protected_id], until)
            for person in self.people
            for protected_id, until in person.kept_from.items()
            if protected_id in known
        ]

    def apart_among(self, person_ids: Iterable[UUID]) -> Apart | None:
        """Two of these who may not be in one room, if there are such."""
        chosen = set(person_ids)
        return next(
            (one for one in self.apart if one.person.id in chosen and one.protected.id in chosen), None
        )

    def named(self, text: str) -> UUID | None:
        """Whose name somebody typed: of the family in full or as they are called, of the staff in full."""
        typed = plain(text)
        for person in self.people:
            if typed == plain(person.name) or (not person.is_partner and typed == plain(person.called)):
                return person.id
        return next((one.id for one in self.runners if typed == plain(one.name)), None)

    def mentioned(self, text: str) -> list[Person]:
        """People of the family whose name stands somewhere in a text."""
        words = f" {plain(text)} "
        return [
            person
            for person in self.people
            if not person.is_partner
            and (f" {plain(person.name)} " in words or f" {plain(person.called)} " in words)
        ]


@dataclass(frozen=True, slots=True)
class PlannedThere:
    person_id: UUID | None
    name: str
    role_words: str
    why_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSlot:
    """`key` names it on the page; `id` where it stands in the meeting already."""

    key: str
    id: UUID | None
    starts_at: datetime
    minutes: int
    how: str
    place_words: str
    joining_words: str
    there: tuple[PlannedThere, ...]

    @property
    def wall(self) -> datetime:
        return london(self.starts_at).replace(tzinfo=None)

    @property
    def day(self) -> date:
        return london(self.starts_at).date()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody is asked to the slot of that key; a partner may be asked for a report."""

    person_id: UUID
    slot_key: str
    kind: str
    report: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a member of staff typed, checked: ready for the preview and for the store."""

    type: str
    family_id: UUID
    chair_id: UUID
    why_now: str
    children: tuple[Child, ...]
    slots: tuple[PlannedSlot, ...]
    asked: tuple[Asked, ...]
    due: Due | None
    counts_from_on: date | None

    @property
    def of(self) -> MeetingType:
        return type_of(self.type)

    @property
    def child_ids(self) -> list[UUID]:
        return [child.id for child in self.children]

    @property
    def papers_by_on(self) -> date:
        """Before the first day that anybody is asked for."""
        return self.of.papers_by(min(slot.day for slot in self.slots))

    @property
    def notes_by_on(self) -> date:
        return self.of.notes_by(max(slot.day for slot in self.slots))

    def slot(self, key: str) -> PlannedSlot:
        return next(slot for slot in self.slots if slot.key == key)

    def asked_to(self, key: str) -> list[Asked]:
        return [one for one in self.asked if one.slot_key == key]

    def report_by(self, one: Asked) -> date | None:
        return self.of.papers_by(self.slot(one.slot_key).day) if one.report else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one person will be shown: their own slot, in words that may be shown to them."""

    person: Person
    starts_at: datetime
    minutes: int
    how: str
    place_words: str
    joining_words: str
    chair: str
    why_now: str
    there: tuple[PlannedThere, ...]
    papers_by: date
    report_by: date | None
    left_out: int


def plain(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in text.casefold()).split())
