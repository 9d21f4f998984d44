"""After words about a visit were kept: whether somebody may not be safe, as after a message, and where to go on."""

from aiohttp import web

from portal.identity.actor import current_actor
from portal.safety.opening_words import look_at_words
from portal.safety.returning import CameFrom, Place
from portal.safety.store_asking import get_conversation_id
from portal.web.request import connection

VISITS = "/visits/"


async def after_words(request: web.Request, path: str, *words: str | None) -> str:
    """`path`: the visit's page that they come to; by way of the question whether they need help, where somebody may."""
    actor = current_actor(request)
    if not await look_at_words(request, actor.id, "\n".join(filter(None, words))):
        return path
    talk = await get_conversation_id(connection(request), actor.id)
    return f"/messages/{talk}/now{CameFrom(Place.VISIT, path.removeprefix(VISITS)).query}"
