"""Growing up with an account: what is asked at 16 and at 18, and what is said before it ends at 25. No I/O."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.statutory.birthdays import birthday, midnight_of
from portal.statutory.counting import add_months
from portal.web.marks import mark_for

CHOOSES_FROM, GROWN_UP = 16, 18
NOTICE_MONTHS = 6
MEETING = "meeting"


class Step(StrEnum):
    """The newest of these that has come is the one that counts."""

    AT_16 = "at_16"
    AT_18 = "at_18"
    HALF_YEAR_LEFT = "half_year_left"
    MONTH_LEFT = "month_left"

    @property
    def path(self) -> str:
        return "/account/who-sees" if self in (Step.AT_16, Step.AT_18) else "/account/ending"


def chooses(born_on: date | None, today: date) -> bool:
    """From the 16th birthday on, in London’s days."""
    return born_on is not None and birthday(born_on, CHOOSES_FROM) <= today


def grown_up_since(born_on: date, today: date) -> datetime | None:
    """The moment of the 18th birthday, once it has come."""
    day = birthday(born_on, GROWN_UP)
    return midnight_of(day) if day <= today else None


@dataclass(frozen=True, slots=True)
class Own:
    """Where somebody stands: when the account ends, and which steps were put off or answered."""

    born_on: date
    ends_on: date | None
    put_off: Collection[str]
    answered: Collection[str]

    def step(self, today: date) -> Step:
        if self.ends_on and add_months(self.ends_on, -1) <= today:
            return Step.MONTH_LEFT
        if self.ends_soon(today):
            return Step.HALF_YEAR_LEFT
        return Step.AT_18 if birthday(self.born_on, GROWN_UP) <= today else Step.AT_16

    def ends_soon(self, today: date) -> bool:
        return self.ends_on is not None and add_months(self.ends_on, -NOTICE_MONTHS) <= today

    def waiting(self, today: date) -> Step | None:
        """What they have not been asked yet."""
        step = self.step(today)
        return None if step in self.put_off or step in self.answered else step

    def asked(self, today: date) -> Step:
        """Which of the two birthdays the page about who sees what speaks of."""
        return Step.AT_18 if birthday(self.born_on, GROWN_UP) <= today else Step.AT_16


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said and shown: what it was about, when it was sent, how many answers of it."""

    occasion: str
    sent_at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class Somebody:
    """One who could see something. `id` is empty for who runs the meetings. `things`, `views`: can see it now."""

    id: UUID | None
    called: str
    relation: str
    things: bool
    views: bool
    told: tuple[Told, ...]

    @property
    def code(self) -> str:
        return str(self.id) if self.id else MEETING


def mark_of(people: Sequence[Somebody]) -> str:
    """What stood on the page: who, and what was shown to each."""
    told = [(one.code, [(said.sent_at.isoformat(), said.answers) for said in one.told]) for one in people]
    return mark_for(told)


@dataclass(frozen=True, slots=True)
class Ending:
    """For a worker: whose account ends, and when."""

    person_id: UUID
    name: str
    called: str
    ends_on: date
