"""By when each child has to be visited, with the reasons, and what a plan should be warned of."""

from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.planner import store
from portal.planner.model import Person, Planned, Planning
from portal.planner.model_warnings import Late, Warnings
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.clocks import next_visit_due
from portal.statutory.model import Due
from portal.statutory.opening import closed_among, get_opening_hours
from portal.statutory.store import list_rules
from portal.statutory.store_facts import list_facts
from portal.web.times import london


async def list_due(conn: Connection, actor_id: UUID, plan_ids: list[UUID]) -> dict[UUID, Due]:
    """The last day for the next visit, by child's plan; a plan without a figure is left out."""
    facts = await list_facts(conn, actor_id, plan_ids)
    rules = await list_rules(conn)
    found = (
        (plan_id, next_visit_due(each, rules, bank_holidays_of_england())) for plan_id, each in facts.items()
    )
    return {plan_id: due for plan_id, due in found if due is not None}


async def list_warnings(
    conn: Connection, actor_id: UUID, planning: Planning, planned: Planned, visit_id: UUID | None
) -> Warnings:
    due = await list_due(conn, actor_id, [child.plan_id for child in planned.children])
    day = london(planned.start.at).date()
    met = _met(planning, planned)
    hours = await get_opening_hours(conn)
    days = [london(one.at).date() for one in (planned.start, *planned.offered)]
    return Warnings(
        after_due=_after_due(planning, planned, due, day),
        closed_on=closed_among(hours, days),
        unwelcome=[
            (person, day.isoweekday())
            for person in met
            if person.safe and day.isoweekday() in person.safe.not_visited_on
        ],
        interpreter_for=[
            person.called for person in met if person.interpreter_language and not planned.interpreter_booked
        ],
        clashes=await store.list_clashes(conn, actor_id, planned, visit_id),
    )


def _met(planning: Planning, planned: Planned) -> list[Person]:
    """Whom the visit would meet: its readers, its children, and at home whoever lives with them."""
    return [
        person
        for person in planning.people
        if person.id in planned.readers
        or person.id in planned.child_ids
        or (planned.place == "home" and person.lives_at(planned.child_ids))
    ]


def _after_due(planning: Planning, planned: Planned, due: dict[UUID, Due], day: date) -> list[Late]:
    late = []
    for each in planned.children:
        child, by = planning.child(each.id), due.get(each.plan_id)
        if child is not None and by is not None and each.wish_to_see and by.on < day:
            late.append(Late(child, by))
    return late
