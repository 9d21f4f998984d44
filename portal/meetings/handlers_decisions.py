"""How a meeting ended, for who runs it: when it was held, what was decided, who does what, and who does not agree."""

from typing import Any

from aiohttp import web

from portal.meetings import store_decisions, store_decisions_sharing, store_views_of_it
from portal.meetings.forms_decisions import DaysForm, ReplyForm, SettleForm, saved_promise
from portal.meetings.model import Stale
from portal.meetings.model_decisions import Promise, ViewOfIt
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, open_ending
from portal.meetings.store_decisions_sharing import Days
from portal.web.errors import stale_box
from portal.web.rendering import render
from portal.web.request import number_in, one_in, see_other, today_of
from portal.web.routes import get, post


async def show_decisions(request: web.Request) -> web.Response:
    here = await open_ending(request)
    await here.log_opened()
    return await _decisions_page(request, here, await DaysForm.begin(request, **_days_of(here)))


async def change_days(request: web.Request) -> web.Response:
    here = await open_ending(request)
    form = await DaysForm.posted(request)
    if here.meeting.state == "called_off":
        raise web.HTTPNotFound
    if not form.check(here.meeting, today_of(request)) or form.held_on.data is None:
        return await _decisions_page(request, here, form, status=422)
    # The notes are promised from the first time that it was: nobody waits longer because others met later.
    notes_by_on = here.meeting.of.notes_by(here.meeting.first_day or form.held_on.data)
    days = Days(form.held_on.data, notes_by_on, form.next_on.data)
    try:
        await store_decisions_sharing.change_days(
            here.conn, here.actor.id, here.meeting.id, number_in(form.version.data) or 0, days
        )
    except Stale:
        newest = await open_ending(request)
        form.version.data = str(newest.meeting.version)
        return await _decisions_page(request, newest, form, status=409)
    await here.log_changed("meeting")
    return see_other(f"{here.path}/decisions", done="meetings.days.saved")


async def _decisions_page(
    request: web.Request, here: Ending, form: DaysForm, status: int = 200
) -> web.Response:
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    return render(
        request,
        "meetings/show_decisions.html",
        status=status,
        meeting=here.meeting,
        written=written,
        names={reader.id: reader.called for reader in here.meeting.readers},
        form=form,
        changed_meanwhile=status == 409,
        failed=status != 200,
        here=here.path,
    )


def _days_of(here: Ending) -> dict[str, Any]:
    meeting = here.meeting
    over = meeting.last_day if meeting.last_day and meeting.last_day <= here.today else None
    return {
        "version": str(meeting.version),
        "held_on": meeting.held_on or over,
        "next_on": meeting.next_on,
    }


async def start_settling(request: web.Request) -> web.Response:
    here, promise = await _open_promise(request)
    await here.log_opened("promise", promise.id)
    return _settling_page(request, here, promise, await SettleForm.begin(request, **saved_promise(promise)))


async def change_promise(request: web.Request) -> web.Response:
    here, promise = await _open_promise(request)
    form = await SettleForm.posted(request)
    if not form.validate():
        return _settling_page(request, here, promise, form, status=422)
    state = form.state.data or "open"
    because = form.because.data if state == "not_done" else None
    try:
        await store_decisions_sharing.change_promise(
            here.conn, here.actor.id, promise.id, number_in(form.version.data) or 0, state, because
        )
    except Stale:
        _, newest = await _open_promise(request)
        return stale_box(request, f"{here.path}/promises/{promise.id}", form.because, newest.because)
    await here.log_changed("promise", promise.id)
    return see_other(f"{here.path}/decisions", done="meetings.settle.saved")


async def _open_promise(request: web.Request) -> tuple[Ending, Promise]:
    here = await open_ending(request)
    promises = await store_decisions.list_promises(here.conn, here.actor.id, here.meeting.id)
    return here, one_in(request, "promise_id", [one for one in promises if one.state != "taken_back"])


def _settling_page(
    request: web.Request, here: Ending, promise: Promise, form: SettleForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "meetings/settle_promise.html",
        status=status,
        meeting=here.meeting,
        promise=promise,
        form=form,
        failed=status != 200,
        here=here.path,
    )


async def start_reply(request: web.Request) -> web.Response:
    here, view = await _open_view(request)
    await here.log_opened("different_view", view.id)
    return _reply_page(request, here, view, await ReplyForm.begin(request))


async def add_reply(request: web.Request) -> web.Response:
    here, view = await _open_view(request)
    form = await ReplyForm.posted(request)
    if not form.validate():
        return _reply_page(request, here, view, form, status=422)
    told = await store_views_of_it.change_reply(
        here.conn, here.actor.id, here.meeting.id, view.id, form.reply.data or ""
    )
    if told is None:
        _, newest = await _open_view(request)
        return stale_box(request, f"{here.path}/views-of-it/{view.id}", form.reply, newest.reply)
    await here.log_changed("different_view", view.id)
    return see_other(f"{here.path}/decisions", done="meetings.disagree.replied")


async def _open_view(request: web.Request) -> tuple[Ending, ViewOfIt]:
    here = await open_ending(request)
    views = await store_decisions.list_views_of_it(here.conn, here.actor.id, here.meeting.id)
    return here, one_in(request, "view_id", views)


def _reply_page(
    request: web.Request, here: Ending, view: ViewOfIt, form: ReplyForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "meetings/reply_to_view.html",
        status=status,
        meeting=here.meeting,
        view=view,
        form=form,
        failed=status != 200,
        here=here.path,
    )


def show_gone(request: web.Request, here: Ending, label: str, typed: str | None) -> web.Response:
    """Left out or shared meanwhile, by a second press or a colleague. No row is kept: what never was looks the same."""
    return render(
        request, "meetings/thrown_already.html", status=404, title="meetings.decisions.gone_h1",
        text="meetings.decisions.gone_text", b_back="meetings.decisions.gone_back", back=f"{here.path}/decisions",
        typed=[(label, typed)] if typed else [],
    )  # fmt: skip


HERE = "/staff/meetings/{meeting_id}"
routes = [
    get(f"{HERE}/decisions", show_decisions, audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions", change_days, audience=WHO_RUNS_IT),
    get(f"{HERE}/promises/{{promise_id}}", start_settling, audience=WHO_RUNS_IT),
    post(f"{HERE}/promises/{{promise_id}}", change_promise, audience=WHO_RUNS_IT),
    get(f"{HERE}/views-of-it/{{view_id}}", start_reply, audience=WHO_RUNS_IT),
    post(f"{HERE}/views-of-it/{{view_id}}", add_reply, audience=WHO_RUNS_IT),
]
