"""Conversations on the side of staff: the list, writing, taking back, and that nothing needs a reply."""

from datetime import timedelta

from aiohttp import web

from messaging.store_retractions import add_retraction
from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.messages import store
from portal.messages.model import Thread
from portal.messages.model_list import Tabs, tab_in, waited_parts
from portal.messages.page import blank_form, conversation_page, take_back_since, thread_here
from portal.messages.page_draft import keep_draft
from portal.messages.page_sending import keep_message
from portal.messages.store_list import get_conversation_with, list_rows
from portal.statutory.opening import get_opening_hours
from portal.web.landing import staff_conversation
from portal.web.rendering import render
from portal.web.request import connection, id_in, now_of, number_in, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post

BASE = "/staff/messages"


async def list_conversations(request: web.Request) -> web.Response:
    """`?with=` somebody: their conversation, or for their worker's manager the page that asks why."""
    conn, actor = connection(request), current_actor(request)
    if "with" in request.query:
        found = await get_conversation_with(conn, actor.id, id_in(request.query["with"]))
        if found is None:
            raise web.HTTPNotFound
        return see_other(staff_conversation(found[0]) if found[1] else f"/team/audit/{found[0]}")
    hours = await get_opening_hours(conn)
    tabs = Tabs.of(await list_rows(conn, actor.id), hours, now_of(request))
    await opened(conn, actor, "conversations")
    hours_a_day = hours.length / timedelta(hours=1)
    return render(
        request,
        "messages/list_staff_conversations.html",
        tabs=tabs,
        tab=tab_in(request.query.get("show")),
        waited={row: waited_parts(days, hours_a_day) for row, days in tabs.waited.items()},
        new_messages=tabs.new,
    )


async def show_conversation(request: web.Request) -> web.Response:
    thread = await thread_here(request)
    return await conversation_page(request, thread, blank_form(request, thread))


async def add_message(request: web.Request) -> web.Response:
    return await keep_message(request, BASE)


async def change_own_draft(request: web.Request) -> web.Response:
    return await keep_draft(request, BASE)


async def start_taking_back(request: web.Request) -> web.Response:
    """Asks once more, with the words; says so where it is too late."""
    return await _taking_back(request, await thread_here(request), status=200)


async def end_message(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    thread, message_id = await thread_here(request), uuid_in(request, "message_id")
    if await add_retraction(conn, actor.id, thread.id, message_id, take_back_since(request)) is None:
        return await _taking_back(request, thread, status=409)
    await changed(conn, actor, "message", message_id, about=[thread.person_id])
    return see_other(f"{BASE}/{thread.id}#m-{message_id}", done="messages.take_back.done")


async def _taking_back(request: web.Request, thread: Thread, *, status: int) -> web.Response:
    actor = current_actor(request)
    found = await store.get_own_item(connection(request), actor.id, thread.id, uuid_in(request, "message_id"))
    if found is None:
        raise web.HTTPNotFound
    in_time = found.sender_id == actor.id and found.at >= take_back_since(request)
    return render(
        request,
        "messages/start_taking_back.html",
        status=status,
        thread=thread,
        message=found,
        may=not found.taken_back and (in_time or actor.role is StaffRole.MANAGER),
    )


async def start_no_reply(request: web.Request) -> web.Response:
    thread = await thread_here(request)
    return render(request, "messages/start_no_reply.html", thread=thread, stale=False)


async def end_waiting(request: web.Request) -> web.Response:
    """Only for what the worker had read: something written since still waits."""
    conn, actor = connection(request), current_actor(request)
    thread = await thread_here(request)
    last_seq = number_in(posted(request).get("last_seq"))
    if last_seq is None or not await store.end_waiting(conn, actor.id, thread.id, last_seq):
        return render(request, "messages/start_no_reply.html", status=409, thread=thread, stale=True)
    await changed(conn, actor, "conversation", thread.id, about=[thread.person_id])
    return see_other(f"{BASE}?show=waiting", done="messages.no_reply.done")


routes = [
    get("/staff/messages", list_conversations, audience=Audience.STAFF),
    get("/staff/messages/{conversation_id}", show_conversation, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}", add_message, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/draft", change_own_draft, audience=Audience.STAFF),
    get(
        "/staff/messages/{conversation_id}/take-back/{message_id}", start_taking_back, audience=Audience.STAFF
    ),
    post("/staff/messages/{conversation_id}/take-back/{message_id}", end_message, audience=Audience.STAFF),
    get("/staff/messages/{conversation_id}/no-reply-needed", start_no_reply, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/no-reply-needed", end_waiting, audience=Audience.STAFF),
]
