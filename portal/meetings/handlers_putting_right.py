"""Something was shared by mistake: taken back, or said in other words that are looked at first. Never silently."""

from typing import Any

from aiohttp import web

from portal.meetings import store_decisions, store_putting_right
from portal.meetings.forms_putting_right import (
    DecisionRightForm,
    PromiseRightForm,
    begun_decision,
    begun_promise,
)
from portal.meetings.handlers_decisions import HERE, show_stale
from portal.meetings.model import Reader, Stale
from portal.meetings.model_decisions import Decision, Promise
from portal.meetings.model_decisions_shown import names_in
from portal.meetings.model_putting_right import OtherDecision, PuttingRight
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, hold_ending, open_ending
from portal.web.errors import typed_fields
from portal.web.rendering import render
from portal.web.request import number_in, posted, see_other, uuid_in
from portal.web.routes import get, post


async def start_decision(request: web.Request) -> web.Response:
    here = await open_ending(request)
    one = await _decision(request, here)
    await here.log_opened("decision", one.id)
    form = await DecisionRightForm.begin(request, **begun_decision(one))
    if form.version.data != str(one.version):
        form = DecisionRightForm(**begun_decision(one))
    return _page(request, here, one, form)


async def put_decision_right(request: web.Request) -> web.Response:
    here = await hold_ending(request)
    one = await _decision(request, here)
    form = await DecisionRightForm.posted(request)
    form.offer(here.meeting, one.everybody)
    if form.version.data != str(one.version):
        return show_stale(
            request, here, f"decisions/{one.id}", "meetings_right.l_body", form.body.data, one.body
        )
    if not form.check(one):
        return _page(request, here, one, form, status=422)
    right = form.right(one)
    if posted(request).get("go") != "share":
        return await _look(request, here, one, right)
    try:
        await store_putting_right.change_decision(here.conn, here.actor.id, one, one.version, right)
    except Stale:
        return show_stale(request, here, "decisions", "meetings_right.l_body", form.body.data, one.body)
    await here.log_changed("decision", one.id)
    return see_other(f"{here.path}/decisions", done="meetings_right.done")


async def start_promise(request: web.Request) -> web.Response:
    here = await open_ending(request)
    one = await _promise(request, here)
    await here.log_opened("promise", one.id)
    form = await PromiseRightForm.begin(request, **begun_promise(one))
    if form.version.data != str(one.version):
        form = PromiseRightForm(**begun_promise(one))
    return _page(request, here, one, form)


async def put_promise_right(request: web.Request) -> web.Response:
    here = await hold_ending(request)
    one = await _promise(request, here)
    form = await PromiseRightForm.posted(request)
    form.offer(here.meeting, frozenset(one.reader_ids))
    if form.version.data != str(one.version):
        return show_stale(
            request, here, f"promises/{one.id}", "meetings.agreed.l_what", form.what.data, one.what
        )
    if not form.check(one):
        return _page(request, here, one, form, status=422)
    right = form.right(one)
    if posted(request).get("go") != "share":
        return await _look(request, here, one, right)
    try:
        await store_putting_right.change_promise(
            here.conn, here.actor.id, one, number_in(form.version.data) or 0, right
        )
    except Stale:
        return show_stale(request, here, "decisions", "meetings.agreed.l_what", form.what.data, one.what)
    await here.log_changed("promise", one.id)
    return see_other(f"{here.path}/decisions", done="meetings_right.done")


async def _decision(request: web.Request, here: Ending) -> Decision:
    """One that was shared, and that somebody has still."""
    wanted = uuid_in(request, "decision_id")
    for one in (await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)).decisions:
        if one.id == wanted and one.shared_at is not None and one.everybody:
            return one
    raise web.HTTPNotFound


async def _promise(request: web.Request, here: Ending) -> Promise:
    wanted = uuid_in(request, "promise_id")
    for one in await store_decisions.list_promises(here.conn, here.actor.id, here.meeting.id):
        if one.id == wanted and one.reader_ids:
            return one
    raise web.HTTPNotFound


async def _look(
    request: web.Request, here: Ending, one: Decision | Promise, right: PuttingRight
) -> web.Response:
    """What each of them will have from then on; what was typed travels on in the page."""
    concerned = [reader for reader in here.meeting.readers if reader.id in right.reader_ids]
    return render(
        request,
        "meetings/put_right_look.html",
        meeting=here.meeting,
        one=one,
        because=right.because,
        previews=[await _shown(here, one, right, reader) for reader in concerned],
        typed=[pair for pair in typed_fields(posted(request).items()) if pair[0] != "go"],
        action=_action(here, one),
        here=here.path,
    )


async def _shown(
    here: Ending, one: Decision | Promise, right: PuttingRight, reader: Reader
) -> dict[str, Any]:
    leave_out, other = await here.leaving_out(reader), right.instead
    who = by_on = None
    if other is None:
        body = None
    elif isinstance(other, OtherDecision):
        for_child = isinstance(one, Decision) and one.child and reader.id in one.child.reader_ids
        body = leave_out(other.child_body if for_child else other.body)
    else:
        body, who, by_on = leave_out(other.what), leave_out(other.who_words), other.by_on
    apart = await store_decisions.list_kept_apart(here.conn, here.actor.id, here.meeting.id, reader.id)
    because = leave_out(right.because)
    return {
        "reader": reader,
        "body": body,
        "who": who,
        "by_on": by_on,
        "because": because,
        "named": names_in([body or "", who or "", because], apart),
    }


def _page(
    request: web.Request,
    here: Ending,
    one: Decision | Promise,
    form: DecisionRightForm | PromiseRightForm,
    status: int = 200,
) -> web.Response:
    had_by = one.everybody if isinstance(one, Decision) else frozenset(one.reader_ids)
    form.offer(here.meeting, had_by)
    return render(
        request,
        "meetings/put_right.html",
        status=status,
        meeting=here.meeting,
        one=one,
        promised=isinstance(one, Promise),
        form=form,
        failed=status != 200,
        action=_action(here, one),
        here=here.path,
    )


def _action(here: Ending, one: Decision | Promise) -> str:
    return f"{here.path}/{'decisions' if isinstance(one, Decision) else 'promises'}/{one.id}/put-right"


DECISION, PROMISE = f"{HERE}/decisions/{{decision_id}}/put-right", f"{HERE}/promises/{{promise_id}}/put-right"
routes = [
    get(DECISION, start_decision, audience=WHO_RUNS_IT),
    post(DECISION, put_decision_right, audience=WHO_RUNS_IT),
    get(PROMISE, start_promise, audience=WHO_RUNS_IT),
    post(PROMISE, put_promise_right, audience=WHO_RUNS_IT),
]
