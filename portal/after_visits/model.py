"""A visit that has been: how it went, what was said at it, and who may read what is written about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

# Further apart than this, and the plan and our coming were not the same time.
NEAR_ENOUGH = timedelta(minutes=30)


class Outcome(StrEnum):
    """How a visit ended, as staff record it afterwards. Calling off beforehand belongs to the plan."""

    DONE = "done"
    PARTLY = "partly"
    MISSED_BY_US = "missed_by_us"
    NO_ANSWER = "no_answer"
    FAMILY_CALLED_OFF = "family_called_off"
    REFUSED = "refused"

    @property
    def happened(self) -> bool:
        return self in (Outcome.DONE, Outcome.PARTLY)


class Stale(Exception):
    """Somebody saved the same thing since this person opened it."""


@dataclass(frozen=True, slots=True)
class Visit:
    id: UUID
    worker_id: UUID
    worker_name: str
    worker_called: str
    worker_pronoun: str
    announced: bool
    state: str
    starts_at: datetime
    minutes: int
    place: str
    place_words: str | None
    purpose: str
    also_coming: str | None
    present: str | None
    ended_at: datetime | None
    ended_words: str | None
    our_mistake: bool
    came_at: datetime | None
    share_by_on: date | None
    shared_at: datetime | None
    version: int
    summary_shared: bool

    @property
    def happened(self) -> bool:
        return self.state in (Outcome.DONE, Outcome.PARTLY)

    @property
    def recorded(self) -> bool:
        return self.state in set(Outcome)


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """One child of a visit. Seen, seen alone and bedroom are each child's own."""

    child_id: UUID
    child_plan_id: UUID
    name: str
    called: str
    pronoun: str
    wish_to_see: bool
    alone_minutes: int | None
    seen: bool | None
    seen_alone: bool | None
    not_alone_because: str | None
    not_alone_words: str | None
    bedroom_seen: bool | None
    # Seen at a later visit: nothing is left to do about this one.
    seen_since: bool = False

    def not_seen(self) -> "ChildSeen":
        """As a visit leaves a child whom nobody saw."""
        return replace(
            self, seen=False, seen_alone=None, not_alone_because=None, not_alone_words=None, bedroom_seen=None
        )


@dataclass(frozen=True, slots=True)
class HowItWent:
    """What staff record about a visit, as it goes into the tables."""

    outcome: Outcome
    came_at: datetime | None
    our_mistake: bool
    ended_words: str | None
    present: str | None
    share_by_on: date | None
    children: tuple[ChildSeen, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a child said, exactly."""

    id: UUID
    child_id: UUID
    child_called: str
    body: str
    written_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    id: UUID
    body: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    id: UUID
    body: str
    added_by: UUID
    added_by_called: str
    from_staff: bool
    audience: str
    in_private: bool
    answered: bool

    def may_be_read_by(self, readers: Iterable[UUID]) -> bool:
        return all(reader == self.added_by for reader in readers) or (
            self.audience == "everyone" and not self.in_private
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the family who might read a summary of this visit, and what stands against it."""

    id: UUID
    name: str
    called: str
    is_child: bool
    relationships: tuple[str, ...]
    parental_responsibility: bool
    reads_visit: bool
    # People whom a restriction in force keeps apart from this person, either way round.
    apart_from: tuple[UUID, ...]
    # The visit is to the home of somebody protected from this person.
    kept_from_home: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """Why somebody cannot read: who stands in the way, or the home itself."""

    because: str
    of: str


def barred(candidate: Candidate, candidates: Sequence[Candidate]) -> Barred | None:
    """Why this person can be no reader of the visit at all: it would show one of two people to the other."""
    if candidate.kept_from_home:
        return Barred("home", candidate.called)
    for other in candidates:
        if other.reads_visit and other.id in candidate.apart_from and not candidate.reads_visit:
            return Barred("reader", other.called)
    return None


def kept_apart(
    readers: Iterable[UUID], candidates: Sequence[Candidate]
) -> tuple[Candidate, Candidate] | None:
    """Two of these readers (or a reader and somebody who reads the visit already) whom an order keeps apart."""
    chosen = set(readers)
    will_read = [one for one in candidates if one.id in chosen or one.reads_visit]
    for one in will_read:
        for other in will_read:
            if other.id in one.apart_from and (one.id in chosen or other.id in chosen):
                return one, other
    return None


def our_mistake(planned_at: datetime, came_at: datetime | None) -> bool:
    """We came at another time than the plan said: whoever was not there did not miss us."""
    return came_at is not None and abs(came_at - planned_at) > NEAR_ENOUGH
