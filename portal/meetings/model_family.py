"""A meeting as one who is asked is told of it: their own slot, and nothing beside it. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.meetings.types import MeetingType, type_of
from portal.web.redaction import leave_out
from portal.web.times import london

# Getting ready stands on the home page from so many days ahead.
READY_FROM = timedelta(days=35)
MOST_WORRIES = 20
MOST_ASKS = 20


class Standing(StrEnum):
    """Where a meeting stands for one reader. Nobody else's slot or answer changes it."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ASKED = "asked"
    MOVED = "moved"
    NOW = "now"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The reader's own slot, and how they answered. `answered_to`: the time that they had before them as they did."""

    id: UUID
    type: str
    called_off: bool
    starts_at: datetime
    minutes: int
    how: str
    place_words: str
    chair_name: str
    chair_called: str
    taking_part: str | None
    instead: str | None
    answered_to: datetime | None
    asked_at: datetime | None
    was_at: datetime | None
    shared_at: datetime
    hidden: Sequence[str] = ()

    @property
    def of(self) -> MeetingType:
        return type_of(self.type)

    @property
    def day(self) -> date:
        return london(self.starts_at).date()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def standing(self, now: datetime) -> Standing:
        if self.called_off:
            return Standing.OFF
        if self.starts_at <= now:
            return Standing.NOW if now < self.ends_at else Standing.OVER
        if self.asked_at is not None:
            return Standing.ASKED
        if self.taking_part and self.answered_to in (None, self.starts_at):
            return Standing.ANSWERED
        return Standing.MOVED if self.told_before not in (None, self.starts_at) else Standing.WAITING

    @property
    def told_before(self) -> datetime | None:
        """The time that they answered to, else the one that they were told first."""
        return self.answered_to or self.was_at

    def is_open(self, now: datetime) -> bool:
        """Until their own slot begins, people may answer, ask, and change what is theirs."""
        return not self.called_off and self.starts_at > now

    def days_away(self, today: date) -> int:
        return (self.day - today).days

    @property
    def hours_and_minutes(self) -> tuple[int, int]:
        return divmod(self.minutes, 60)

    @property
    def moved_to_another_day(self) -> bool:
        return self.told_before is not None and london(self.told_before).date() != self.day

    def without(self, language: str) -> "Card":
        """With nothing in it that this reader may not be shown."""
        return replace(
            self,
            place_words=leave_out(self.place_words, self.hidden, language),
            chair_name=leave_out(self.chair_name, self.hidden, language),
            chair_called=leave_out(self.chair_called, self.hidden, language),
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who will be there: a name, what they do, why they come."""

    name: str
    role_words: str
    why_words: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What this reader asked for, and what became of it. `about`: the title of a paper."""

    kind: str
    words: str | None
    about: str | None
    at: datetime
    reply: str | None
    replied_by: str | None
    done_at: datetime | None

    @property
    def on(self) -> date:
        """The day that it was asked on."""
        return london(self.at).date()


@dataclass(frozen=True, slots=True)
class Worry:
    """Somebody that they would rather not be in a room with, and what who runs the meeting said."""

    body: str
    at: datetime
    reply: str | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one person takes part. What they have not said is None; said, and left empty, is an empty text."""

    taking_part: str | None = None
    instead: str | None = None
    needs: Sequence[str] = ()
    needs_words: str | None = None
    brings_words: str | None = None
    wants_advocate: bool = False
    questions: str | None = None
    to_say: str | None = None
    not_to_say: str | None = None
    answered_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reads:
    """Who reads what somebody writes here: who runs the meeting, and who works with them."""

    chair: str
    chair_replies: int
    workers: tuple[str, ...]
    worker_replies: int


@dataclass(frozen=True, slots=True)
class Task:
    """A line of “Get ready”."""

    key: str
    path: str
    done: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """How far one person has come. `views` and `papers` are None where there is nothing of the kind for them to do."""

    chose: bool
    views: bool | None
    questions: bool
    say: bool
    who: bool
    needs: bool
    papers: bool | None
    views_id: UUID | None

    def tasks(self, meeting_id: UUID) -> list[Task]:
        """What helps to get ready, in the order of the page."""
        base = f"/meetings/{meeting_id}"
        views = f"/views/{self.views_id}" if self.views_id else f"/views/new?meeting={meeting_id}"
        found = [
            ("how", f"{base}/ready/how", self.chose),
            ("views", views, self.views),
            ("questions", f"{base}/ready/questions", self.questions),
            ("say", f"{base}/ready/say", self.say),
            ("who", f"{base}/ready/who", self.who),
            ("needs", f"{base}/ready/needs", self.needs),
            ("papers", f"{base}#papers", self.papers),
        ]
        return [Task(key, path, done) for key, path, done in found if done is not None]

    @property
    def count(self) -> tuple[int, int]:
        steps = (self.chose, self.views, self.questions, self.say, self.who, self.needs, self.papers)
        known = [done for done in steps if done is not None]
        return sum(known), len(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that one reader sees on the pages of a meeting."""

    card: Card
    kind: str
    why_now: str
    joining_words: str
    ended_words: str | None
    decided: bool
    speaks_for: str | None
    spoken_for_by: str | None
    first_opened: bool
    part: Part
    ready: Ready
    reads: Reads
    coming: list[Coming] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    children: list[UUID] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.card.id

    @property
    def is_advocate(self) -> bool:
        return self.kind == "advocate"

    @property
    def hidden(self) -> Sequence[str]:
        return self.card.hidden

    @property
    def notes_by(self) -> date:
        return self.card.of.notes_by(self.card.day)

    @property
    def asked_for_another_time(self) -> Ask | None:
        return next((one for one in self.asks if one.kind == "another_time" and one.done_at is None), None)
