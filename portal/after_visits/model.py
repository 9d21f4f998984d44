"""A visit that has been: how it went, who may read what is written about it, and what was promised."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

# Further apart than this, and the plan and our coming were not the same time.
NEAR_ENOUGH = timedelta(minutes=30)
# Fewer words than this may be in two texts by chance.
WORDS_THAT_SHOW_A_COPY = 4


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


class KeptApart(Exception):
    """Two people whom an order keeps apart would read the same visit."""


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


@dataclass(frozen=True, slots=True)
class Agreed:
    """A promise while it is being written: `owed_by` is "council" or "family"."""

    owed_by: str
    who_words: str
    what: str
    by_on: date | None
    helps_because: str


class Owed(Protocol):
    """Anything that the council or the family owes."""

    @property
    def owed_by(self) -> str: ...


Owes = TypeVar("Owes", bound=Owed)


def council_first(agreed: Iterable[Owes]) -> list[Owes]:
    return sorted(agreed, key=lambda one: one.owed_by != "council")


@dataclass(frozen=True, slots=True)
class Reader:
    id: UUID
    called: str
    name: str
    first_read_at: datetime | None


PARTS = ("told_us", "going_well", "worried", "happens_next")


@dataclass(frozen=True, slots=True)
class Parts:
    """The four texts of a summary, under the headings that families read."""

    told_us: str = ""
    going_well: str = ""
    worried: str = ""
    happens_next: str = ""

    def all(self) -> tuple[str, str, str, str]:
        return self.told_us, self.going_well, self.worried, self.happens_next

    @property
    def empty(self) -> bool:
        return not any(self.all())


@dataclass(frozen=True, slots=True)
class Summary:
    id: UUID
    visit_id: UUID
    first_id: UUID
    version: int
    written_by: UUID
    written_by_name: str
    parts: Parts
    agreed: tuple[Agreed, ...]
    agreed_before: tuple[UUID, ...]
    draft_version: int
    saved_at: datetime
    shared_at: datetime | None
    readers: tuple[Reader, ...]

    @property
    def reader_ids(self) -> frozenset[UUID]:
        return frozenset(reader.id for reader in self.readers)


@dataclass(frozen=True, slots=True)
class Promise:
    id: UUID
    visit_id: UUID
    visit_at: datetime
    owed_by: str
    who_words: str
    what: str
    helps_because: str | None
    by_on: date | None
    state: str
    because: str | None
    settled_by: str | None
    settled_at: datetime | None
    version: int
    readers: tuple[str, ...]
    reader_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a promise: done, not done and why, or open again."""

    promise_id: UUID
    version: int
    state: str
    because: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    id: UUID
    kind: str
    by: str
    body: str
    at: datetime
    summary_id: UUID | None
    summary_version: int | None
    reply_by_on: date | None
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.kind != "right" and self.replied_at is None


def our_mistake(planned_at: datetime, came_at: datetime | None) -> bool:
    """We came at another time than the plan said: whoever was not there did not miss us."""
    return came_at is not None and abs(came_at - planned_at) > NEAR_ENOUGH


def prompts(topics: Iterable[Topic], readers: Iterable[UUID]) -> list[str]:
    """One line to write after for each topic of ours, or of one of these readers, that all of them may know of."""
    ids = list(readers)
    own = [topic for topic in topics if topic.from_staff or topic.added_by in ids]
    return [f"{_as_prompt(topic.body)}:" for topic in own if topic.may_be_read_by(ids)]


def _as_prompt(body: str) -> str:
    line = " ".join(body.split()).rstrip(".:?! ")
    return line[:1].upper() + line[1:]


def without_prompts(text: str, asked: Iterable[str]) -> str:
    """The text without the lines that were given to write after and were left alone."""
    untouched = {line.strip() for line in asked}
    kept = "\n".join(line for line in text.split("\n") if line.strip() not in untouched)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def copied(text: str, held_back: str) -> bool:
    """Whether a text repeats a sentence of words that its readers may not see."""
    have = _plain(text)
    sentences = [_plain(part) for part in re.split(r"[.!?\n]+", held_back)]
    return any(
        f" {part} " in f" {have} " for part in sentences if len(part.split()) >= WORDS_THAT_SHOW_A_COPY
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "").replace("'", "")))


def words_given_away(
    texts: Sequence[str], readers: frozenset[UUID], words: Iterable[Words], topics: Iterable[Topic]
) -> str | None:
    """Whose own words these texts would carry to somebody else; None where nobody's are."""
    joined = "\n".join(texts)
    for said in words:
        if readers != {said.child_id} and copied(joined, said.body):
            return said.child_called
    for topic in topics:
        if not topic.from_staff and not topic.may_be_read_by(readers) and copied(joined, topic.body):
            return topic.added_by_called
    return None
