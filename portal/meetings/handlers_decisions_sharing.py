"""What each reader will see, before anything is shared; and the sharing, in one transaction."""

from aiohttp import web

from portal.meetings import store_decisions, store_decisions_sharing
from portal.meetings.forms_decisions import ShareForm
from portal.meetings.handlers_decisions import HERE
from portal.meetings.model_decisions import WrittenUp
from portal.meetings.model_decisions_shown import names_in, preview, problem_of
from portal.meetings.opening import WHO_RUNS_IT
from portal.meetings.opening_decisions import Ending, hold_ending, open_ending
from portal.web.rendering import render
from portal.web.request import see_other
from portal.web.routes import get, post


async def start_sharing(request: web.Request) -> web.Response:
    here = await open_ending(request)
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    if not written.waits_to_be_shared:
        return see_other(f"{here.path}/decisions")
    await here.log_opened()
    return await _page(request, here, written)


async def share_decisions(request: web.Request) -> web.Response:
    here = await hold_ending(request)
    form = await ShareForm.posted(request)
    written = await store_decisions.get_written_up(here.conn, here.actor.id, here.meeting.id)
    if form.seen.data != written.seen:
        return await _page(request, here, written, ("meetings.share_decisions.e_changed", {}), status=409)
    problem = problem_of(written, here.meeting)
    if problem is not None:
        return await _page(request, here, written, problem, status=422)
    await store_decisions_sharing.share_all(here.conn, here.actor.id, here.meeting.id)
    await here.log_changed()
    return see_other(f"{here.path}/decisions", done="meetings.share_decisions.done")


async def _page(
    request: web.Request,
    here: Ending,
    written: WrittenUp,
    problem: tuple[str, dict[str, object]] | None = None,
    status: int = 200,
) -> web.Response:
    readers = here.meeting.can_be_shown
    leave_out = await here.leaving_out(readers)
    shown = [preview(written, reader, leave_out[reader.id]) for reader in readers]
    apart = await here.kept_apart(readers)
    return render(
        request,
        "meetings/share_decisions.html",
        status=status,
        meeting=here.meeting,
        # With whose names stand in it, although an order keeps them and this reader apart.
        previews=[(one, names_in(one.texts, apart[one.reader.id])) for one in shown if not one.nothing],
        left=[one.reader.called for one in shown if one.nothing],
        problem=problem or (problem_of(written, here.meeting) if status == 200 else None),
        form=ShareForm(seen=written.seen),
        failed=status != 200,
        here=here.path,
    )


routes = [
    get(f"{HERE}/decisions/share", start_sharing, audience=WHO_RUNS_IT),
    post(f"{HERE}/decisions/share", share_decisions, audience=WHO_RUNS_IT),
]
