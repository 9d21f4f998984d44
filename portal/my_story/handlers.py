"""My story as its person has it: what holds, who has read it, what was said before, and whether it is shown."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.my_story import store
from portal.my_story.handlers_putting_away import routes as putting_away_routes
from portal.my_story.handlers_staff import routes as staff_routes
from portal.my_story.handlers_steps import routes as step_routes
from portal.my_story.handlers_together import routes as together_routes
from portal.my_story.model import PARTS
from portal.my_story.opening import own_pages
from portal.web.rendering import render
from portal.web.request import number_in, posted, see_other
from portal.web.routes import Audience, get, post


async def show_story(request: web.Request) -> web.Response:
    conn, actor = own_pages(request)
    approved = await store.list_own(conn, actor.id)
    holds = approved[0] if approved else None
    await opened(conn, actor, "story", holds.id if holds else None, about=[actor.id])
    return render(
        request,
        "my_story/show_story.html",
        holds=holds,
        before=approved[1:],
        begun=await store.get_begun(conn, actor.id, actor.id),
        around=await store.get_around(conn, actor.id, holds.id if holds else None),
        keys=PARTS,
    )


async def show_before(request: web.Request) -> web.Response:
    """One of those that were approved before."""
    conn, actor = own_pages(request)
    wanted = number_in(request.match_info["number"])
    found = next((one for one in await store.list_own(conn, actor.id) if one.number == wanted), None)
    if found is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "story", found.id, about=[actor.id])
    return render(request, "my_story/show_before.html", story=found, keys=PARTS)


async def start_story(request: web.Request) -> web.Response:
    """Begins one, or carries on with what was begun."""
    conn, actor = own_pages(request)
    if begun := await store.get_begun(conn, actor.id, actor.id):
        return see_other(f"/story/{begun.carry_on}")
    await store.add_story(conn, actor.id, actor.id)
    await changed(conn, actor, "story", about=[actor.id])
    return see_other("/story/1")


async def change_shown(request: web.Request) -> web.Response:
    """“Stop showing it”, and the way back."""
    conn, actor = own_pages(request)
    shown = posted(request).get("do") == "again"
    story_id = await store.change_shown(conn, actor.id, shown=shown)
    if story_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "story", story_id, about=[actor.id], reason="shown" if shown else "not shown")
    return see_other("/story", done="my_story.shown_again" if shown else "my_story.not_shown")


FAMILY = Audience.FAMILY
routes = [
    get("/story", show_story, audience=FAMILY),
    post("/story", start_story, audience=FAMILY),
    *putting_away_routes,
    post("/story/showing", change_shown, audience=FAMILY),
    get("/story/before/{number}", show_before, audience=FAMILY),
    *together_routes,
    *staff_routes,
    *step_routes,
]
