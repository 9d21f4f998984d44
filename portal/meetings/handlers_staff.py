"""The meetings that a member of staff runs or works for, and one of them with all of its times side by side."""

from datetime import date

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.meetings import (
    store,
    store_people_plan,
    store_plan,
    store_staff,
)
from portal.meetings.advice_plan import warnings_of
from portal.meetings.copies_plan import as_planned, copies_of
from portal.meetings.forms_staff import CallOffForm, ShareForm
from portal.meetings.model import StaffMeeting
from portal.meetings.opening import WHO_RUNS_IT, meeting_of, staff_only
from portal.meetings.page_plan_shown import hidden_words
from portal.web.errors import stale_page
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import get, post

LIST = "/staff/meetings"
PAGE = 20


async def list_meetings(request: web.Request) -> web.Response:
    staff_only(request)
    conn, actor = connection(request), current_actor(request)
    before = _day_in(request.query.get("before"))
    coming = [] if before else await store.list_coming_meetings(conn, actor.id)
    past = await store.list_past_meetings(conn, actor.id, before, PAGE + 1)
    await opened(conn, actor, "meetings")
    now = now_of(request)
    return render(
        request,
        "meetings/staff_list.html",
        coming=[line for line in coming if line.first_at is None or line.first_at > now],
        to_write_up=[line for line in coming if line.first_at is not None and line.first_at <= now],
        past=past[:PAGE],
        older=past[PAGE - 1].on if len(past) > PAGE else None,
        first_page=before is None,
        runs=actor.role is StaffRole.CHAIR,
    )


async def show_meeting(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    await opened(conn, actor, "meeting", meeting.id, about=meeting.about)
    planning = await store_people_plan.get_planning_of(conn, actor.id, meeting)
    planned = as_planned(meeting, planning)
    return render(
        request,
        "meetings/staff_show.html",
        meeting=meeting,
        counts=await store_staff.get_counts(conn, actor.id, meeting.id),
        parts={part.person_id: part for part in await store_staff.list_parts(conn, actor.id, meeting.id)},
        door=warnings_of(planning, planned, {}, today_of(request)).door if planned.slots else [],
        begun=meeting.first_at is not None and meeting.first_at <= now_of(request),
        back=LIST,
    )


async def start_share(request: web.Request) -> web.Response:
    meeting = await meeting_of(request)
    if not meeting.is_planned or meeting.shared:
        return see_other(f"{LIST}/{meeting.id}")
    await opened(connection(request), current_actor(request), "meeting", meeting.id, about=meeting.about)
    return await _share_page(request, meeting)


async def share_meeting(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    form = await ShareForm.posted(request)
    if form.version.data != str(meeting.version) or not await store_plan.share_meeting(
        conn, actor.id, meeting.id, meeting.version
    ):
        return await _share_page(request, meeting, status=409)
    await changed(conn, actor, "meeting", meeting.id, about=meeting.about, reason="shared")
    return see_other(f"{LIST}/{meeting.id}", done="meetings_plan.done.shared")


async def _share_page(request: web.Request, meeting: StaffMeeting, status: int = 200) -> web.Response:
    """What everybody who is asked will see, before anybody does; at 409 as it is now."""
    planning = await store_people_plan.get_planning_of(
        connection(request), current_actor(request).id, meeting
    )
    planned = as_planned(meeting, planning)
    return render(
        request,
        "meetings/staff_share.html",
        status=status,
        meeting=meeting,
        copies=copies_of(planning, planned, await hidden_words(request, meeting), words_of(request).language),
        barred=[reader for reader in meeting.readers if reader.barred],
        may=meeting.is_planned and not meeting.shared,
        stale=status == 409,
        back=f"{LIST}/{meeting.id}",
    )


async def start_call_off(request: web.Request) -> web.Response:
    meeting = await meeting_of(request)
    if not meeting.is_planned:
        return see_other(f"{LIST}/{meeting.id}")
    await opened(connection(request), current_actor(request), "meeting", meeting.id, about=meeting.about)
    return _off_page(request, meeting, await CallOffForm.begin(request))


async def call_off_meeting(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    form = await CallOffForm.posted(request)
    if not form.validate():
        return _off_page(request, meeting, form, 422)
    if not await store_plan.call_off_meeting(conn, actor.id, meeting.id, form.words.data or None):
        typed = [(field.label.text, field.data) for field in form]
        return stale_page(request, f"{LIST}/{meeting.id}", typed=typed)
    await changed(conn, actor, "meeting", meeting.id, about=meeting.about, reason="called off")
    return see_other(f"{LIST}/{meeting.id}", done="meetings_staff.off.done")


def _off_page(
    request: web.Request, meeting: StaffMeeting, form: CallOffForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "meetings/staff_call_off.html",
        status=status,
        meeting=meeting,
        form=form,
        back=f"{LIST}/{meeting.id}",
    )


def _day_in(text: str | None) -> date | None:
    """A position in the list of past meetings. Anything else is no page of ours."""
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise web.HTTPNotFound from None


routes = [
    get("/staff/meetings", list_meetings, audience=WHO_RUNS_IT),
    get("/staff/meetings/{meeting_id}", show_meeting, audience=WHO_RUNS_IT),
    get("/staff/meetings/{meeting_id}/share", start_share, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/share", share_meeting, audience=WHO_RUNS_IT),
    get("/staff/meetings/{meeting_id}/call-off", start_call_off, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/call-off", call_off_meeting, audience=WHO_RUNS_IT),
]
