"""What was shared by mistake: taken back from who had it, or said in other words. It stays on the record. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

MOST_WHY = 300


@dataclass(frozen=True, slots=True)
class TakenBack:
    """For who runs it: somebody is not shown something any more. `corrected`: they have other words instead."""

    reader: str
    by: str
    at: datetime
    because: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """The same, for whoever had it. `before`: what it said, where other words stand in its place now."""

    by: str
    at: datetime
    because: str
    before: str | None


@dataclass(frozen=True, slots=True)
class OtherDecision:
    """Other words for all who have it, and for a child where there are words for one."""

    body: str
    child_body: str


@dataclass(frozen=True, slots=True)
class OtherPromise:
    who_words: str
    what: str
    by_on: date | None


@dataclass(frozen=True, slots=True)
class PuttingRight:
    """`reader_ids`: who has it no more; with `instead` they have that."""

    because: str
    reader_ids: tuple[UUID, ...]
    instead: OtherDecision | OtherPromise | None
