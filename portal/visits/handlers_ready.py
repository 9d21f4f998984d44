"""Getting ready: things that can help, ticked by one person for that person alone."""

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.visits import store_ready
from portal.visits.forms import ReadyForm
from portal.visits.handlers_plan import voice_in
from portal.visits.model import standing_items
from portal.visits.store_ready import Ready
from portal.web.rendering import render
from portal.web.request import connection, now_of, see_other, uuid_in
from portal.web.routes import Audience, get, post


async def show_ready(request: web.Request) -> web.Response:
    ready = await _ready_here(request)
    await opened(
        connection(request), current_actor(request), "visit_ready", ready.card.id, about=ready.children
    )
    form = await ReadyForm.begin(request, ready=ready.ticked)
    _list_items(request, ready, form)
    return render(
        request,
        "visits/show_ready.html",
        card=ready.card,
        form=form,
        open=ready.card.is_open(now_of(request)),
    )


async def change_ready(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    ready = await _ready_here(request)
    form = await ReadyForm.posted(request)
    _list_items(request, ready, form)
    if not ready.card.is_open(now_of(request)):
        return render(request, "visits/closed.html", status=409, card=ready.card, what="ready")
    await store_ready.change_ready(conn, actor.id, ready.card.id, form.ticked)
    await changed(conn, actor, "visit_ready", ready.card.id, about=[actor.id])
    return see_other(f"/visits/{ready.card.id}/ready", done="visits.ready.saved")


async def _ready_here(request: web.Request) -> Ready:
    ready = await store_ready.get_ready(
        connection(request), current_actor(request).id, uuid_in(request, "visit_id")
    )
    if ready is None:
        raise web.HTTPNotFound
    return ready


def _list_items(request: web.Request, ready: Ready, form: ReadyForm) -> None:
    form.list_items(standing_items(voice_in(request)), ready.items)


routes = [
    get("/visits/{visit_id}/ready", show_ready, audience=Audience.FAMILY),
    post("/visits/{visit_id}/ready", change_ready, audience=Audience.FAMILY),
]
