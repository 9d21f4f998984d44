"""Writing down one decision, or what one person took on: begun, changed, left out, until it is shared."""

from collections.abc import Sequence

from aiohttp import web

from portal.meetings import store_decisions, store_decisions_writing
from portal.meetings.forms_decisions import AgreedForm, DecisionForm, saved_agreed, saved_decision
from portal.meetings.handlers_decisions import HERE, show_stale
from portal.meetings.model import Stale
from portal.meetings.model_decisions import MOST_AGREED, MOST_DECISIONS, Agreed, Decision
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, hold_ending, open_ending
from portal.web.rendering import render
from portal.web.request import number_in, see_other, uuid_in
from portal.web.routes import get, post


async def start_decision(request: web.Request) -> web.Response:
    here = await _open(request)
    await here.log_opened()
    return _decision_page(request, here, await DecisionForm.begin(request), None)


async def add_decision(request: web.Request) -> web.Response:
    here = await _hold(request)
    form = await DecisionForm.posted(request)
    form.offer(here.meeting)
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    if not form.check() or _too_many(form, written.decisions, MOST_DECISIONS):
        return _decision_page(request, here, form, None, status=422)
    made = await store_decisions_writing.add_decision(here.conn, here.actor.id, here.meeting.id, form.new())
    await here.log_changed("decision", made)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")


async def show_decision(request: web.Request) -> web.Response:
    here = await _open(request)
    one = await _decision(request, here)
    await here.log_opened("decision", one.id)
    form = await DecisionForm.begin(request, **saved_decision(one))
    if form.version.data != str(one.version):
        form = DecisionForm(**saved_decision(one))
    return _decision_page(request, here, form, one)


async def change_decision(request: web.Request) -> web.Response:
    here = await _hold(request)
    one = await _decision(request, here)
    form = await DecisionForm.posted(request)
    form.offer(here.meeting)
    if one.shared_at is not None or form.version.data != str(one.version):
        return show_stale(
            request, here, f"decisions/{one.id}", "meetings.decisions.l_body", form.body.data, one.body
        )
    if not form.check():
        return _decision_page(request, here, form, one, status=422)
    await store_decisions_writing.change_decision(
        here.conn, here.actor.id, one.id, number_in(form.version.data) or 0, form.new()
    )
    await here.log_changed("decision", one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")


async def end_decision(request: web.Request) -> web.Response:
    here = await _hold(request)
    one = await _decision(request, here)
    try:
        await store_decisions_writing.end_decision(here.conn, here.actor.id, one.id)
    except Stale:
        return show_stale(request, here, "decisions", "meetings.decisions.l_body", None, one.body)
    await here.log_changed("decision", one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.left_out")


async def start_agreed(request: web.Request) -> web.Response:
    here = await _open(request)
    await here.log_opened()
    return _agreed_page(request, here, await AgreedForm.begin(request), None)


async def add_agreed(request: web.Request) -> web.Response:
    here = await _hold(request)
    form = await AgreedForm.posted(request)
    form.offer(here.meeting)
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    if not form.check() or _too_many(form, [*written.agreed, *written.promises], MOST_AGREED):
        return _agreed_page(request, here, form, None, status=422)
    made = await store_decisions_writing.add_agreed(here.conn, here.actor.id, here.meeting.id, form.new())
    await here.log_changed("promise", made)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")


async def show_agreed(request: web.Request) -> web.Response:
    here = await _open(request)
    one = await _agreed(request, here)
    await here.log_opened("promise", one.id)
    form = await AgreedForm.begin(request, **saved_agreed(one))
    if form.version.data != str(one.version):
        form = AgreedForm(**saved_agreed(one))
    return _agreed_page(request, here, form, one)


async def change_agreed(request: web.Request) -> web.Response:
    here = await _hold(request)
    one = await _agreed(request, here)
    form = await AgreedForm.posted(request)
    form.offer(here.meeting)
    if form.version.data != str(one.version):
        return show_stale(
            request, here, f"agreed/{one.id}", "meetings.agreed.l_what", form.what.data, one.what
        )
    if not form.check():
        return _agreed_page(request, here, form, one, status=422)
    await store_decisions_writing.change_agreed(
        here.conn, here.actor.id, one.id, number_in(form.version.data) or 0, form.new()
    )
    await here.log_changed("promise", one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.kept")


async def end_agreed(request: web.Request) -> web.Response:
    here = await _hold(request)
    one = await _agreed(request, here)
    await store_decisions_writing.end_agreed(here.conn, here.actor.id, one.id)
    await here.log_changed("promise", one.id)
    return see_other(f"{here.path}/decisions", done="meetings.decisions.left_out")


async def _open(request: web.Request) -> Ending:
    """A meeting that somebody can still write down things of."""
    here = await open_ending(request)
    if here.meeting.state == "called_off":
        raise web.HTTPNotFound
    return here


async def _hold(request: web.Request) -> Ending:
    here = await hold_ending(request)
    if here.meeting.state == "called_off":
        raise web.HTTPNotFound
    return here


async def _decision(request: web.Request, here: Ending) -> Decision:
    wanted = uuid_in(request, "decision_id")
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    for one in written.decisions:
        if one.id == wanted:
            return one
    raise web.HTTPNotFound


async def _agreed(request: web.Request, here: Ending) -> Agreed:
    """Once it is shared it is a promise, and is settled, not changed."""
    wanted = uuid_in(request, "agreed_id")
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    for one in written.agreed:
        if one.id == wanted:
            return one
    raise web.HTTPNotFound


def _too_many(form: DecisionForm | AgreedForm, there: Sequence[object], most: int) -> bool:
    if len(there) < most:
        return False
    form.form_errors.append(("meetings.decisions.e_too_many", {"most": most}))  # type: ignore[arg-type]
    return True


def _decision_page(
    request: web.Request, here: Ending, form: DecisionForm, one: Decision | None, status: int = 200
) -> web.Response:
    form.offer(here.meeting)
    return render(
        request,
        "meetings/write_decision.html",
        status=status,
        meeting=here.meeting,
        decision=one,
        names={reader.id: reader.called for reader in here.meeting.readers},
        form=form,
        failed=status != 200,
        here=here.path,
    )


def _agreed_page(
    request: web.Request, here: Ending, form: AgreedForm, one: Agreed | None, status: int = 200
) -> web.Response:
    form.offer(here.meeting)
    return render(
        request,
        "meetings/write_agreed.html",
        status=status,
        meeting=here.meeting,
        agreed=one,
        form=form,
        failed=status != 200,
        here=here.path,
    )


routes = [
    get(f"{HERE}/decisions/new", start_decision, audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions/new", add_decision, audience=WHO_RUNS_IT),
    get(f"{HERE}/decisions/{{decision_id}}", show_decision, audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions/{{decision_id}}", change_decision, audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions/{{decision_id}}/leave-out", end_decision, audience=WHO_RUNS_IT),
    get(f"{HERE}/agreed/new", start_agreed, audience=WHO_RUNS_IT),
    post(f"{HERE}/agreed/new", add_agreed, audience=WHO_RUNS_IT),
    get(f"{HERE}/agreed/{{agreed_id}}", show_agreed, audience=WHO_RUNS_IT),
    post(f"{HERE}/agreed/{{agreed_id}}", change_agreed, audience=WHO_RUNS_IT),
    post(f"{HERE}/agreed/{{agreed_id}}/leave-out", end_agreed, audience=WHO_RUNS_IT),
]
