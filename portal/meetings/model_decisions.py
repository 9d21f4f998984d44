"""What was decided at a meeting: while it is written, and once it is shared. No I/O."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from portal.meetings.model_putting_right import TakenBack
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import reply_by
from portal.web.marks import mark_for

# Decisions are read in one look: five lines, and no more of them than fit on a page or two.
MOST_LINES, MOST_LETTERS, MOST_DECISIONS, MOST_AGREED = 5, 400, 30, 40
# Working days for an answer to somebody who sees it differently.
ANSWER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class ForChild:
    """The same decision, said to a child."""

    id: UUID
    body: str
    reader_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    id: UUID
    body: str
    version: int
    by: str
    shared_at: datetime | None
    reader_ids: tuple[UUID, ...]
    child: ForChild | None
    taken: tuple[TakenBack, ...] = ()

    @property
    def everybody(self) -> frozenset[UUID]:
        return frozenset(self.reader_ids) | frozenset(self.child.reader_ids if self.child else ())

    def words_for(self, reader_id: UUID) -> str | None:
        """What this reader has of it; None where they are no reader of it."""
        if self.child is not None and reader_id in self.child.reader_ids:
            return self.child.body
        return self.body if reader_id in self.reader_ids else None


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision as typed. Without words of its own a child reads the others', where it is ticked."""

    body: str
    reader_ids: tuple[UUID, ...]
    child_body: str
    child_reader_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody took on, while it is being written."""

    id: UUID
    owed_by: str
    who_words: str
    what: str
    by_on: date | None
    reader_ids: tuple[UUID, ...]
    version: int


@dataclass(frozen=True, slots=True)
class NewAgreed:
    owed_by: str
    who_words: str
    what: str
    by_on: date | None
    reader_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What was agreed and shared, with what became of it."""

    id: UUID
    owed_by: str
    who_words: str
    what: str
    by_on: date | None
    state: str
    because: str | None
    version: int
    reader_ids: tuple[UUID, ...] = ()
    taken: tuple[TakenBack, ...] = ()

    @property
    def everybody(self) -> frozenset[UUID]:
        return frozenset(self.reader_ids)

    def said_state(self, today: date) -> str:
        """How it stands, by key. What we promised and did not do in time is called late; a family's never is."""
        late = self.state == "open" and self.owed_by == "council" and self.by_on is not None
        return "late" if late and self.by_on is not None and self.by_on < today else self.state


@dataclass(frozen=True, slots=True)
class ViewOfIt:
    """Somebody does not agree, in their own words; `reply` once there is one."""

    id: UUID
    by_id: UUID
    by: str
    body: str
    at: datetime
    reply_by_on: date
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.replied_at is None

    def is_late(self, today: date) -> bool:
        return self.waits and self.reply_by_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenUp:
    """All that staff have written about how a meeting ended."""

    decisions: list[Decision] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    views: list[ViewOfIt] = field(default_factory=list)

    @property
    def unshared(self) -> list[Decision]:
        return [one for one in self.decisions if one.shared_at is None]

    @property
    def waits_to_be_shared(self) -> bool:
        return bool(self.unshared or self.agreed)

    @property
    def seen(self) -> str:
        """Changes with whatever is not shared yet: what is shared is what was looked at."""
        drafts = [(one.id, one.version) for one in self.unshared]
        drafts += [(one.id, one.version) for one in self.agreed]
        return mark_for(drafts)


def answer_by(today: date) -> date:
    return reply_by(today, ANSWER_WITHIN, bank_holidays_of_england())
