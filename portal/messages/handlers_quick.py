"""Quick replies: a ready-made sentence that a worker sends with one press, which says when the answer comes."""

from uuid import uuid4

from aiohttp import web

from messaging.model import Draft, Kind
from messaging.store_sending import add_messages
from portal.identity.actor import current_actor
from portal.messages import store_quick
from portal.messages.opening import open_talk
from portal.statutory.opening import add_working_days, get_opening_hours
from portal.web.rendering import words_of
from portal.web.request import connection, now_of, see_other
from portal.web.routes import Audience, post
from portal.web.times import london, say_day


async def add_quick_reply(request: web.Request) -> web.Response:
    talk = await open_talk(request)
    conn, actor, now = connection(request), current_actor(request), now_of(request)
    days = max(await store_quick.get_reply_days(conn, actor.id), 1)
    by = london(add_working_days(await get_opening_hours(conn), now, days))
    words = words_of(request)
    body = words.plain(
        "messages_record.quick.body", date=say_day(by.date(), london(now).year, words.language)
    )
    # Said where the family reads in another language than this sentence is in.
    language = words.language if words.language != talk.language else None
    draft = Draft(talk.id, uuid4(), body, language, Kind.QUICK)
    [judged] = await add_messages(conn, actor.council_id, now, "", [(actor.session_id, draft)])
    if not judged.kept or judged.id is None:
        raise web.HTTPNotFound
    return see_other(talk.path_of(judged.id))


routes = [post("/staff/messages/{conversation_id}/quick", add_quick_reply, audience=Audience.STAFF)]
