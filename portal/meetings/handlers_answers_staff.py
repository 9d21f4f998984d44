"""What each person said before a meeting, as things to do; worries for who runs it alone; how each child took part."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import StaffRole, current_actor
from portal.meetings import store_people_plan, store_staff
from portal.meetings.forms_staff import AskForm, ParticipationForm, WorryForm
from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import Apart, Planning
from portal.meetings.model_staff import Part, SentViews, Taking, suggested_code
from portal.meetings.opening import WHO_RUNS_IT, meeting_of
from portal.web.errors import stale_page
from portal.web.forms import Form
from portal.web.rendering import render
from portal.web.request import connection, one_in, see_other, uuid_in
from portal.web.routes import get, post

Wrong = dict[UUID, Form]


async def show_answers(request: web.Request) -> web.Response:
    meeting = await meeting_of(request)
    await opened(connection(request), current_actor(request), "meeting", meeting.id, about=meeting.about)
    return await _answers_page(request, meeting)


async def answer_ask(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    ask = one_in(request, "ask_id", await store_staff.list_asks(conn, actor.id, meeting.id))
    form = await AskForm.posted(request)
    if not form.validate():
        return await _answers_page(request, meeting, {ask.id: form}, 422)
    if not await store_staff.answer_ask(conn, actor.id, meeting.id, ask.id, form.reply.data or ""):
        return _too_late(request, meeting, form)
    await changed(conn, actor, "meeting_ask", ask.id, about=[ask.person_id])
    return see_other(_page(meeting), done="meetings_staff.ask.done")


async def answer_worry(request: web.Request) -> web.Response:
    """Nobody but who runs the meeting learns that there is anything to answer."""
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    worry = one_in(request, "worry_id", await store_staff.list_worries(conn, actor.id, meeting.id))
    form = await WorryForm.posted(request)
    if not form.validate():
        return await _answers_page(request, meeting, {worry.id: form}, 422)
    if not await store_staff.answer_worry(conn, actor.id, meeting.id, worry.id, form.reply.data or ""):
        return _too_late(request, meeting, form)
    await changed(conn, actor, "meeting_worry", worry.id, about=[worry.person_id])
    return see_other(_page(meeting), done="meetings_staff.worry.done")


async def set_participation(request: web.Request) -> web.Response:
    conn, actor, meeting = connection(request), current_actor(request), await meeting_of(request)
    child_id = uuid_in(request, "child_id")
    if not meeting.of.participation or child_id not in meeting.child_ids:
        raise web.HTTPNotFound
    form = await ParticipationForm.posted(request)
    if not form.validate():
        return await _answers_page(request, meeting, {child_id: form}, 422)
    await store_staff.set_participation(conn, actor.id, meeting.id, child_id, form.code.data)
    await changed(conn, actor, "meeting_child", meeting.id, about=[child_id], reason=form.code.data)
    return see_other(_page(meeting), done="meetings_staff.code.done")


async def _answers_page(
    request: web.Request, meeting: StaffMeeting, wrong: Wrong | None = None, status: int = 200
) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    parts = {part.person_id: part for part in await store_staff.list_parts(conn, actor.id, meeting.id)}
    views = await store_staff.list_sent_views(conn, actor.id, meeting.id)
    # Also those of somebody who ran it and works there no more.
    worries = await store_staff.list_worries(conn, actor.id, meeting.id)
    planning = await store_people_plan.get_planning_of(conn, actor.id, meeting)
    wrong = wrong or {}
    return render(
        request,
        "meetings/staff_answers.html",
        status=status,
        meeting=meeting,
        parts=parts,
        asks=await store_staff.list_asks(conn, actor.id, meeting.id),
        worries=worries,
        runs=meeting.chair_id == actor.id or bool(worries),
        views=views,
        views_at="/partner/views" if actor.role is StaffRole.CHAIR else "/staff/views",
        brings_apart={
            person_id: found for person_id, part in parts.items()
            if (found := _brings_somebody_kept_away(meeting, planning, part)) is not None
        },
        wrong=wrong,
        form=next(iter(wrong.values()), None),
        codes={
            child.id: wrong.get(child.id) or ParticipationForm(code=child.participation or suggested or "")
            for child in meeting.children
            for suggested in [_suggested(meeting, child.id, parts, views)]
        } if meeting.of.participation else {},
        suggested={child.id: _suggested(meeting, child.id, parts, views) for child in meeting.children},
        back=f"/staff/meetings/{meeting.id}",
    )  # fmt: skip


def _suggested(
    meeting: StaffMeeting, child_id: UUID, parts: dict[UUID, Part], views: list[SentViews]
) -> str | None:
    child = next(one for one in meeting.children if one.id == child_id)
    day = meeting.held_on or meeting.first_day
    if day is None:
        return None
    return suggested_code(
        Taking(
            born_on=child.born_on,
            on=day,
            part=parts.get(child_id),
            advocate=any(
                reader.chosen_by == child_id for reader in meeting.readers if reader.kind == "advocate"
            ),
            sent_views=any(one.person_id == child_id for one in views),
            held=meeting.state == "held",
        )
    )


def _brings_somebody_kept_away(meeting: StaffMeeting, planning: Planning, part: Part) -> Apart | None:
    """Whether who somebody wants to bring along is kept away from somebody of that slot."""
    reader = meeting.reader(part.person_id)
    if reader is None or not part.brings_words:
        return None
    brought = [person.id for person in planning.mentioned(part.brings_words) if person.id != reader.id]
    return planning.apart_among([*brought, *(one.id for one in meeting.readers_of(reader.slot_id))])


def _too_late(request: web.Request, meeting: StaffMeeting, form: Form) -> web.Response:
    """Somebody answered first: nothing of this was written, and it stays on the page."""
    return stale_page(request, _page(meeting), typed=[(field.label.text, field.data) for field in form])


def _page(meeting: StaffMeeting) -> str:
    return f"/staff/meetings/{meeting.id}/answers"


routes = [
    get("/staff/meetings/{meeting_id}/answers", show_answers, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/asks/{ask_id}", answer_ask, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/worries/{worry_id}", answer_worry, audience=WHO_RUNS_IT),
    post("/staff/meetings/{meeting_id}/participation/{child_id}", set_participation, audience=WHO_RUNS_IT),
]
