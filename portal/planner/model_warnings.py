"""What a plan is warned of beside its preview. No I/O."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.caseloads.model import Child
from portal.planner.model import Person
from portal.statutory.model import Due


@dataclass(frozen=True, slots=True)
class Clash:
    """Another visit of the same worker at that time. `names` are the children it is about."""

    starts_at: datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """One child's due date that the planned day would miss, and why it is that date."""

    child: Child
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """Advice beside the preview; none of it stops anybody.

    `closed_on`: of the days that are planned or offered those on which no office is open.
    `unwelcome`: (who, the weekday they named).
    """

    after_due: list[Late]
    closed_on: list[date]
    unwelcome: list[tuple[Person, int]]
    interpreter_for: list[str]
    clashes: list[Clash]

    @property
    def any(self) -> bool:
        return bool(
            self.after_due or self.closed_on or self.unwelcome or self.interpreter_for or self.clashes
        )
