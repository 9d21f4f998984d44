"""What somebody thinks, from the first question to what was done about it. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.contributions.model_sets import Occasion, Question, QuestionSet

SHARE, CHECK = "share", "check"
# The last page of every set asks who can see it.
SHARE_PAGES = 1


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    READ = "read"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One of them, as one reader may know it. `mine`: these are the reader's own words; `helped`: the reader held the
    phone for whose words they are, or typed them in.
    """

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
    helped: bool | None
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
