"""Papers of a meeting: paragraphs that keep their keys, versions, when one is late, what it takes to read. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from uuid import UUID, uuid4

from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after, working_days_before
from portal.web.times import london

KINDS = ("agenda", "report", "plan", "other")
OF_PARTNER = "partner_report"
COMMENTS = ("wrong", "differently")
ASKS = ("explain", "call_and_read", "on_paper", "more_time")
MOST_PARAGRAPHS = 200
MOST_LETTERS = 5000
HEADING = "# "
# Slower than most adults read: people stop and think at what is written about them.
WORDS_A_MINUTE = 150
ANSWERED_WITHIN = 5
# From here on two paragraphs are one that was changed; below, the writer is asked.
LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of a paper: a heading or a paragraph, by the key that it keeps."""

    key: UUID
    body: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The same as somebody typed it, before it has a key."""

    body: str
    heading: bool = False


def split(text: str) -> list[Written]:
    """A text as typed or pasted, cut at its empty lines; a line that begins with # is a heading."""
    found: list[Written] = []
    for block in text.replace("\u2029", "\n\n").split("\n"):
        line = block.strip()
        if line.startswith(HEADING):
            found += [Written(line[len(HEADING) :].strip(), heading=True), Written("")]
        elif not line:
            found.append(Written(""))
        elif found and found[-1].body and not found[-1].heading:
            found[-1] = Written(f"{found[-1].body}\n{block.rstrip()}")
        else:
            found.append(Written(line))
    return [one for one in found if one.body]


def typed(paragraphs: Sequence[Paragraph | Written]) -> str:
    """As it stands in the box where it is written."""
    return "\n\n".join(f"{HEADING}{one.body}" if one.heading else one.body for one in paragraphs)


def keyed(new: Sequence[Written], old: Sequence[Paragraph]) -> list[Paragraph]:
    """The new paragraphs with the keys of the old ones that they are: the same words first, then the likest."""
    left = {one.key: one for one in old}
    given: dict[int, UUID] = {}
    for place, one in enumerate(new):
        same = next((o.key for o in left.values() if (o.body, o.heading) == (one.body, one.heading)), None)
        if same is not None:
            given[place] = same
            del left[same]
    likeness = sorted(
        (
            (-_like(one.body, o.body), place, order, o.key)
            for place, one in enumerate(new)
            if place not in given
            for order, o in enumerate(left.values())
            if o.heading == one.heading
        )
    )
    for unlike, place, _, key in likeness:
        if -unlike >= LIKE and place not in given and key in left:
            given[place] = key
            del left[key]
    return [Paragraph(given.get(place) or uuid4(), one.body, one.heading) for place, one in enumerate(new)]


def _like(one: str, other: str) -> float:
    """How much of two texts is the same, by words. Cheap bounds first: papers are long."""
    matcher = SequenceMatcher(None, _words(one), _words(other), autojunk=False)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def rekeyed(paragraphs: Sequence[Paragraph], told: Sequence[UUID | None]) -> list[Paragraph] | None:
    """As the writer says which part is which; None where two are said to be the same one."""
    given = [
        one if key == one.key else replace(one, key=key or uuid4())
        for one, key in zip(paragraphs, told, strict=True)
    ]
    return given if len({one.key for one in given}) == len(given) else None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a paper: a draft until it is shared, and the same for ever after."""

    id: UUID
    number: int
    saved_at: datetime
    by: str
    shared_at: datetime | None
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.shared_at is None

    @property
    def mark(self) -> str:
        """What a form remembers of what its writer had in front of them."""
        return f"{self.number}-{self.saved_at.timestamp():.6f}"


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Somebody named for a paper, as staff see them. `belongs`: as of a reader of the meeting."""

    id: UUID
    name: str
    called: str
    kind: str
    shown_at: datetime | None
    read_at: datetime | None
    belongs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper for those who run the meeting, with its newest version and who reads it."""

    id: UUID
    meeting_id: UUID
    kind: str
    title: str
    by_id: UUID
    by: str
    by_called: str
    by_kind: str
    due_on: date
    made_at: datetime
    readers: tuple[PaperReader, ...]
    newest: Version | None
    shared_at: datetime | None
    waiting: int
    # The first day by which a comment was promised an answer.
    answer_by_on: date | None

    @property
    def of_partner(self) -> bool:
        """What somebody from another service wrote is theirs: read, redacted and shared, never reworded."""
        return self.kind == OF_PARTNER

    @property
    def has_draft(self) -> bool:
        return self.newest is not None and self.newest.is_draft

    @property
    def can_be_shown(self) -> list[PaperReader]:
        return [one for one in self.readers if one.belongs]

    @property
    def unshown(self) -> list[PaperReader]:
        return [one for one in self.can_be_shown if one.shown_at is None]

    @property
    def to_share(self) -> bool:
        """Whether something of it waits for the look before it is shared."""
        return bool(self.can_be_shown) and self.newest is not None and (self.has_draft or bool(self.unshown))

    def was_late(self) -> bool:
        return self.shared_at is not None and london(self.shared_at).date() > self.due_on

    def is_late(self, today: date) -> bool:
        return self.was_late() or (self.shared_at is None and today > self.due_on)


def minutes_of(paragraphs: Sequence[str]) -> int:
    """About how long it takes to read, never nought."""
    words = sum(len(one.split()) for one in paragraphs)
    return max(1, -(-words // WORDS_A_MINUTE))


def kilobytes_of(paragraphs: Sequence[str]) -> int:
    """What it costs of somebody's data, never nought."""
    return max(1, -(-sum(len(one.encode()) + 30 for one in paragraphs) // 1024))


def reply_by(today: date, meets_on: date) -> date:
    """A comment is answered within 5 working days and before the meeting; after it, within 5 working days."""
    holidays = bank_holidays_of_england()
    within = working_days_after(today, ANSWERED_WITHIN, holidays)
    if today >= meets_on:
        return within
    return max(today, min(within, working_days_before(meets_on, 1, holidays)))
