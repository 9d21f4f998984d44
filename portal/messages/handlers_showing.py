"""A worker shows somebody their old messages again, who had hidden them and asked."""

from aiohttp import web

from portal.messages import store_showing
from portal.messages.opening import log_changed, open_talk
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post

PAGE = "/staff/messages/{conversation_id}/show-again"


async def start_showing(request: web.Request) -> web.Response:
    talk = await open_talk(request)
    hidden_at = await store_showing.get_hidden_at(connection(request), talk.id)
    return render(request, "messages/start_showing.html", talk=talk, hidden_at=hidden_at)


async def show_messages(request: web.Request) -> web.Response:
    """Twice is as once: whoever comes second finds them shown."""
    talk = await open_talk(request)
    if await store_showing.show_messages(connection(request), talk.id):
        await log_changed(request, talk, "conversation")
    return see_other(talk.path, done="messages_record.showing.done")


routes = [
    get(PAGE, start_showing, audience=Audience.STAFF),
    post(PAGE, show_messages, audience=Audience.STAFF),
]
