"""Writing down what somebody of a family said about a planned visit, by phone or face to face."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.planner import store_said
from portal.planner.forms_said import SaidForm
from portal.planner.model_visit import OK, StaffVisit
from portal.planner.page import visit_here
from portal.planner.store_said import Told
from portal.statutory.answering import reply_day
from portal.web.errors import stale_page
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import Audience, get, post


async def start_saying(request: web.Request) -> web.Response:
    visit = await visit_here(request)
    if not visit.can_be_answered(now_of(request)):
        return see_other(f"/staff/visits/{visit.id}")
    await opened(connection(request), current_actor(request), "visit", visit.id, about=visit.about)
    form = await SaidForm.begin(request)
    form.seen.data = visit.starts_at.isoformat()
    return _page(request, visit, form)


async def add_saying(request: web.Request) -> web.Response:
    conn, actor, visit = connection(request), current_actor(request), await visit_here(request)
    form = await SaidForm.posted(request)
    form.offer(visit.seen_by)
    if not visit.can_be_answered(now_of(request)) or form.seen.data != visit.starts_at.isoformat():
        return _refusal(request, visit, form)
    if not form.validate():
        return _page(request, visit, form, 422)
    told = Told(
        UUID(form.who.data),
        form.how.data,
        visit.starts_at,
        form.when.data or None,
        reply_day(today_of(request), await store_said.get_reply_days(conn, actor.id, visit.id)),
    )
    add = store_said.add_ok if form.said.data == OK else store_said.add_request
    if await add(conn, actor.id, visit.id, told) is None:
        return _refusal(request, await visit_here(request), form)
    await changed(conn, actor, "visit", visit.id, about=visit.about, reason=f"told by {told.how}")
    called = next(reader.called for reader in visit.seen_by if reader.id == told.person_id)
    return see_other(
        f"/staff/visits/{visit.id}", done=f"={words_of(request).plain('planner.said.done', name=called)}"
    )


def _refusal(request: web.Request, visit: StaffVisit, form: SaidForm) -> web.Response:
    """The visit was moved or is over, or they have asked already: nothing was written, and what was typed stays."""
    if not visit.can_be_answered(now_of(request)):
        return stale_page(
            request, f"/staff/visits/{visit.id}", typed=[(form.when.label.text, form.when.data)]
        )
    moved = form.seen.data != visit.starts_at.isoformat()
    form.seen.data = visit.starts_at.isoformat()
    return _page(request, visit, form, 409, why="moved" if moved else "asked")


def _page(
    request: web.Request, visit: StaffVisit, form: SaidForm, status: int = 200, why: str | None = None
) -> web.Response:
    form.offer(visit.seen_by)
    return render(
        request,
        "planner/start_saying.html",
        status=status,
        visit=visit,
        form=form,
        why=why,
        back=f"/staff/visits/{visit.id}",
    )


routes = [
    get("/staff/visits/{visit_id}/said", start_saying, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/said", add_saying, audience=Audience.STAFF),
]
