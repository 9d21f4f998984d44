"""Texts that came in and that no rule could answer: who asked to be called, and what we could not place."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.letters import store_replies
from portal.web.rendering import render
from portal.web.request import connection, see_other, uuid_in
from portal.web.routes import Audience, get, post

PAGE = "/staff/replies"


async def list_replies(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await store_replies.list_open(conn, actor.id)
    done = await store_replies.list_done(conn, actor.id)
    await opened(conn, actor, "replies", about={one.person_id for one in [*found, *done] if one.person_id})
    return render(request, "letters/list_replies.html", found=found, done=done)


async def end_reply(request: web.Request) -> web.Response:
    conn, actor, reply_id = connection(request), current_actor(request), uuid_in(request, "reply_id")
    reply = await store_replies.get_reply(conn, actor.id, reply_id)
    if reply is None:
        raise web.HTTPNotFound
    if not await store_replies.end_reply(conn, actor.id, reply_id):
        return see_other(PAGE, done="letters.replies.done_before")
    about = [reply.person_id] if reply.person_id else []
    await changed(conn, actor, "reply", reply_id, about=about, reason="dealt with")
    return see_other(PAGE, done="letters.replies.done")


routes = [
    get(PAGE, list_replies, audience=Audience.STAFF),
    post(f"{PAGE}/{{reply_id}}/done", end_reply, audience=Audience.STAFF),
]
