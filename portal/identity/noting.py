"""What the log has to hold of what was undone, or never was: noted in a transaction of its own."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from aiohttp import web

from portal.db import Connection
from portal.identity import access_log
from portal.identity.actor import Actor
from portal.web.request import current, is_id
from portal.web.routes import route_of


async def noting_denied(
    request: web.Request, conn: Connection, work: Awaitable[web.StreamResponse]
) -> web.StreamResponse:
    """What is not there for whoever asks is in the log, once all that was done is undone; returned or raised."""
    status = None
    try:
        response = await work
        status = response.status
    except web.HTTPNotFound as missing:
        status = missing.status
        raise
    finally:
        actor = current(request).actor
        if status == web.HTTPNotFound.status_code and isinstance(actor, Actor):
            await note(conn, actor, request, access_log.denied)
    return response


async def note(
    conn: Connection, actor: Actor, request: web.Request, noted: Callable[..., Awaitable[None]]
) -> None:
    """That whoever asked did this here: `noted` writes the row."""
    ids = [UUID(value) for value in request.match_info.values() if is_id(value)]
    route = route_of(request)
    async with conn.transaction():
        await conn.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
            str(actor.council_id),
            current(request).now.isoformat(),
        )
        await noted(conn, actor, route.path if route else "?", ids[-1] if ids else None)
