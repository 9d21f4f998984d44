"""By when each of some plans has to be visited."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.store import list_rules
from portal.statutory.store_facts import list_facts


async def list_due(conn: Connection, actor_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The last day for the next visit; a plan without a figure is left out."""
    if not plan_ids:
        return {}
    facts, rules = await list_facts(conn, actor_id, list(plan_ids)), await list_rules(conn)
    found = ((plan, next_visit_due(one, rules, bank_holidays_of_england())) for plan, one in facts.items())
    return {plan: due.on for plan, due in found if due is not None}
