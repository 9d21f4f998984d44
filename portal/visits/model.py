"""A visit as one person of the family sees it: its card, where it stands, and what was promised. No I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from portal.statutory.voice import Voice
from portal.web.times import london

# For so long a family is told to wait for a new time in place of one that did not happen.
NEW_TIME_WITHIN_DAYS = 14
# A visit may begin late and go on for longer before anybody takes it for over.
LONGER = timedelta(hours=1)
MISSED = frozenset({"missed_by_us", "no_answer", "refused"})
OFF = frozenset({"called_off", "family_called_off"})
DONE = frozenset({"done", "partly"})
# The parts of a plan that can change beside its time, and how many of them a card names.
PARTS = (
    "place", "worker", "also_coming", "children", "alone",
    "length", "purpose", "topics", "interpreter", "offered", "ready",
)  # fmt: skip
MOST_NEW = 3


class Standing(StrEnum):
    """Where a visit stands for one reader. Nobody else's answer changes it."""

    WAITING = "waiting"
    OK = "ok"
    ASKED = "asked"
    CHANGED = "changed"
    MOVED = "moved"
    LATE = "late"
    OVER = "over"  # its time has passed and nothing is written down yet
    OFF = "off"
    MISSED = "missed"
    DONE = "done"

    @property
    def is_to_come(self) -> bool:
        return self not in (Standing.OVER, Standing.OFF, Standing.MISSED, Standing.DONE)

    @property
    def may_say_ok(self) -> bool:
        return self in {Standing.WAITING, Standing.CHANGED, Standing.MOVED, Standing.ASKED}


def standing_items(voice: Voice) -> tuple[str, ...]:
    """What can help before any visit, by key; young people may draw where adults look for letters."""
    return ("questions", "draw" if voice.young else "letters", "going_well", "hard", "someone")


class Card(NamedTuple):
    """What `visit_cards` says of a visit. `home_of`: the child who lives there, where the reader does not.
    `told`: who wrote down what stands here as this reader's answer, and how they heard it; for lists of cards alone.
    `new`: what changed since this reader's answer, for pages that say so.

    A tuple, because most pages make some: a frozen dataclass puts each field in its place by a call.
    """

    id: UUID
    state: str
    starts_at: datetime
    minutes: int
    place: str
    place_words: str | None
    home_of: str | None
    our_mistake: bool
    ended_words: str | None
    shared_at: datetime
    worker_name: str
    worker_called: str
    worker_pronoun: str
    said_ok_at: datetime | None
    said_ok_to: datetime | None
    reply_by_on: date | None
    late_minutes: int | None
    late_at: datetime | None
    was_at: datetime | None
    moved_at: datetime | None
    changed_at: datetime | None
    summary_at: datetime | None
    told: tuple[str, str] | None = None
    new: Collection[str] = ()

    @property
    def what_is_new(self) -> list[str]:
        """The first few parts of the plan that changed, by key, what matters most first."""
        return [part for part in PARTS if part in self.new][:MOST_NEW]

    def standing(self, now: datetime) -> Standing:
        if self.ended_standing is not None:
            return self.ended_standing
        ends_at = (self.expected_at or self.starts_at) + timedelta(minutes=self.minutes)
        if now >= ends_at + LONGER or london(self.starts_at).date() < london(now).date():
            return Standing.OVER
        if self.expected_at is not None:
            return Standing.LATE
        if self.reply_by_on is not None:
            return Standing.ASKED
        return self._answered()

    @property
    def ended_standing(self) -> Standing | None:
        """How it ended; None while it is planned."""
        if self.state in DONE:
            return Standing.DONE
        if self.state in OFF:
            return Standing.OFF
        return Standing.MISSED if self.state in MISSED else None

    def _answered(self) -> Standing:
        if self.said_ok_at is None or self.said_ok_to != self.starts_at:
            return Standing.MOVED if self.was_at not in {None, self.starts_at} else Standing.WAITING
        if self.changed_at is not None and self.changed_at > self.said_ok_at:
            return Standing.CHANGED
        return Standing.OK

    @property
    def expected_at(self) -> datetime | None:
        """When the worker should be there, where she said that she is late; a later move wipes that out."""
        if self.late_minutes is None or self.late_at is None:
            return None
        if self.moved_at is not None and self.moved_at > self.late_at:
            return None
        if london(self.late_at).date() != london(self.starts_at).date():
            return None
        return self.starts_at + timedelta(minutes=self.late_minutes)

    def is_open(self, now: datetime) -> bool:
        """Until it starts, people may answer, ask for another time, and add and change what is theirs."""
        return self.state == "planned" and self.starts_at > now

    def days_away(self, today: date) -> int:
        return (london(self.starts_at).date() - today).days

    def long_ago(self, today: date) -> bool:
        """So long that a new time was offered since, or will not be because of this visit."""
        return self.days_away(today) < -NEW_TIME_WITHIN_DAYS

    @property
    def moved_to_another_day(self) -> bool:
        return self.was_at is not None and london(self.was_at).date() != london(self.starts_at).date()

    @property
    def at_home_or_school(self) -> bool:
        return self.place in {"home", "school"}

    @property
    def hours_and_minutes(self) -> tuple[int, int]:
        return divmod(self.minutes, 60)


@dataclass(frozen=True, slots=True)
class Promise:
    owed_by: str
    who: str
    what: str
    helps_because: str | None
    by_on: date | None
    state: str
    because: str | None

    def said_state(self, today: date) -> str:
        """How it stands, by key. What we promised and did not do in time is called late; a family's never is."""
        late = (
            self.state == "open"
            and self.owed_by == "council"
            and self.by_on is not None
            and self.by_on < today
        )
        return "late" if late else self.state
