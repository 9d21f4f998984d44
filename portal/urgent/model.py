"""An urgent item: somebody may not be safe, with an owner and a clock until somebody says what was done. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.safety.model import Source as Source
from portal.safety.model import Writing
from portal.web.times import london

# How long a manager reads a conversation for the reason of one urgent item.
READS_FOR = timedelta(hours=2)
# What a page shows of what was written since the item was raised; the conversation holds the rest.
MOST_SHOWN = 100


class Action(StrEnum):
    """What was done about it; the last two are explained in words."""

    PHONED = "phoned"
    VISITED = "visited"
    STRATEGY_DISCUSSION = "strategy_discussion"
    OTHER = "other"
    NOT_URGENT = "not_urgent"

    @property
    def is_explained(self) -> bool:
        return self in (Action.OTHER, Action.NOT_URGENT)


@dataclass(frozen=True, slots=True)
class OwnConversation:
    """One's own conversation, as far as the page after sending needs it. `workers`: who would read it today."""

    id: UUID
    workers: tuple[tuple[str, str], ...]
    last_id: UUID | None

    @property
    def path(self) -> str:
        """Where the question after sending leads on to; pages of help that carry nothing along lead there too."""
        return f"/messages/{self.id}" + (f"#m-{self.last_id}" if self.last_id else "")

    @property
    def query(self) -> str:
        return ""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.workers]

    @property
    def called(self) -> list[str]:
        return [called for _, called in self.workers]


@dataclass(frozen=True, slots=True)
class About:
    """Whose conversation a member of staff raises an item in."""

    conversation_id: UUID
    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Late:
    """How long ago somebody had to look, in the largest unit that says it well."""

    unit: str
    count: int


def how_late(due_at: datetime, now: datetime) -> Late | None:
    """None where there is time yet."""
    minutes = int((now - due_at).total_seconds() // 60)
    if now <= due_at:
        return None
    if minutes < 120:
        return Late("minutes", max(minutes, 1))
    return Late("hours", minutes // 60) if minutes < 48 * 60 else Late("days", minutes // (24 * 60))


def to_the_second(moment: datetime) -> str:
    """“23:04:12”: for those who read afterwards what happened when."""
    return london(moment).strftime("%H:%M:%S")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentItem:
    """One row of the board. `owner`: who took it and still answers for it; `works`: the reader is on the other side
    of the conversation, and not only its manager."""

    id: UUID
    conversation_id: UUID
    person_id: UUID
    person: str
    called: str
    source: Source
    sources: tuple[Source, ...]
    raised_at: datetime
    due_at: datetime
    works: bool
    owner_id: UUID | None
    owner: str | None
    taken_at: datetime | None
    managers: tuple[str, ...]
    newer: bool
    action: Action | None = None
    action_words: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def may_be_unsafe(self) -> bool:
        """Anything but a wish to talk."""
        return set(self.sources) != {Source.TALK}

    def late(self, now: datetime) -> Late | None:
        return how_late(self.due_at, now) if self.is_open else None

    @property
    def path(self) -> str:
        return f"/staff/urgent/{self.id}"


@dataclass(frozen=True, slots=True)
class Written:
    """What the family's side wrote, as it was written."""

    id: UUID
    seq: int
    body: str
    language: str | None
    at: datetime

    @property
    def second(self) -> str:
        return to_the_second(self.at)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened about an item."""

    step: str
    source: str | None
    by: str
    at: datetime

    @property
    def second(self) -> str:
        return to_the_second(self.at)


# The page on which staff read what an item was raised by, of `words` in `within`.
_READ_AT = {
    Writing.VIEWS: "/staff/views/{words}",
    Writing.STORY: "/staff/people/{within}/story",
    Writing.TOPIC: "/staff/visits/{within}",
    Writing.VISIT_TIME: "/staff/visits/{within}/requests/{words}",
    Writing.CORRECTION: "/staff/visits/{within}/after/corrections/{words}",
    Writing.MEETING: "/staff/meetings/{within}/answers",
    Writing.WORRY: "/staff/meetings/{within}/answers",
    Writing.PAPER: "/staff/meetings/{within}/comments/{words}",
    Writing.DECIDED: "/staff/meetings/{within}/views-of-it/{words}",
    Writing.CONTACT: "/staff/people/{within}/contact",
}


@dataclass(frozen=True, slots=True)
class StandsHere:
    """Words that raised an item, on a page that its reader can open. `within_id`: the visit, meeting or person."""

    writing: Writing
    words_id: UUID
    within_id: UUID

    @property
    def path(self) -> str:
        return _READ_AT[self.writing].format(words=self.words_id, within=self.within_id)


class Stale(Exception):
    """Somebody else was quicker, or something was written meanwhile: look again before deciding."""
