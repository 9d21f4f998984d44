"""Together: a worker hands over the phone, and the child writes, or says it and the worker types."""

from aiohttp import web

from portal.db import Connection
from portal.identity.access_log import changed, opened
from portal.identity.actor import Actor, current_actor
from portal.identity.sessions import hand_over
from portal.my_story import store, store_together
from portal.my_story.handlers_steps import approve_story, keep_part, show_check, show_part
from portal.my_story.opening import together_way
from portal.my_story.store_together import Child
from portal.web.rendering import render
from portal.web.request import connection, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def start_together(request: web.Request) -> web.Response:
    conn, actor, child = await _child(request)
    await opened(conn, actor, "story", about=[child.id])
    begun = await store.get_begun(conn, actor.id, child.id)
    return render(request, "my_story/start_together.html", child=child, begun=begun)


async def add_together(request: web.Request) -> web.Response:
    """From here on the phone is theirs. What was begun with them before is carried on."""
    conn, actor, child = await _child(request)
    begun = await store.get_begun(conn, actor.id, child.id)
    if begun is None:
        await store.add_story(conn, actor.id, child.id)
    await hand_over(conn, actor.session_id, child.id)
    await changed(conn, actor, "story", about=[child.id], reason="together")
    return see_other(f"/staff/together/{child.id}/story/{begun.carry_on if begun else 1}")


async def _child(request: web.Request) -> tuple[Connection, Actor, Child]:
    conn, actor = connection(request), current_actor(request)
    child = await store_together.get_child(conn, actor.id, uuid_in(request, "person_id"))
    # Whoever holds the phone already cannot take it to somebody else’s pages.
    if child is None or actor.handed_over:
        raise web.HTTPNotFound
    return conn, actor, child


async def show_finished(request: web.Request) -> web.Response:
    """Approved, or left for later: the phone goes back, by the same button as after views."""
    way = await together_way(request)
    return render(request, "my_story/finish_together.html", journey=way, begun=way.begun)


STAFF, BASE = Audience.STAFF, "/staff/together/{person_id}/story"
routes = [
    get(f"{BASE}/start", start_together, audience=STAFF),
    post(f"{BASE}/start", add_together, audience=STAFF),
    get(f"{BASE}/check", show_check(together_way), audience=STAFF),
    post(f"{BASE}/check", approve_story(together_way), audience=STAFF),
    get(f"{BASE}/finished", show_finished, audience=STAFF),
    get(f"{BASE}/{{step}}", show_part(together_way), audience=STAFF),
    post(f"{BASE}/{{step}}", keep_part(together_way), audience=STAFF),
]
