"""For managers: who opened or changed a child's record, when, what, and why where they had to say so."""

from urllib.parse import urlencode

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.people import store_accesses
from portal.people.model_accesses import Before, Since, page_of
from portal.web.rendering import render
from portal.web.request import connection, now_of, uuid_in
from portal.web.routes import Audience, get


async def list_openers(request: web.Request) -> web.Response:
    conn, actor, child_id = connection(request), current_actor(request), uuid_in(request, "person_id")
    called = await store_accesses.get_audited_child(conn, actor.id, child_id)
    if called is None:
        raise web.HTTPNotFound
    since = Since.read(request.query.get("since"))
    openers = await store_accesses.list_openers(conn, actor.id, child_id, since.moment(now_of(request)))
    await opened(conn, actor, "accesses", about=[child_id])
    return render(
        request,
        "people/list_openers.html",
        child_id=child_id,
        called=called,
        since=since,
        periods=tuple(Since),
        openers=openers,
    )


async def list_accesses(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    child_id, opener_id = uuid_in(request, "person_id"), uuid_in(request, "opener_id")
    called = await store_accesses.get_audited_child(conn, actor.id, child_id)
    if called is None:
        raise web.HTTPNotFound
    before = Before.read(request.query.get("before", ""))
    found = await store_accesses.get_accesses(conn, actor.id, child_id, opener_id, before)
    if found is None:
        raise web.HTTPNotFound
    opener, accesses = found
    shown, older = page_of(accesses)
    await opened(conn, actor, "accesses", opener_id, about=[child_id])
    return render(
        request,
        "people/list_accesses.html",
        child_id=child_id,
        called=called,
        opener=opener,
        accesses=shown,
        older=urlencode({"before": str(older)}) if older else None,
        later=before is not None,
    )


routes = [
    get("/staff/people/{person_id}/opened", list_openers, audience=Audience.MANAGER),
    get("/staff/people/{person_id}/opened/{opener_id}", list_accesses, audience=Audience.MANAGER),
]
