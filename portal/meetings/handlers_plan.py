"""Planning a meeting: from the last one, checked, looked at as each person will see it, then shared or kept."""

from uuid import UUID

from aiohttp import web

from portal.caseloads.model import Child
from portal.caseloads.store import list_children
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store, store_people_plan, store_plan
from portal.meetings.filled_plan import from_last, from_meeting
from portal.meetings.forms_plan import MeetingForm
from portal.meetings.model import KeptApart, StaffMeeting
from portal.meetings.model_plan import Planned, Planning
from portal.meetings.opening import WHO_RUNS_IT, meeting_of, staff_only
from portal.meetings.page_plan import Desk, asked_for_rows, read_form, understood
from portal.meetings.page_plan_shown import show_differences, show_over, show_planner, show_preview
from portal.meetings.types import MeetingType, all_types, type_at
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other, today_of, uuid_in
from portal.web.routes import get, post

LIST = "/staff/meetings"


async def choose_child(request: web.Request) -> web.Response:
    """About whom a meeting could be planned, and which kinds fit their plans."""
    staff_only(request)
    conn, actor = connection(request), current_actor(request)
    children = await list_children(conn, actor.id, chairing=True)
    await opened(conn, actor, "meetings", about=[child.id for child in children])
    return render(
        request,
        "meetings/staff_choose_child.html",
        families=_by_family(children),
        kinds={
            child.id: [of for of in all_types().values() if of.fits(child.plan_type)] for child in children
        },
        back=LIST,
    )


async def start_meeting(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    of, planning, child = await _planning(request)
    last_id = await store_plan.get_last_id(conn, actor.id, child.id, of.key)
    last = await store.get_meeting(conn, actor.id, last_id) if last_id else None
    form = await MeetingForm.begin(request, **from_last(planning, of, child, last, today_of(request)))
    desk = Desk(request, of, planning, form, f"{LIST}/new")
    form.offer_choices(planning, [slot.minutes for slot in (last.slots if last else ())])
    await opened(conn, actor, "planning", child.id, about=[person.id for person in planning.people])
    return await show_planner(desk)


async def add_meeting(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    of, planning, _child = await _planning(request)
    desk = Desk(request, of, planning, await read_form(request, planning, []), f"{LIST}/new")
    planned = await _looked_at(desk)
    if isinstance(planned, web.Response):
        return planned
    share = posted(request).get("do") == "share"
    try:
        async with conn.transaction():
            meeting_id = await store_plan.add_meeting(conn, actor.id, planned, share=share)
    except KeptApart:
        return await _kept_apart(desk)
    if meeting_id is None:
        raise web.HTTPNotFound
    await changed(conn, actor, "meeting", meeting_id, about=_about(planned))
    return see_other(f"{LIST}/{meeting_id}", done=f"meetings_plan.done.{'shared' if share else 'kept'}")


async def start_change(request: web.Request) -> web.Response:
    meeting, planning = await _meeting_to_change(request)
    if not meeting.is_planned:
        return see_other(f"{LIST}/{meeting.id}")
    form = await MeetingForm.begin(request, **from_meeting(meeting, planning))
    desk = Desk(request, meeting.of, planning, form, f"{LIST}/{meeting.id}", meeting)
    form.offer_choices(planning, desk.lengths)
    await opened(connection(request), current_actor(request), "meeting", meeting.id, about=meeting.about)
    return await show_planner(desk)


async def change_meeting(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, planning = await _meeting_to_change(request)
    lengths = [slot.minutes for slot in meeting.slots]
    form = await read_form(request, planning, lengths)
    desk = Desk(request, meeting.of, planning, form, f"{LIST}/{meeting.id}", meeting)
    if not meeting.is_planned:
        return show_over(desk)
    if form.version.data != str(meeting.version):
        return await show_differences(desk, meeting)
    planned = await _looked_at(desk)
    if isinstance(planned, web.Response):
        return planned
    try:
        async with conn.transaction():
            done = await store_plan.change_meeting(conn, actor.id, meeting.id, meeting.version, planned)
    except KeptApart:
        return await _kept_apart(desk)
    if not done:
        newest = await store.get_meeting(conn, actor.id, meeting.id)
        return await show_differences(desk, newest) if newest and newest.is_planned else show_over(desk)
    await changed(conn, actor, "meeting", meeting.id, about={*meeting.about, *_about(planned)})
    return see_other(f"{LIST}/{meeting.id}", done="meetings_plan.done.changed")


async def _looked_at(desk: Desk) -> Planned | web.Response:
    """The plan, once somebody has looked at the preview and pressed a button there; until then the page to show."""
    wanted = posted(desk.request).get("do", "preview")
    if asked_for_rows(desk, wanted):
        return await show_planner(desk)
    planned = await understood(desk)
    if planned is None:
        return await show_planner(desk, status=422)
    return planned if wanted in ("share", "keep") else await show_preview(desk, planned)


async def _kept_apart(desk: Desk) -> web.Response:
    refuse(desk.form.people, "meetings_plan.e_kept_apart")
    return await show_planner(desk, status=422)


def _about(planned: Planned) -> list[UUID]:
    return [*planned.child_ids, *(one.person_id for one in planned.asked)]


def _by_family(children: list[Child]) -> dict[str, list[Child]]:
    found: dict[str, list[Child]] = {}
    for child in children:
        found.setdefault(child.family_name, []).append(child)
    return found


async def _planning(request: web.Request) -> tuple[MeetingType, Planning, Child]:
    """The kind of meeting and the family of the child that the address names."""
    staff_only(request)
    child_id = uuid_in(request, "child_id")
    of = type_at(request.match_info["kind"])
    planning = await store_people_plan.get_planning(connection(request), current_actor(request).id, child_id)
    child = planning.child(child_id) if planning else None
    if of is None or planning is None or child is None or not of.fits(child.plan_type):
        raise web.HTTPNotFound
    return of, planning, child


async def _meeting_to_change(request: web.Request) -> tuple[StaffMeeting, Planning]:
    meeting = await meeting_of(request)
    return meeting, await store_people_plan.get_planning_of(
        connection(request), current_actor(request).id, meeting
    )


routes = [
    get("/staff/meetings/new", choose_child, audience=WHO_RUNS_IT),
    get("/staff/meetings/new/{child_id}/{kind}", start_meeting, audience=WHO_RUNS_IT),
    post("/staff/meetings/new/{child_id}/{kind}", add_meeting, audience=WHO_RUNS_IT),
    get("/staff/meetings/{meeting_id}/change", start_change, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/change", change_meeting, audience=WHO_RUNS_IT),
]
