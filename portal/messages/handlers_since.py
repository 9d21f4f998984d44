"""What is new in a conversation that stands open, for a page that has no socket."""

from aiohttp import web

from messaging.model import Caller, as_wire
from messaging.store import AT_ONCE, list_items
from portal.identity.actor import current_actor
from portal.messages import store
from portal.messages.page import reads, thread_here
from portal.messages.page_live import marks_of
from portal.messages.sentences import sentences_of
from portal.web.rendering import CATALOGUES
from portal.web.request import connection, number_in
from portal.web.routes import Audience, get


async def list_since(request: web.Request) -> web.Response:
    """As a socket answers `sync`, and how far the other side has come. Asked for by somebody who looks at the page."""
    conn, actor, thread = connection(request), current_actor(request), await thread_here(request)
    items = await list_items(conn, actor.id, thread.id, after=_after(request), limit=AT_ONCE + 1)
    if items is None:
        raise web.HTTPNotFound
    told = items[:AT_ONCE]
    if told and reads(request, thread):
        await store.change_mark(conn, actor.id, thread, told)
    caller = Caller(actor.council_id, actor.session_id, actor.id, actor.is_family, actor.language)
    catalogues = request.app[CATALOGUES]
    sentences = sentences_of(catalogues)
    return web.json_response(
        {
            "messages": [as_wire(item, thread.id, caller, sentences) for item in told],
            "more": len(items) > len(told),
            "marks": marks_of(thread),
        }
    )


def _after(request: web.Request) -> int:
    after = number_in(request.query.get("after"))
    if after is None:
        raise web.HTTPNotFound
    return after


routes = [
    get("/messages/{conversation_id}/since", list_since, audience=Audience.FAMILY),
    get("/staff/messages/{conversation_id}/since", list_since, audience=Audience.STAFF),
]
