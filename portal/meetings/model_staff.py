"""What people said before a meeting, as those read it who run it, and how each child took part. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

CODES = ("PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
THERE = frozenset({"all", "part", "first", "last"})
# Children under this age have a code of their own.
YOUNGEST_CODED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one person said of how they take part. Empty where they said nothing yet."""

    person_id: UUID
    taking_part: str | None
    instead: str | None
    needs: tuple[str, ...]
    needs_words: str | None
    brings_words: str | None
    wants_advocate: bool
    questions: str | None
    to_say: str | None
    not_to_say: str | None
    saved_at: datetime
    # The time that they had before them when they answered.
    answered_to: datetime | None = None

    def answers(self, starts_at: datetime) -> bool:
        """Whether how they take part was said of this time, and not of one that was changed since."""
        return self.taking_part is not None and self.answered_to in (None, starts_at)

    @property
    def list_of_questions(self) -> list[str]:
        return [line for line in (self.questions or "").splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that somebody asked for around the meeting: done once it is answered."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    kind: str
    paper: str | None
    words: str | None
    at: datetime
    reply: str | None
    done_by: str | None
    done_at: datetime | None

    @property
    def done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Worry:
    """Somebody that a person would rather not be in a room with. Only who runs the meeting ever holds one of these."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    body: str
    at: datetime
    reply: str | None
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentViews:
    """A set of questions that somebody answered for this meeting."""

    id: UUID
    person_id: UUID
    name: str
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What waits behind the links of a meeting's page. `worries` are counted for who runs it alone."""

    papers: int
    papers_not_shared: int
    comments_waiting: int
    asks_waiting: int
    answered: int
    decisions: int
    decisions_not_shared: int
    views_waiting: int
    worries_waiting: int


@dataclass(frozen=True, slots=True)
class PapersDue:
    """A meeting whose papers wait to be shared by `by_on`; of each child their id, name and what they are called."""

    id: UUID
    by_on: date
    children: tuple[tuple[UUID, str, str], ...]

    @property
    def waits_until(self) -> date:
        return self.by_on

    @property
    def href(self) -> str:
        return f"/staff/meetings/{self.id}/papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What the code of one child is suggested from."""

    born_on: date
    on: date
    part: Part | None
    advocate: bool
    sent_views: bool
    held: bool


def suggested_code(taking: Taking) -> str | None:
    """How a child took part, in the codes of the national return; None where nothing is known of it yet.

    From what the child chose and sent. Who came and said nothing, or spoke in signs, only the people there know.
    """
    age = taking.on.year - taking.born_on.year - (
        (taking.on.month, taking.on.day) < (taking.born_on.month, taking.born_on.day)
    )  # fmt: skip
    if age < YOUNGEST_CODED:
        return "PN0"
    part = taking.part
    chosen = part.taking_part if part else None
    if chosen in THERE:
        return "PN2" if taking.advocate else "PN1"
    if part is not None and chosen == "not_there" and (part.instead == "someone_speaks" or taking.advocate):
        return "PN5"
    sent = taking.sent_views or bool(part and (part.to_say or part.not_to_say or part.questions))
    if sent:
        return "PN6"
    return "PN7" if taking.held else None
