"""After words about a visit were kept: whether somebody may not be safe, as after a message, and where to go on."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.safety.asking import raise_for_words
from portal.safety.returning import CameFrom, Place
from portal.safety.store_asking import get_conversation_id
from portal.safety.watch import WATCH
from portal.web.request import connection, now_of

VISITS = "/visits/"


async def after_words(request: web.Request, path: str, *words: str | None) -> str:
    """`path`: the visit's page that they come to; by way of the question whether they need help, where somebody may."""
    conn, actor, typed = connection(request), current_actor(request), "\n".join(filter(None, words))
    due_at = request.app[WATCH].alarm(actor.council_id, typed, None, now_of(request)) if typed else None
    if due_at is None or not await raise_for_words(conn, actor, actor.id, due_at):
        return path
    talk = await get_conversation_id(conn, actor.id)
    return f"/messages/{talk}/now{CameFrom(Place.VISIT, path.removeprefix(VISITS)).query}"
