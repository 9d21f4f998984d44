"""After a meeting, for whoever was asked to it: what was decided, as they were told it, and “I do not agree”."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_views_of_it
from portal.meetings.forms_decisions import ViewOfItForm
from portal.meetings.model_decisions import answer_by
from portal.meetings.model_decisions_shown import Told
from portal.meetings.types import type_of
from portal.safety.model import Stands, Writing
from portal.safety.opening_words import after_own_words
from portal.safety.returning import CameFrom, Place
from portal.web.rendering import render, words_of
from portal.web.request import connection, is_prefetch, now_of, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def show_what_was_decided(request: web.Request) -> web.Response:
    told = await _told(request)
    conn, actor = connection(request), current_actor(request)
    await opened(conn, actor, "decisions", told.id, about=told.child_ids)
    if told.decisions and not is_prefetch(request):
        await store_views_of_it.add_reading(conn, actor.id, told.id)
    return render(
        request,
        "meetings/show_decided.html",
        told=told,
        of=type_of(told.type),
        over=told.is_over(now_of(request)),
        here=f"/meetings/{told.id}",
    )


async def start_view_of_it(request: web.Request) -> web.Response:
    told = await _told_something(request)
    await opened(connection(request), current_actor(request), "decisions", told.id, about=told.child_ids)
    return _page(request, told, await ViewOfItForm.begin(request))


async def add_view_of_it(request: web.Request) -> web.Response:
    told = await _told_something(request)
    conn, actor = connection(request), current_actor(request)
    form = await ViewOfItForm.posted(request)
    if not form.validate():
        return _page(request, told, form, status=422)
    added = await store_views_of_it.add_view(
        conn, actor.id, told.id, form.body.data or "", answer_by(today_of(request))
    )
    if added is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "different_view", added, about=[actor.id])
    on = _decided(request, told)
    if actor.is_family:
        back, stands = CameFrom(Place.DECIDED, f"{told.id}/decisions"), Stands(Writing.DECIDED, added)
        on = await after_own_words(request, form.body.data or "", stands, on, back)
    return see_other(on, done="meetings.disagree.sent")


async def _told(request: web.Request) -> Told:
    told = await store_views_of_it.get_told(
        connection(request),
        current_actor(request).id,
        uuid_in(request, "meeting_id"),
        words_of(request).language,
    )
    if told is None:
        raise web.HTTPNotFound
    return told


async def _told_something(request: web.Request) -> Told:
    """Before anything was shared there is nothing to disagree with."""
    told = await _told(request)
    if told.nothing:
        raise web.HTTPNotFound
    return told


def _page(request: web.Request, told: Told, form: ViewOfItForm, status: int = 200) -> web.Response:
    return render(
        request,
        "meetings/start_disagreeing.html",
        status=status,
        told=told,
        form=form,
        reply_by_on=answer_by(today_of(request)),
        failed=status != 200,
        family=current_actor(request).is_family,
        back=_decided(request, told),
        here=request.path,
    )


def _decided(request: web.Request, told: Told) -> str:
    """Where somebody reads what was decided: of the family on a page of its own, else on that of their meeting."""
    return (
        f"/meetings/{told.id}/decisions"
        if current_actor(request).is_family
        else f"/partner/meetings/{told.id}"
    )


SAY = "/meetings/{meeting_id}/decisions/disagree"
routes = [
    get("/meetings/{meeting_id}/decisions", show_what_was_decided, audience=Audience.FAMILY),
    get(SAY, start_view_of_it, audience=Audience.FAMILY),
    post(SAY, add_view_of_it, audience=Audience.FAMILY),
    # Partners, and who speaks up for somebody. A chair is asked to none, and finds nothing here.
    get(f"/partner{SAY}", start_view_of_it, audience=Audience.MEETINGS),
    post(f"/partner{SAY}", add_view_of_it, audience=Audience.MEETINGS),
]
