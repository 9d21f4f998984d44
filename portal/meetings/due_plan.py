"""By when a meeting of a kind has to be held for each child, with the reasons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.meetings import store_due_plan
from portal.meetings.types import MeetingType, all_types
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_due
from portal.statutory.model import Due, PlanFacts, PlanType, Rule, What
from portal.statutory.store import list_rules

# An enquiry whether a child is safe, in the words of the rules.
ENQUIRY = "section_47"


@dataclass(frozen=True, slots=True)
class Asking:
    """A kind of meeting, the plans that it is about, but for which meeting, and the day that its clock counts from."""

    of: MeetingType
    plan_ids: list[UUID]
    but_for: UUID | None
    counts_from_on: date | None


async def list_due(conn: Connection, actor_id: UUID, asking: Asking) -> dict[UUID, Due]:
    """The last day for the next meeting of this kind, by child's plan; without those that have no figure."""
    of = asking.of
    if of.clock is None:
        return {}
    rules, holidays = await list_rules(conn), bank_holidays_of_england()
    if of.counts_from is not None:
        due = _of_enquiry(of, of.clock, asking.counts_from_on, rules) if asking.counts_from_on else None
        return dict.fromkeys(asking.plan_ids, due) if due is not None else {}
    found = {}
    for row in await store_due_plan.list_plans(conn, actor_id, asking.plan_ids, asking.but_for):
        facts = PlanFacts(
            plan_type=PlanType(row.type),
            started_on=row.started_on,
            clock_on=row.clock_on,
            circumstance=row.circumstance,
            held=_by_clock(row.held),
        )
        due = next_due(of.clock, facts, rules, holidays)
        if due is not None:
            found[row.id] = due
    return found


def _of_enquiry(of: MeetingType, clock: What, day: date, rules: Sequence[Rule]) -> Due | None:
    """What began with an enquiry counts from it, whatever plan the child is on meanwhile."""
    assert of.counts_from is not None
    facts = PlanFacts(
        plan_type=PlanType.ASSESSMENT, started_on=day, circumstance=ENQUIRY, dates={of.counts_from: day}
    )
    return next_due(clock, facts, rules, bank_holidays_of_england())


def _by_clock(held: list[tuple[str, date]]) -> dict[What, tuple[date, ...]]:
    found: dict[What, list[date]] = defaultdict(list)
    for type_key, on in held:
        clock = all_types()[type_key].clock
        if clock is not None:
            found[clock].append(on)
    return {clock: tuple(days) for clock, days in found.items()}
