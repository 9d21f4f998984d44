"""After words were kept that are no message: whether somebody may not be safe, as after a message."""

from uuid import UUID

from aiohttp import web

from portal.identity.actor import current_actor
from portal.safety.asking import raise_for_words
from portal.safety.watch import WATCH
from portal.web.request import connection, now_of


async def look_at_words(request: web.Request, person_id: UUID, words: str) -> bool:
    """Whether to ask this person if they need help. Somebody owns it from here on; nobody was asked for a language."""
    actor = current_actor(request)
    due_at = request.app[WATCH].alarm(actor.council_id, words, None, now_of(request)) if words else None
    return due_at is not None and await raise_for_words(connection(request), actor, person_id, due_at)
