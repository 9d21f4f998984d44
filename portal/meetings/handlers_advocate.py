"""Asking somebody to a meeting because a child or a parent chose them to speak up for them there."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.meetings import store_advocate, store_decisions, store_people_plan
from portal.meetings.forms_advocate import AdvocateForm
from portal.meetings.model import KeptApart, Reader, StaffMeeting
from portal.meetings.model_plan import Person
from portal.meetings.opening import WHO_RUNS_IT, meeting_of
from portal.web.fields import refuse
from portal.web.rendering import render
from portal.web.request import connection, see_other, uuid_in
from portal.web.routes import get, post


async def show_advocate(request: web.Request) -> web.Response:
    meeting, reader = await _chooser(request)
    await opened(connection(request), current_actor(request), "meeting", meeting.id, about=[reader.id])
    return await _page(request, meeting, reader, await AdvocateForm.begin(request))


async def add_advocate(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, reader = await _chooser(request)
    form = await AdvocateForm.posted(request)
    form.offer(await _to_choose(request, meeting, reader))
    if reader.barred is not None or not form.validate():
        return await _page(request, meeting, reader, form, status=422)
    chosen = UUID(form.who.data)
    await store_decisions.hold_meeting(conn, actor.id, meeting.id)
    try:
        if not await store_advocate.add_advocate(conn, actor.id, meeting.id, reader.id, chosen):
            raise web.HTTPNotFound
    except KeptApart:
        # What was written is not kept: the answer is none of success.
        refuse(form.who, "meetings_advocate.e_apart")
        return await _page(request, meeting, reader, form, status=422)
    await changed(conn, actor, "meeting_reader", meeting.id, about=[*meeting.child_ids, reader.id, chosen])
    return see_other(_path(meeting, reader), done="meetings_advocate.added")


async def end_advocate(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    meeting, reader = await _chooser(request)
    advocate_id = uuid_in(request, "advocate_id")
    if not await store_advocate.end_advocate(conn, actor.id, meeting.id, reader.id, advocate_id):
        raise web.HTTPNotFound
    await changed(conn, actor, "meeting_reader", meeting.id, about=[reader.id, advocate_id], reason="ended")
    return see_other(_path(meeting, reader), done="meetings_advocate.ended")


async def _chooser(request: web.Request) -> tuple[StaffMeeting, Reader]:
    """Somebody of the family who is asked to a meeting that this person runs."""
    meeting = await meeting_of(request)
    reader = meeting.reader(uuid_in(request, "person_id"))
    if reader is None or reader.kind != "family" or meeting.state == "called_off":
        raise web.HTTPNotFound
    return meeting, reader


async def _to_choose(request: web.Request, meeting: StaffMeeting, reader: Reader) -> list[Person]:
    """Who signs in here, is not asked yet, and is kept from nobody of that time; nobody for who reads nothing now."""
    if reader.barred is not None:
        return []
    planning = await store_people_plan.get_planning_of(
        connection(request), current_actor(request).id, meeting
    )
    asked = {one.id for one in meeting.readers}
    beside = [one.id for one in meeting.readers_of(reader.slot_id)]
    return [
        person
        for person in planning.people
        if person.signs_in
        and not person.is_young
        and person.id not in asked
        and (person.is_partner or not person.related_to.isdisjoint(meeting.child_ids))
        and planning.apart_among([*beside, person.id]) is None
    ]


async def _page(
    request: web.Request, meeting: StaffMeeting, reader: Reader, form: AdvocateForm, status: int = 200
) -> web.Response:
    people = await _to_choose(request, meeting, reader)
    form.offer(people)
    return render(
        request,
        "meetings/staff_speaks_up.html",
        status=status,
        meeting=meeting,
        reader=reader,
        speaking=[one for one in meeting.readers if one.chosen_by == reader.id],
        people=people,
        form=form,
        here=_path(meeting, reader),
    )


def _path(meeting: StaffMeeting, reader: Reader) -> str:
    return f"/staff/meetings/{meeting.id}/speaks-up/{reader.id}"


HERE = "/staff/meetings/{meeting_id}/speaks-up/{person_id}"
routes = [
    get(HERE, show_advocate, audience=WHO_RUNS_IT),
    post(HERE, add_advocate, audience=WHO_RUNS_IT),
    post(f"{HERE}/{{advocate_id}}/end", end_advocate, audience=WHO_RUNS_IT),
]
