"""What somebody who covers has before them: no more than the plans they cover, and only while they do."""

from dataclasses import replace
from datetime import datetime

from aiohttp import web

from portal.cover import store_covering
from portal.cover.due import list_due
from portal.cover.model_covering import Covering, Stint
from portal.cover.waiting import Waited
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.statutory.opening import get_opening_hours
from portal.web.rendering import render
from portal.web.request import connection, now_of
from portal.web.routes import Audience, get


async def list_covering(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    stints = await store_covering.list_stints(conn, actor.id)
    covering = await _covering(request, stints)
    hours, now = await get_opening_hours(conn), now_of(request)
    waited = {
        party.conversation_id: Waited.since(party.waiting_since, now, hours)
        for one in covering
        for plan, _ in one.plans
        for party in plan.parties
        if party.waiting_since
    }
    await opened(conn, actor, "covering", about={plan.child_id for one in covering for plan, _ in one.plans})
    return render(request, "cover/list_covering.html", covering=covering, waited=waited)


async def _covering(request: web.Request, stints: list[Stint]) -> list[Covering]:
    """By worker: their plans as they stand, with what falls into the days of covering."""
    conn, actor_id = connection(request), current_actor(request).id
    ids = [stint.plan_id for stint in stints]
    until = _latest([stint.until for stint in stints])
    plans = await store_covering.list_open_plans(conn, actor_id, ids, until)
    due = await list_due(conn, actor_id, ids)
    found: dict[object, Covering] = {}
    for stint in stints:
        if stint.plan_id in plans:
            one = found.setdefault(stint.worker_id, Covering(stint.worker_name, stint.until))
            plan = replace(plans[stint.plan_id], due_on=due.get(stint.plan_id))
            one.plans.append((plan, stint.note))
    return list(found.values())


def _latest(ends: list[datetime | None]) -> datetime | None:
    """None where one has no end."""
    known = [end for end in ends if end is not None]
    return max(known, default=None) if len(known) == len(ends) else None


routes = [get("/staff/covering", list_covering, audience=Audience.STAFF)]
