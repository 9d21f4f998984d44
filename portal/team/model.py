"""Rows of the team's page, worst first. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.cover.model import Absence
from portal.cover.waiting import Waiting


@dataclass(frozen=True, slots=True)
class PastDue:
    """A child who was to be visited by a day that is over."""

    plan_id: UUID
    child_id: UUID
    child_name: str
    plan_type: str
    workers: str | None
    due_on: date
    next_visit_on: date | None


def waiting_too_long(waiting: Iterable[Waiting]) -> list[Waiting]:
    return sorted(
        (one for one in waiting if one.waited.late), key=lambda one: (-one.waited.days, one.conversation_id)
    )


def past_due(rows: Iterable[PastDue], today: date) -> list[PastDue]:
    late = (row for row in rows if row.due_on < today)
    return sorted(late, key=lambda row: (row.due_on, row.child_name, row.plan_id))


def without_cover(absences: Iterable[Absence], today: date) -> list[Absence]:
    """Who is away now with a plan that nobody covers; those whose families wait longest come first."""
    found = (one for one in absences if one.begun(today) and one.uncovered)
    return sorted(found, key=lambda one: (one.days.from_on, -len(one.uncovered), one.staff_name, one.id))


def soon_without_cover(absences: Iterable[Absence], today: date) -> list[Absence]:
    return [one for one in absences if not one.begun(today) and one.uncovered]
