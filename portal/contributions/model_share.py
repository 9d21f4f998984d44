"""Who is around somebody when they say what they think: to whom it goes, by when, and who else could see it. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.statutory.answering import ANSWER_WITHIN
from portal.statutory.counting import Holidays, working_days_after


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
