"""The duty board: what a manager's families need looked at, and by when."""

from datetime import timedelta

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.urgent import store_items
from portal.web.rendering import render
from portal.web.request import connection
from portal.web.routes import Audience, get

CLOSED_FOR = timedelta(days=7)


async def list_items(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    items = await store_items.list_open_items(conn, actor.id)
    closed = await store_items.list_closed_items(conn, actor.id, CLOSED_FOR)
    await opened(conn, actor, "urgent_items", about={item.person_id for item in [*items, *closed]})
    return render(request, "urgent/list_items.html", items=items, closed=closed)


routes = [get("/team/urgent", list_items, audience=Audience.MANAGER)]
