"""A meeting as those see it who run it: its slots side by side, who is asked to each, who will be there. No I/O.

Nobody else is ever given one of these: what a family or a partner is shown is made of their own slot alone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.meetings.types import MeetingType, type_of
from portal.web.times import london

WAYS = ("place", "phone", "video")
TAKING_PART = ("all", "part", "first", "last", "not_there", "not_sure")
INSTEAD = ("written", "drawing", "someone_speaks")
# What would help at the meeting, in the order of the page.
NEEDS = ("interpreter", "somebody", "getting_there", "by_phone", "other_room", "more_time", "something_else")
ASKS = ("more_time", "call_and_read", "on_paper", "explain", "another_time")
LENGTHS = (15, 30, 45, 60, 90, 120, 180)


@dataclass(frozen=True, slots=True)
class AboutChild:
    id: UUID
    plan_id: UUID
    plan_type: str
    name: str
    called: str
    pronoun: str
    born_on: date
    participation: str | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One time and place of a meeting."""

    id: UUID
    starts_at: datetime
    minutes: int
    how: str
    place_words: str
    joining_words: str

    @property
    def day(self) -> date:
        """The day of it in London."""
        return london(self.starts_at).date()


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is asked, and to which slot. `kept_away`: an order now keeps the meeting from them.

    `belongs`: a partner; or somebody who still belongs to a child of it, or speaks up for somebody who does.
    """

    id: UUID
    slot_id: UUID
    kind: str
    name: str
    called: str
    person_kind: str
    born_on: date | None
    chosen_by: UUID | None
    report_by_on: date | None
    first_opened_at: datetime | None
    kept_away: bool
    belongs: bool

    @property
    def barred(self) -> str | None:
        """The key of why nothing of the meeting reaches them now, whatever is shared with them."""
        if not self.belongs:
            return "meetings_staff.show.left"
        return "meetings_staff.show.kept_away" if self.kept_away else None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who will be there, as the people of one slot are told."""

    id: UUID
    slot_id: UUID
    person_id: UUID | None
    name: str
    role_words: str
    why_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMeeting:
    """One meeting, whole."""

    id: UUID
    family_id: UUID
    family_name: str
    type: str
    chair_id: UUID
    chair_name: str
    chair_called: str
    chair_pronoun: str
    chair_job: str | None
    state: str
    why_now: str
    due_on: date | None
    due_rule: str | None
    clock_from_on: date | None
    papers_by_on: date
    notes_by_on: date | None
    next_on: date | None
    planned_by: str
    planned_at: datetime
    shared_at: datetime | None
    held_on: date | None
    decided_at: datetime | None
    ended_words: str | None
    version: int
    children: list[AboutChild] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    attendees: list[Attendee] = field(default_factory=list)

    @property
    def of(self) -> MeetingType:
        return type_of(self.type)

    @property
    def child_ids(self) -> list[UUID]:
        return [child.id for child in self.children]

    @property
    def about(self) -> list[UUID]:
        """Everybody whose record this page is part of."""
        return [*self.child_ids, *(reader.id for reader in self.readers if reader.id not in self.child_ids)]

    @property
    def is_planned(self) -> bool:
        return self.state == "planned"

    @property
    def shared(self) -> bool:
        return self.shared_at is not None

    @property
    def first_at(self) -> datetime | None:
        return min((slot.starts_at for slot in self.slots), default=None)

    @property
    def first_day(self) -> date | None:
        return min((slot.day for slot in self.slots), default=self.held_on)

    @property
    def last_day(self) -> date | None:
        return max((slot.day for slot in self.slots), default=self.held_on)

    @property
    def split(self) -> bool:
        return len(self.slots) > 1

    def slot(self, slot_id: UUID) -> Slot | None:
        return next((slot for slot in self.slots if slot.id == slot_id), None)

    def reader(self, person_id: UUID) -> Reader | None:
        return next((reader for reader in self.readers if reader.id == person_id), None)

    def readers_of(self, slot_id: UUID) -> list[Reader]:
        return [reader for reader in self.readers if reader.slot_id == slot_id]

    def attendees_of(self, slot_id: UUID) -> list[Attendee]:
        return [one for one in self.attendees if one.slot_id == slot_id]

    @property
    def can_be_shown(self) -> list[Reader]:
        """Whom something may be shared with: of who belongs no more, nobody is left to think that they read it."""
        return [reader for reader in self.readers if reader.belongs]

    @property
    def family(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.kind == "family"]

    @property
    def partners(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.kind == "partner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting as one line of the list of who runs it. `waiting`: what nobody answered yet."""

    id: UUID
    type: str
    state: str
    first_at: datetime | None
    slots: int
    held_on: date | None
    due_on: date | None
    shared: bool
    decided: bool
    chair_id: UUID
    chair_name: str
    children: list[str]
    waiting: int

    @property
    def of(self) -> MeetingType:
        return type_of(self.type)

    @property
    def on(self) -> date | None:
        """The day that it was held, or was to be held first."""
        return self.held_on or (london(self.first_at).date() if self.first_at else None)

    @property
    def tag(self) -> str:
        """The key's last part of what this meeting is called in a list."""
        if self.state != "planned":
            return self.state
        return "shared" if self.shared else "unshared"


class Stale(Exception):
    """Somebody else changed the meeting, or it is over: nothing was written."""


class KeptApart(Exception):
    """Somebody was put beside a person whom an order protects from them, or does not belong to the meeting."""
