"""By when a meeting of a kind has to be held for each child, with the reasons."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.meetings import store_due_plan
from portal.meetings.types import MeetingType, all_types
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_due
from portal.statutory.model import Due, PlanFacts, PlanType, What
from portal.statutory.store import list_rules


async def list_due(
    conn: Connection, actor_id: UUID, of: MeetingType, plan_ids: list[UUID], but_for: UUID | None = None
) -> dict[UUID, Due]:
    """The last day for the next meeting of this kind, by child's plan; without those that have no figure."""
    if of.clock is None:
        return {}
    rules, holidays = await list_rules(conn), bank_holidays_of_england()
    found = {}
    for row in await store_due_plan.list_plans(conn, actor_id, plan_ids, but_for):
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


def _by_clock(held: list[tuple[str, date]]) -> dict[What, tuple[date, ...]]:
    found: dict[What, list[date]] = defaultdict(list)
    for type_key, on in held:
        clock = all_types()[type_key].clock
        if clock is not None:
            found[clock].append(on)
    return {clock: tuple(days) for clock, days in found.items()}
