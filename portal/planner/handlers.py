"""The visits that a member of staff works on, and one of them with everything that staff may know."""

from datetime import datetime

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.planner import due, handlers_news, handlers_plan, handlers_said, store, store_people, store_said
from portal.planner.page import visit_here
from portal.statutory.why import sentences
from portal.web.rendering import render
from portal.web.request import connection, now_of
from portal.web.routes import Audience, Route, get

PAGE = 20


async def list_visits(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    before = _moment_in(request.query.get("before"))
    coming = [] if before else await store.list_coming_visits(conn, actor.id)
    past = await store.list_past_visits(conn, actor.id, before, PAGE + 1)
    await opened(conn, actor, "visits")
    return render(
        request,
        "planner/list_visits.html",
        coming=[line for line in coming if line.starts_at > now_of(request)],
        to_write_up=[line for line in coming if line.starts_at <= now_of(request)],
        past=past[:PAGE],
        older=past[PAGE - 1].starts_at if len(past) > PAGE else None,
        first_page=before is None,
    )


async def show_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    visit = await visit_here(request)
    await opened(conn, actor, "visit", visit.id, about=visit.about)
    people = await store_people.list_people(conn, actor.id, visit.child_ids)
    return render(
        request,
        "planner/show_visit.html",
        visit=visit,
        people=[person for person in people if person.id in visit.about or person.lives_at(visit.child_ids)],
        addresses=await store.list_addresses(conn, actor.id, visit.id) if visit.place == "home" else [],
        due=await due.list_due(conn, actor.id, [child.plan_id for child in visit.children]),
        promises=await store.list_open_promises(conn, actor.id, visit.child_ids),
        stories=await store.list_unread_stories(conn, actor.id, visit.id) if visit.is_planned else [],
        told={one.person_id: one for one in await store_said.list_told(conn, actor.id, visit.id)},
        sentences=sentences,
        back="/staff/visits",
    )


def _moment_in(text: str | None) -> datetime | None:
    """A position in the list of past visits. Anything else is no page of ours."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise web.HTTPNotFound from None
    if moment.tzinfo is None:
        raise web.HTTPNotFound
    return moment


routes: list[Route] = [
    get("/staff/visits", list_visits, audience=Audience.STAFF),
    *handlers_plan.routes,
    get("/staff/visits/{visit_id}", show_visit, audience=Audience.STAFF),
    *handlers_news.routes,
    *handlers_said.routes,
]
