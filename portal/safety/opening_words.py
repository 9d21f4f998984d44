"""After words were kept that are no message: whether somebody may not be safe, as after a message."""

from datetime import datetime
from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed
from portal.identity.actor import current_actor
from portal.safety.asking import raise_for_words
from portal.safety.model import Source, Stands
from portal.safety.returning import CameFrom
from portal.safety.store_raising import raise_item
from portal.safety.watch import WATCH
from portal.web.request import connection, now_of


def _look_by(request: web.Request, words: str) -> datetime | None:
    """Nobody was asked for the language of these words: every list is tried."""
    council_id = current_actor(request).council_id
    return request.app[WATCH].alarm(council_id, words, None, now_of(request)) if words else None


async def look_at_words(request: web.Request, person_id: UUID, words: str, stands: Stands) -> UUID | None:
    """In which conversation to ask this person if they need help; None for no need. Somebody owns it from here on."""
    actor, due_at = current_actor(request), _look_by(request, words)
    if due_at is None:
        return None
    return await raise_for_words(connection(request), actor, person_id, due_at, stands)


async def look_at_answer(request: web.Request, talk: UUID, words: str) -> None:
    """The same for what somebody adds on the pages of help themselves: asked they have been already."""
    actor, due_at = current_actor(request), _look_by(request, words)
    if due_at is not None:
        item = await raise_item(connection(request), actor.id, talk, Source.WORDS, due_at)
        await changed(connection(request), actor, "urgent_item", item, about=[actor.id])


async def after_own_words(request: web.Request, words: str, stands: Stands, path: str, back: CameFrom) -> str:
    """Where to go on after words of one's own: `path`; where somebody may need help, by way of that question.

    `back`: where the pages of help lead back to.
    """
    talk = await look_at_words(request, current_actor(request).id, words, stands)
    return path if talk is None else f"/messages/{talk}/now{back.query}"
