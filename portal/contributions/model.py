"""What somebody thinks, from the first question to what was done about it. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.contributions.model_sets import Instead, Kind, Occasion, Part, Question, QuestionSet
from portal.statutory.answering import ANSWER_WITHIN
from portal.statutory.birthdays import age_on
from portal.statutory.counting import Holidays, working_days_after

# Letters, as people count them.
MOST_LETTERS = 1000
NOT_HEARD_MONTHS = 3
SHARE, CHECK = "share", "check"
# The last page of every set asks who can see it.
SHARE_PAGES = 1


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    READ = "read"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class Done(StrEnum):
    """What became of what somebody said."""

    DONE = "done"
    WORKING = "working"
    COULD_NOT = "could_not"


class Face(StrEnum):
    """Whom the pages speak to: the same steps in other words."""

    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"

    @property
    def young(self) -> bool:
        return self is not Face.ADULT


def face_of(kind: str, born_on: date | None, today: date) -> Face:
    if kind != "young_person":
        return Face.ADULT
    return Face.CHILD if born_on is not None and age_on(born_on, today) < 12 else Face.TEEN


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an answer: codes that were chosen, or words exactly as they were typed."""

    choice: str | None = None
    words: str | None = None

    @property
    def codes(self) -> list[str]:
        return (self.choice or "").split()

    @property
    def empty(self) -> bool:
        return not self.choice and not self.words


@dataclass(frozen=True, slots=True)
class Given:
    """The last round of one question."""

    parts: Mapping[str, Said]
    instead: Instead | None
    at: datetime

    @property
    def answered(self) -> bool:
        return self.instead is None and any(not said.empty for said in self.parts.values())


Answers = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Worker:
    """Who reads it. `cover`: stands in for somebody who is away."""

    id: UUID
    name: str
    called: str
    pronoun: str
    job_title: str | None
    replies_within_days: int
    cover: bool
    away: bool


def sent_to(workers: Sequence[Worker]) -> Worker | None:
    """To whom it goes by name: who works with them and is there, else who stands in, else who is away."""
    return min(workers, key=lambda one: (one.away, one.cover, one.name, one.id), default=None)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One who could see it, or will not: a relation, or the meeting by who runs it. `offered`: may be chosen."""

    id: UUID | None
    called: str
    relation: str
    offered: bool

    @property
    def code(self) -> str:
        return str(self.id) if self.id else "meeting"


@dataclass(frozen=True, slots=True)
class Side:
    """Everybody around one person at this moment. `open`: somebody is there to read what they send."""

    workers: tuple[Worker, ...]
    people: tuple[Somebody, ...]

    @property
    def open(self) -> bool:
        return bool(self.workers)

    @property
    def to(self) -> Worker | None:
        return sent_to(self.workers)

    @property
    def offered(self) -> list[Somebody]:
        return [one for one in self.people if one.offered]


@dataclass(frozen=True, slots=True)
class Days:
    """What is promised when something is sent."""

    read_by: date
    answer_by: date


def days_of(today: date, worker: Worker | None, holidays: Holidays) -> Days:
    within = min(max(worker.replies_within_days if worker else 1, 1), ANSWER_WITHIN)
    return Days(
        working_days_after(today, within, holidays), working_days_after(today, ANSWER_WITHIN, holidays)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One of them, as one reader may know it. `mine`: these are the reader's own words."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    kind: str
    born_on: date | None
    mine: bool
    occasion: Occasion
    set: QuestionSet
    step: str
    began_at: datetime
    done_with: str | None
    on_paper: bool
    helper_saw: str | None
    who_was_there: str | None
    sent_at: datetime | None
    sent_to: str | None
    read_by_on: date | None
    answer_by_on: date | None
    read_at: datetime | None
    answered_at: datetime | None
    taken_back_at: datetime | None
    # Told to whoever is told of the meeting itself; the time is that of the reader's own slot.
    meeting_id: UUID | None = None
    meeting_at: datetime | None = None

    @property
    def state(self) -> State:
        if self.taken_back_at:
            return State.TAKEN_BACK
        if self.answered_at:
            return State.ANSWERED
        if self.read_at:
            return State.READ
        return State.SENT if self.sent_at else State.DRAFT

    def is_late(self, today: date) -> bool:
        """Unread after the day that was promised for reading, or unanswered after the one for an answer."""
        if self.state is State.SENT:
            return self.read_by_on is not None and self.read_by_on < today
        return self.state is State.READ and self.answer_by_on is not None and self.answer_by_on < today

    @property
    def due_on(self) -> date | None:
        """What is next to be done by when."""
        return {State.SENT: self.read_by_on, State.READ: self.answer_by_on}.get(self.state)

    @property
    def steps(self) -> int:
        return len(self.set.questions) + SHARE_PAGES

    @property
    def place(self) -> int:
        """At which of the steps they are."""
        if self.step in (SHARE, CHECK):
            return self.steps
        return self.set.place_of(self.step) if self.set.question(self.step) else 1

    @property
    def carry_on(self) -> str:
        """The last part of the address that they come back to."""
        return self.step if self.step in (SHARE, CHECK) else str(self.place)

    def question_at(self, place: int) -> Question | None:
        return self.set.questions[place - 1] if 1 <= place <= len(self.set.questions) else None

    @property
    def is_quick(self) -> bool:
        return self.occasion is Occasion.QUICK


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that somebody is asked to, and when they are."""

    id: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What somebody begins to tell. `meeting_id`: for which meeting, where it is for one that is planned."""

    occasion: Occasion
    set: QuestionSet
    meeting_id: UUID | None = None
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """You said, we did. `question` is empty where it answers everything."""

    question: str | None
    state: Done
    what: str
    because: str | None
    by_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shown to somebody whom the person had not chosen."""

    id: UUID
    question: str | None
    whom: str | None
    why: str
    told: bool
    why_not_told: str | None
    by: str
    by_id: UUID
    at: datetime
    settled_by: str | None
    agreed: bool | None

    @property
    def waits(self) -> bool:
        return not self.told and self.agreed is None


@dataclass(frozen=True, slots=True)
class ToAgree:
    """Somebody asks to share words wider without telling whose they are; a second person has to agree first."""

    contribution_id: UUID
    person_id: UUID
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list of staff: what is to be read or answered."""

    id: UUID
    person_id: UUID
    name: str
    called: str
    occasion: str
    sent_at: datetime
    sent_to: str | None
    read_by_on: date
    answer_by_on: date
    read_at: datetime | None
    answered_at: datetime | None
    taken_back_at: datetime | None
    flagged: bool
    duty: str
    workers: tuple[str, ...] = field(default=())

    @property
    def unread(self) -> bool:
        return self.read_at is None and self.taken_back_at is None

    @property
    def waits(self) -> bool:
        return self.answered_at is None and self.taken_back_at is None

    @property
    def due_on(self) -> date:
        return self.read_by_on if self.unread else self.answer_by_on

    def is_late(self, today: date) -> bool:
        return self.waits and self.due_on < today


@dataclass(frozen=True, slots=True)
class NotHeard:
    """A child whose views nobody has had for months, nor at the last meetings, or not seen alone at the last visits."""

    child_id: UUID
    name: str
    workers: tuple[str, ...]
    last_views_on: date | None
    not_alone: bool
    silent: bool
    not_at_meetings: bool


def flagged_codes(part: Part, said: Said) -> set[str]:
    return set(said.codes) & part.flags


def worries(question: Question, parts: Mapping[str, Said]) -> bool:
    """Whether somebody has to look at this answer soon, by what was chosen."""
    return any(flagged_codes(part, parts.get(part.key, Said())) for part in question.parts)


def words_in(question: Question, parts: Mapping[str, Said]) -> str:
    """All that was typed on one page, to be looked at together."""
    typed = (parts.get(part.key, Said()).words for part in question.parts if part.kind is Kind.WORDS)
    return "\n".join(words for words in typed if words)


def all_answered(questions: Iterable[str], outcomes: Iterable[Outcome]) -> bool:
    """Whether each question that was answered has an outcome, or all of it has one."""
    done = {one.question for one in outcomes}
    return None in done or set(questions) <= done
