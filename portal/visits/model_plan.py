"""The plan of a visit: all that one person of the family sees on its page. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.statutory.voice import Voice
from portal.visits.model import Card, Promise, standing_items


@dataclass(frozen=True, slots=True)
class Child:
    """A child the visit is about. `alone_minutes` is empty where this reader is not told of time alone."""

    id: UUID
    called: str
    pronoun: str
    me: bool
    wish_to_see: bool
    alone_minutes: int | None
    alone_why: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    """`version` counts its edits; `in_private` and `audience` are for its author's eyes.

    `by` is what somebody of the family is called, or the whole name of one of us, who has a `job` (empty or not).
    """

    id: UUID
    body: str
    mine: bool
    by: str
    audience: str
    in_private: bool
    version: int
    ended: bool = False
    job: str | None = None


@dataclass(frozen=True, slots=True)
class OfferedTime:
    id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What this reader asked for last, and what became of it."""

    state: str
    asked_at: datetime
    offered_at: datetime | None
    when_better: str | None
    why: str | None
    reply_by_on: date
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one of us wrote down as this reader's answer, and how we were told."""

    id: UUID
    by_called: str
    how: str
    said: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Staff:
    name: str
    job_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that one reader sees on the page of a visit."""

    card: Card
    purpose: str
    also_coming: str | None
    interpreter: str | None
    interpreter_booked: bool
    worker_job: str | None
    children: list[Child] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    request: ChangeRequest | None = None
    told: Told | None = None
    worker_items: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()

    @property
    def wished_for(self) -> list[Child]:
        return [child for child in self.children if child.wish_to_see]

    @property
    def alone(self) -> list[Child]:
        return [child for child in self.children if child.alone_minutes]

    def ready_count(self, voice: Voice) -> tuple[int, int]:
        """How many of the things that can help are ticked, and how many there are."""
        items = self.worker_items | set(standing_items(voice))
        return len(items & self.ticked), len(items)
