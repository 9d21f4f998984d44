"""What became of promises: settled here or at the next visit, with the reason where one was not kept."""

from aiohttp import web

from portal.after_visits import store_promises
from portal.after_visits.forms_summaries import SettleForm
from portal.after_visits.model import Stale
from portal.after_visits.model_summaries import Promise
from portal.after_visits.opening import Opened, open_visit
from portal.web.errors import stale_page
from portal.web.rendering import render
from portal.web.request import see_other
from portal.web.routes import Audience, get, post


async def show_promises(request: web.Request) -> web.Response:
    here = await open_visit(request)
    await here.log_opened("promises")
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    form = await SettleForm.begin(request, promises=_rows(promises))
    if _keys(form) != [(str(one.id), str(one.version)) for one in promises]:
        form = SettleForm(promises=_rows(promises))
    return _page(request, here, form, promises)


async def change_promises(request: web.Request) -> web.Response:
    here = await open_visit(request)
    promises = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
    form = await SettleForm.posted(request)
    if [key for key, _ in _keys(form)] != [str(one.id) for one in promises]:
        return _stale(request, here, form, promises)
    if not form.check():
        return _page(request, here, form, promises, status=422)
    settled = form.settled(promises)
    try:
        await store_promises.change_promises(here.conn, here.actor.id, settled)
    except Stale:
        newest = await store_promises.list_promises(here.conn, here.actor.id, here.visit.id)
        return _stale(request, here, form, newest)
    await here.log_changed("promises")
    return see_other(here.path, done="after_visits.settle.saved")


def _rows(promises: list[Promise]) -> list[dict[str, str]]:
    return [
        {
            "promise_id": str(one.id),
            "version": str(one.version),
            "state": one.state,
            "because": one.because or "",
        }
        for one in promises
    ]


def _keys(form: SettleForm) -> list[tuple[str | None, str | None]]:
    return [(row.form.promise_id.data, row.form.version.data) for row in form.promises.entries]


def _page(
    request: web.Request, here: Opened, form: SettleForm, promises: list[Promise], status: int = 200
) -> web.Response:
    return render(
        request,
        "after_visits/change_promises.html",
        status=status,
        form=form,
        rows=list(zip(form.promises.entries, promises, strict=True)),
        failed=status == 422,
        here=here.path,
    )


def _stale(request: web.Request, here: Opened, form: SettleForm, newest: list[Promise]) -> web.Response:
    typed = [("after_visits.settle.l_because", row.form.because.data) for row in form.promises.entries]
    theirs = [("=" + one.what, one.because) for one in newest]
    return stale_page(request, f"{here.path}/promises", typed=typed, theirs=theirs)


routes = [
    get("/staff/visits/{visit_id}/after/promises", show_promises, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/after/promises", change_promises, audience=Audience.STAFF),
]
