"""Absences and who covers in them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

# Nobody is away for longer in one go; a change of worker is meant then.
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Days:
    """From a day until the first day back, which is none of it."""

    from_on: date
    back_on: date

    def overlaps(self, other: "Days") -> bool:
        return self.from_on < other.back_on and other.from_on < self.back_on


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could cover. `away`: the days on which they cannot."""

    id: UUID
    name: str
    team: str | None
    same_team: bool
    away: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be away: a worker of plans that a manager manages."""

    id: UUID
    name: str
    plans: int


@dataclass(frozen=True, slots=True)
class CoveredPlan:
    """A child's plan of whoever is away, and who covers it in these days; nobody where `cover_id` is empty."""

    plan_id: UUID
    child_id: UUID
    child_name: str
    plan_type: str
    cover_id: UUID | None = None
    cover_name: str | None = None
    cover_away: Days | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    id: UUID
    staff_id: UUID
    staff_name: str
    kind: str
    days: Days
    plans: tuple[CoveredPlan, ...] = ()

    @property
    def covers(self) -> list[str]:
        """Names of who covers, each once."""
        return list(dict.fromkeys(plan.cover_name for plan in self.plans if plan.cover_name))

    @property
    def covers_away(self) -> list[tuple[str, Days]]:
        """Who covers and is away in some of these days too."""
        away = ((plan.cover_name, plan.cover_away) for plan in self.plans)
        return list(dict.fromkeys((name, days) for name, days in away if name and days))

    @property
    def uncovered(self) -> list[CoveredPlan]:
        return [plan for plan in self.plans if plan.cover_id is None]

    def begun(self, today: date) -> bool:
        return self.days.from_on <= today


@dataclass(frozen=True, slots=True)
class NewAbsence:
    staff_id: UUID
    kind: str
    days: Days
    # By plan; None is nobody.
    covers: Mapping[UUID, UUID | None] = field(default_factory=dict)
