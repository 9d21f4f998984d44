"""After words about a visit were kept: whether somebody may not be safe, as after a message, and where to go on."""

from aiohttp import web

from portal.safety.model import Stands
from portal.safety.opening_words import after_own_words
from portal.safety.returning import CameFrom, Place

VISITS = "/visits/"


async def after_words(request: web.Request, path: str, stands: Stands, *words: str | None) -> str:
    """`path`: the visit's page that they come to; by way of the question whether they need help, where somebody may."""
    back = CameFrom(Place.VISIT, path.removeprefix(VISITS))
    return await after_own_words(request, "\n".join(filter(None, words)), stands, path, back)
