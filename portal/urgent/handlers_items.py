"""One urgent item, for whoever answers for it: the words, who takes it, what was done. And raising one by hand."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.safe_contact.store import get_plan
from portal.safety.store import get_call_answer
from portal.safety.store_raising import raise_item
from portal.safety.watch import look_by
from portal.statutory.opening import get_opening_hours
from portal.urgent import store, store_items
from portal.urgent.forms import CloseForm
from portal.urgent.model import About, Action, Source, Stale, UrgentItem
from portal.urgent.store_stands import list_stands
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, posted, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def show_item(request: web.Request) -> web.Response:
    item = await _item(request)
    seen = await store_items.get_seen(connection(request), item.id)
    return await _page(request, item, await CloseForm.begin(request, seen=seen))


async def take_item(request: web.Request) -> web.Response:
    item, conn, actor = await _item(request), connection(request), current_actor(request)
    try:
        await store_items.take_item(conn, actor.id, item.id, _owner_in(request))
    except Stale:
        return await _page(
            request, await _item(request), CloseForm(), problem="urgent.item.e_taken", status=409
        )
    await changed(conn, actor, "urgent_item", item.id, about=[item.person_id])
    return see_other(item.path, done="urgent.item.taken")


async def read_item(request: web.Request) -> web.Response:
    """A manager opens the words. The item is the reason, and the conversation's workers can see that it was."""
    item, conn, actor = await _item(request), connection(request), current_actor(request)
    reason = words_of(request).plain("urgent.item.reading_reason")
    reading_id = await store_items.add_reading(conn, actor.id, item.id, reason)
    if reading_id is None and item.is_open and not item.works and actor.role is StaffRole.MANAGER:
        # Who raised it alone says in their own words why they read.
        return see_other(f"/team/audit/{item.conversation_id}")
    if reading_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "manager_reading", reading_id, about=[item.person_id])
    return see_other(item.path)


async def close_item(request: web.Request) -> web.Response:
    item, conn, actor = await _item(request), connection(request), current_actor(request)
    if await store_items.list_written(conn, actor.id, item.id) is None:
        raise web.HTTPNotFound
    form = await CloseForm.posted(request)
    if not form.check():
        return await _page(request, item, form, status=422)
    action = Action(form.action.data)
    try:
        await store_items.close_item(
            conn, actor.id, item.id, action, form.words.data or None, form.seen.data or ""
        )
    except Stale:
        form.seen.data = await store_items.get_seen(conn, item.id)
        return await _page(request, await _item(request), form, problem="urgent.item.e_more", status=409)
    await changed(conn, actor, "urgent_item", item.id, about=[item.person_id])
    return see_other(item.path, done="urgent.item.closed")


async def start_item(request: web.Request) -> web.Response:
    about = await _about(request)
    conn, actor = connection(request), current_actor(request)
    await opened(conn, actor, "conversation", about.conversation_id, about=[about.person_id])
    return render(request, "urgent/start_item.html", about=about)


async def add_item(request: web.Request) -> web.Response:
    about, conn, actor = await _about(request), connection(request), current_actor(request)
    due_at = look_by(await get_opening_hours(conn), now_of(request))
    item_id = await raise_item(conn, actor.id, about.conversation_id, Source.STAFF, due_at)
    await changed(conn, actor, "urgent_item", item_id, about=[about.person_id])
    return see_other(f"/staff/urgent/{item_id}", done="urgent.item.raised_done")


async def _about(request: web.Request) -> About:
    about = await store.get_about(
        connection(request), current_actor(request).id, uuid_in(request, "conversation_id")
    )
    if about is None:
        raise web.HTTPNotFound
    return about


async def _item(request: web.Request) -> UrgentItem:
    item = await store_items.get_item(
        connection(request), current_actor(request).id, uuid_in(request, "item_id")
    )
    if item is None:
        raise web.HTTPNotFound
    return item


def _owner_in(request: web.Request) -> UUID | None:
    """Whose the item was on the page that was posted."""
    text = posted(request).get("owner", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise web.HTTPBadRequest from None


async def _page(
    request: web.Request, item: UrgentItem, form: CloseForm, *, problem: str | None = None, status: int = 200
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    written = await store_items.list_written(conn, actor.id, item.id)
    if written is not None and request.method != "POST":
        await store_items.add_opening(conn, actor.id, item.id)
    if request.method != "POST":
        await opened(conn, actor, "urgent_item", item.id, about=[item.person_id])
    stands, elsewhere = await list_stands(conn, actor.id, item.id)
    return render(
        request, "urgent/show_item.html", status=status, item=item, form=form, problem=problem, written=written,
        stands=stands, elsewhere=elsewhere,
        steps=await store_items.list_steps(conn, actor.id, item.id),
        call=await get_call_answer(conn, item.conversation_id, item.raised_at) if written is not None else None,
        safe=await get_plan(conn, item.person_id) if written is not None else None,
        owner=await store_items.get_owner(conn, item.id),
    )  # fmt: skip


routes = [
    get("/staff/messages/{conversation_id}/urgent", start_item, audience=Audience.STAFF),
    post("/staff/messages/{conversation_id}/urgent", add_item, audience=Audience.STAFF),
    get("/staff/urgent/{item_id}", show_item, audience=Audience.STAFF),
    post("/staff/urgent/{item_id}/take", take_item, audience=Audience.STAFF),
    post("/staff/urgent/{item_id}/read", read_item, audience=Audience.STAFF),
    post("/staff/urgent/{item_id}", close_item, audience=Audience.STAFF),
]
