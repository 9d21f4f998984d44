"""What the family says is wrong or missing, beside what we wrote, and our reply by the day that was promised."""

from aiohttp import web

from portal.after_visits import store_corrections, store_summaries
from portal.after_visits.forms_summaries import ReplyForm
from portal.after_visits.model_summaries import Correction
from portal.after_visits.opening import Opened, open_visit
from portal.web.errors import stale_box
from portal.web.rendering import render
from portal.web.request import one_in, see_other
from portal.web.routes import Audience, get, post


async def show_correction(request: web.Request) -> web.Response:
    here, correction = await _open_correction(request)
    await here.log_opened("correction", correction.id)
    return await _page(request, here, correction, await ReplyForm.begin(request))


async def add_reply(request: web.Request) -> web.Response:
    here, correction = await _open_correction(request)
    form = await ReplyForm.posted(request)
    if correction.kind == "right":
        raise web.HTTPNotFound
    if not form.validate():
        return await _page(request, here, correction, form, status=422)
    told = await store_corrections.change_reply(
        here.conn, here.actor.id, here.visit.id, correction.id, form.reply.data or ""
    )
    if told is None:
        return await _stale(request, here, form)
    await here.log_changed("correction", correction.id, also=[told])
    return see_other(here.path, done="after_visits.reply.done")


async def _open_correction(request: web.Request) -> tuple[Opened, Correction]:
    here = await open_visit(request)
    corrections = await store_corrections.list_corrections(here.conn, here.actor.id, here.visit.id)
    return here, one_in(request, "correction_id", corrections)


async def _page(
    request: web.Request, here: Opened, correction: Correction, form: ReplyForm, status: int = 200
) -> web.Response:
    summary = None
    if correction.summary_id is not None:
        summary = await store_summaries.get_summary(
            here.conn, here.actor.id, here.visit.id, correction.summary_id
        )
    return render(
        request,
        "after_visits/show_correction.html",
        status=status,
        correction=correction,
        summary=summary,
        form=form,
        here=here.path,
    )


async def _stale(request: web.Request, here: Opened, form: ReplyForm) -> web.Response:
    """A colleague replied first: both replies on the page, theirs is the one that was sent."""
    _, newest = await _open_correction(request)
    return stale_box(request, f"{here.path}/corrections/{newest.id}", form.reply, newest.reply)


routes = [
    get(
        "/staff/visits/{visit_id}/after/corrections/{correction_id}", show_correction, audience=Audience.STAFF
    ),
    post("/staff/visits/{visit_id}/after/corrections/{correction_id}", add_reply, audience=Audience.STAFF),
]
