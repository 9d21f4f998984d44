"""My story: its parts, who may see it, and who has read it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from portal.web.marks import mark_for

# The parts in the order in which they are asked; each stands on a page of its own and can be left out.
PARTS = ("called", "helps", "not_ask", "people", "good", "picture")
MOST_LETTERS = 1000
CHECK = "check"


class End(StrEnum):
    """What became of the last one that somebody wrote on their own."""

    APPROVED = "approved"
    PUT_AWAY = "put_away"


@dataclass(frozen=True, slots=True)
class Said:
    """One part as it was last saved. Empty words: it was left out."""

    body: str
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One writing of it: begun and not approved yet, or one of those that were approved."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    began_at: datetime
    done_with: str | None
    approved_at: datetime | None
    number: int | None
    ended_at: datetime | None
    parts: Mapping[str, Said]

    @property
    def written(self) -> list[str]:
        """The parts with words, in their order."""
        return [key for key in PARTS if self.body(key)]

    def body(self, key: str) -> str:
        said = self.parts.get(key)
        return said.body if said else ""

    def version(self, key: str) -> int:
        said = self.parts.get(key)
        return said.version if said else 0

    @property
    def shown(self) -> bool:
        return self.approved_at is not None and self.ended_at is None

    @property
    def mark(self) -> str:
        """What stood on the page that asks whether this is right: other words make another mark."""
        told = [(key, self.version(key)) for key in PARTS]
        return mark_for((self.id, told))

    @property
    def carry_on(self) -> str:
        """The first part that was not saved yet; after all of them the look at the whole."""
        places = (str(place) for place, key in enumerate(PARTS, 1) if key not in self.parts)
        return next(places, CHECK)


@dataclass(frozen=True, slots=True)
class Reader:
    """A worker of this plan at this moment, and when they said that they had read it."""

    id: UUID
    name: str
    cover: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Around:
    """Who may see it, and who of the family never does. `earlier`: who read it and is not there any more."""

    readers: tuple[Reader, ...]
    family: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class ToRead:
    """What a worker has not said “I have read it” to. `before`: when they first see the child with it, or did."""

    person_id: UUID
    name: str
    called: str
    approved_at: datetime
    changed: bool
    before: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.before is not None and self.before <= now


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page of a child says to their worker: when it was approved, and when this worker read it."""

    approved_at: datetime
    read_at: datetime | None
