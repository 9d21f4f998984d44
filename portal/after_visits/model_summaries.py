"""What is written about a visit: summaries, what was agreed, what the family says about it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from portal.after_visits.model import Candidate, Topic, Words

# Fewer words than this may be in two texts by chance.
WORDS_THAT_SHOW_A_COPY = 4


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
    """`visit_id`: None for what was promised in a message or at a meeting, at `visit_at`."""

    id: UUID
    visit_id: UUID | None
    meeting_id: UUID | None
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


def staying(readers: Iterable[Reader], candidates: Iterable[Candidate]) -> list[Reader]:
    """Who of them may read what is written about the visit now."""
    may = {one.id for one in candidates if not one.kept_from_home}
    return [reader for reader in readers if reader.id in may]


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
