"""A paper as one of its named readers has it: with their own comments and answers, without what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from uuid import UUID

from portal.meetings.model_papers import kilobytes_of, minutes_of
from portal.meetings.types import MeetingType, type_of
from portal.web.redaction import LeavingOut
from portal.web.times import london


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one reader is told of a paper around its text. Days are counted from their own slot, never from another."""

    id: UUID
    meeting_id: UUID
    meeting_type: str
    starts_at: datetime
    title: str
    shown_at: datetime | None
    newest_at: datetime | None
    has_read: bool

    @property
    def of(self) -> MeetingType:
        return type_of(self.meeting_type)

    @property
    def meets_on(self) -> date:
        return london(self.starts_at).date()

    @property
    def due_on(self) -> date:
        return self.of.papers_by(self.meets_on)

    @property
    def shared_on(self) -> date | None:
        return london(self.shown_at).date() if self.shown_at else None

    @property
    def changed_on(self) -> date | None:
        """The day of the newest version, where it came after the first that they were shown."""
        if self.shown_at is None or self.newest_at is None or self.newest_at <= self.shown_at:
            return None
        return london(self.newest_at).date()

    def is_late(self, today: date) -> bool:
        return (self.shared_on or today) > self.due_on


FRAME = tuple(part.name for part in fields(Frame))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine(Frame):
    """One line of the list of papers."""

    bodies: Sequence[str]

    def without(self, without: LeavingOut) -> "PaperLine":
        return replace(self, title=without(self.title), bodies=without.of(self.bodies))

    @property
    def minutes(self) -> int:
        return minutes_of(self.bodies)

    @property
    def kilobytes(self) -> int:
        return kilobytes_of(self.bodies)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about a part of a paper, the words that they had before them then, and what was answered."""

    id: UUID
    paragraph_key: UUID | None
    kind: str
    body: str
    at: datetime
    reply_by_on: date
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None
    # The part as it was when they wrote; empty where it is about the whole paper.
    about: str | None = None

    def without(self, without: LeavingOut) -> "Comment":
        """Their own words stay as they are; the rest is ours. The part comes as they have it already."""
        return replace(
            self,
            reply=without(self.reply) if self.reply else None,
            replied_by=without(self.replied_by) if self.replied_by else None,
        )

    def is_late(self, today: date) -> bool:
        return self.replied_at is None and today > self.reply_by_on


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph as it is read: `state` says what a newer version made of it since they last read."""

    key: UUID
    body: str
    heading: bool
    state: str = ""
    comments: Sequence[Comment] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that they asked for around this paper."""

    id: UUID
    kind: str
    at: datetime
    reply: str | None
    done_at: datetime | None
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPaper(Frame):
    """The whole paper before its reader."""

    kind: str
    by: str
    answers_by: str
    version_id: UUID
    parts: Sequence[Part] = ()
    comments: Sequence[Comment] = ()
    asks: Sequence[Ask] = ()

    @property
    def bodies(self) -> list[str]:
        return [part.body for part in self.parts]

    @property
    def minutes(self) -> int:
        return minutes_of(self.bodies)

    @property
    def kilobytes(self) -> int:
        return kilobytes_of(self.bodies)

    def part(self, key: UUID) -> Part | None:
        return next((one for one in self.parts if one.key == key), None)

    @property
    def notes(self) -> list[Comment]:
        """About the whole paper."""
        return [one for one in self.comments if one.paragraph_key is None]

    @property
    def gone(self) -> list[Comment]:
        """About parts that are not in the paper any more."""
        here = {part.key for part in self.parts}
        return [
            one for one in self.comments if one.paragraph_key is not None and one.paragraph_key not in here
        ]

    @property
    def open_asks(self) -> dict[str, Ask]:
        return {one.kind: one for one in self.asks if one.done_at is None}


def parts_of(
    now: Sequence[tuple[UUID, str, bool]],
    read_before: dict[UUID, str] | None,
    comments: Sequence[Comment],
    without: LeavingOut,
) -> list[Part]:
    """`read_before`: the version that they read last, if that is an older one. Compared as this reader saw it."""
    before = (
        dict(zip(read_before, without.of(list(read_before.values())), strict=True)) if read_before else {}
    )
    found = []
    shown = without.of([body for _, body, _ in now])
    for (key, _, heading), body in zip(now, shown, strict=True):
        state = ""
        if read_before is not None:
            state = "new" if key not in before else "changed" if before[key] != body else ""
        found.append(Part(key, body, heading, state, [one for one in comments if one.paragraph_key == key]))
    return found
