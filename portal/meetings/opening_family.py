"""What the pages of somebody who is asked begin and end with: their pack, and whether what they wrote worries us."""

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.meetings import store_family
from portal.meetings.model_family import Pack
from portal.safety.model import Stands
from portal.safety.opening_words import look_at_words
from portal.statutory.voice import Voice, voice_of
from portal.web.rendering import words_of
from portal.web.request import connection, today_of, uuid_in


async def pack_of(request: web.Request) -> Pack:
    """The meeting in the address as this person has it; for one that is not theirs the same 404 as for none."""
    found = await store_family.get_pack(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "meeting_id"),
        words_of(request).language,
    )
    if found is None:
        raise web.HTTPNotFound
    return found


async def opened_pack(request: web.Request, kind: str) -> Pack:
    """The same for a page of their own within it, which the log names by its kind."""
    pack, actor = await pack_of(request), current_actor(request)
    await opened(connection(request), actor, kind, pack.id, about=[actor.id])
    return pack


def voice_in(request: web.Request) -> Voice:
    actor = current_actor(request)
    return voice_of(actor.kind, actor.born_on, today_of(request))


async def after_words(request: web.Request, pack: Pack, words: str, stands: Stands, path: str) -> str:
    """Where to go after words were kept: by way of the question whether they need help, where somebody may."""
    asked = await look_at_words(request, current_actor(request).id, words, stands) is not None
    return f"/meetings/{pack.id}/now" if asked else path
