"""For a member of staff who lost a conversation while they wrote: what happened, and their words to copy.

They are told nothing of what is so since then, neither a name nor who works there. To whoever had no part in it, it is
not there (404), as it is to this person after some hours.
"""

from aiohttp import web

from messaging.model import Wire
from portal.identity.actor import current_actor
from portal.messages import store_left
from portal.messages.model_left import Left
from portal.web.rendering import render, words_of
from portal.web.request import connection, today_of, uuid_in
from portal.web.times import london, say_day, say_time


async def left_here(request: web.Request) -> Left:
    """Raises HTTPNotFound."""
    actor, left = current_actor(request), None
    if not actor.is_family:
        left = await store_left.get_left(connection(request), actor.id, uuid_in(request, "conversation_id"))
    if left is None:
        raise web.HTTPNotFound
    return left


async def left_page(request: web.Request, words: str) -> web.Response:
    """The words as they were typed. Raises HTTPNotFound."""
    left = await left_here(request)
    return render(
        request,
        "messages/left.html",
        status=404,
        left=left,
        conversation_id=uuid_in(request, "conversation_id"),
        typed=words,
    )


async def left_told(request: web.Request) -> web.Response:
    """The same in one line, for the script of a page that stands open. Raises HTTPNotFound."""
    left = await left_here(request)
    what, then = _lines(request, left)
    told: Wire = {"problem": "not-found", "what": what, "say": f"{what} {then}"}
    return web.json_response(told, status=404)


def _lines(request: web.Request, left: Left) -> tuple[str, str]:
    """What happened; whom to ask, and what becomes of the words."""
    words = words_of(request)
    at = london(left.ended_at)
    day = say_day(at.date(), today_of(request).year, words.language)
    when = words.plain("time.day_at_time", day=day, time=say_time(at.time(), words.language))
    key = "messages.left.since" if left.at else "messages.left.reading"
    then = [words.plain("messages.left.send")]
    if left.at:
        then.insert(0, words.plain("messages.left.now"))
    return words.plain(key, when=when), " ".join(then)
