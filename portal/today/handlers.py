"""Today: what a member of staff opens first, on a phone, in public."""

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.today import store
from portal.web.rendering import render
from portal.web.request import connection, today_of
from portal.web.routes import Audience, get


async def show_today(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    day = await store.get_day(conn, actor.id, today_of(request))
    await opened(conn, actor, "today", about=day.people)
    return render(request, "today/show_today.html", this=day)


routes = [get("/staff/today", show_today, audience=Audience.STAFF)]
