"""What is new in a conversation that stands open: for a page that has no socket, and around the box for any."""

from aiohttp import web

from messaging.model import Caller, Wire, as_wire
from messaging.store import AT_ONCE, list_items
from portal.identity.actor import current_actor
from portal.messages import store
from portal.messages.model import Thread
from portal.messages.page import find_thread, reads, thread_here
from portal.messages.page_left import left_told
from portal.messages.page_live import called_in, marks_of
from portal.messages.page_people import around, people_of
from portal.messages.sentences import sentences_of
from portal.web.rendering import CATALOGUES, render
from portal.web.request import connection, now_of, number_in
from portal.web.routes import Audience, get


async def list_since(request: web.Request) -> web.Response:
    """As a socket answers `sync`, how far the other side has come, and who that is. Asked for by somebody who looks."""
    conn, actor, thread = connection(request), current_actor(request), await find_thread(request)
    if thread is None:
        return await left_told(request)
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
            "people": _people(request, thread),
        }
    )


def _people(request: web.Request, thread: Thread) -> Wire | None:
    """Until when the words around the box hold; with the names, too, where they are others than the page has."""
    people = people_of(thread, around(thread, now_of(request)))
    if people is None or request.query.get("people") == people["version"]:
        return people
    return {**people, "called": called_in(thread)}


async def show_people(request: web.Request) -> web.Response:
    """Only the words around the box, as they are now: the script of an open page puts them in their places."""
    thread = await thread_here(request)
    words = around(thread, now_of(request))
    return render(request, "messages/who_reads.html", thread=thread, around=words)


def _after(request: web.Request) -> int:
    after = number_in(request.query.get("after"))
    if after is None:
        raise web.HTTPNotFound
    return after


routes = [
    get("/messages/{conversation_id}/since", list_since, audience=Audience.FAMILY),
    get("/messages/{conversation_id}/people", show_people, audience=Audience.FAMILY),
    get("/staff/messages/{conversation_id}/since", list_since, audience=Audience.STAFF),
]
