"""A family's own conversation: opening it, writing, and what is typed and not sent."""

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.messages.handlers_notes import routes as notes_routes
from portal.messages.handlers_promises import routes as promises_routes
from portal.messages.handlers_quick import routes as quick_routes
from portal.messages.handlers_reading import routes as reading_routes
from portal.messages.handlers_receipts import routes as receipts_routes
from portal.messages.handlers_record import routes as record_routes
from portal.messages.handlers_search import routes as search_routes
from portal.messages.handlers_showing import routes as showing_routes
from portal.messages.handlers_since import routes as since_routes
from portal.messages.handlers_staff import routes as staff_routes
from portal.messages.handlers_translation import routes as translation_routes
from portal.messages.model_list import landing_of
from portal.messages.page import blank_form, conversation_page, thread_here
from portal.messages.page_draft import keep_draft
from portal.messages.page_sending import keep_message
from portal.messages.store_list import list_rows
from portal.web.rendering import render
from portal.web.request import connection, see_other
from portal.web.routes import Audience, get, post

BASE = "/messages"


async def list_conversations(request: web.Request) -> web.Response:
    """Somebody who has one conversation means that one, unless they came from it."""
    conn, actor = connection(request), current_actor(request)
    rows = await list_rows(conn, actor.id)
    if len(rows) == 1 and "all" not in request.query:
        return see_other(landing_of(rows[0], BASE))
    await opened(conn, actor, "conversations", about=[actor.id])
    return render(
        request, "messages/list_conversations.html", rows=rows, new_messages=sum(row.new for row in rows)
    )


async def show_conversation(request: web.Request) -> web.Response:
    thread = await thread_here(request)
    return await conversation_page(request, thread, blank_form(request, thread))


async def add_message(request: web.Request) -> web.Response:
    return await keep_message(request, BASE)


async def change_own_draft(request: web.Request) -> web.Response:
    return await keep_draft(request, BASE)


routes = [
    get("/messages", list_conversations, audience=Audience.FAMILY),
    get("/messages/{conversation_id}", show_conversation, audience=Audience.FAMILY),
    post("/messages/{conversation_id}", add_message, audience=Audience.FAMILY),
    post("/messages/{conversation_id}/draft", change_own_draft, audience=Audience.FAMILY),
    *since_routes,
    *staff_routes,
    *receipts_routes,
    *quick_routes,
    *notes_routes,
    *record_routes,
    *promises_routes,
    *search_routes,
    *reading_routes,
    *showing_routes,
    *translation_routes,
]
