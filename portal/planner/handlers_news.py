"""What happens to a plan that stands: running late, called off, an answer to who asked for another time."""

from uuid import UUID

from aiohttp import web

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.planner import store_news, store_people
from portal.planner.forms_news import NOT_TODAY, CallOffForm, LateForm, NoteForm, ReplyForm
from portal.planner.model import Person
from portal.planner.model_visit import LATE_BY, Offered, Request, StaffVisit
from portal.planner.page import visit_here
from portal.web.errors import stale_page
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, one_in, see_other
from portal.web.routes import Audience, get, post
from portal.web.times import london, say_day, say_time


async def start_lateness(request: web.Request) -> web.Response:
    visit = await visit_here(request)
    await opened(connection(request), current_actor(request), "visit", visit.id, about=visit.about)
    # Chosen beforehand: parked outside, the page takes one press.
    return await _late_page(request, visit, LateForm(how_late=str(LATE_BY[0])))


async def add_lateness(request: web.Request) -> web.Response:
    conn, actor, visit = connection(request), current_actor(request), await visit_here(request)
    form = await LateForm.posted(request)
    if not visit.can_be_late(now_of(request)):
        return await _late_page(request, visit, form, 409)
    if not form.validate():
        return await _late_page(request, visit, form, 422)
    if form.how_late.data == NOT_TODAY:
        done = await store_news.end_visit(conn, actor.id, visit.id, None)
    else:
        done = await store_news.add_lateness(conn, actor.id, visit.id, int(form.how_late.data))
    if not done:
        return await _late_page(request, await visit_here(request), form, 409)
    await changed(conn, actor, "visit", visit.id, about=visit.about, reason=f"late: {form.how_late.data}")
    return see_other(f"/staff/visits/{visit.id}/told")


async def show_told(request: web.Request) -> web.Response:
    """Who sees the news on the portal, and whom to call because nothing else reaches them today."""
    conn, actor, visit = connection(request), current_actor(request), await visit_here(request)
    await opened(conn, actor, "visit", visit.id, about=visit.about)
    readers = await _readers(request, visit)
    return render(
        request, "planner/show_told.html", visit=visit, readers=readers, back=f"/staff/visits/{visit.id}"
    )


async def _late_page(
    request: web.Request, visit: StaffVisit, form: LateForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "planner/start_lateness.html",
        status=status,
        visit=visit,
        form=form,
        may=visit.can_be_late(now_of(request)),
        late_by=LATE_BY,
        readers=await _readers(request, visit),
        failed=status != 200,
        back=f"/staff/visits/{visit.id}",
    )


async def start_call_off(request: web.Request) -> web.Response:
    visit = await visit_here(request)
    if not visit.is_planned:
        return see_other(f"/staff/visits/{visit.id}")
    await opened(connection(request), current_actor(request), "visit", visit.id, about=visit.about)
    form = await (CallOffForm if visit.announced else NoteForm).begin(request)
    return _off_page(request, visit, form)


async def call_off_visit(request: web.Request) -> web.Response:
    """Words for the family go to the family; a reason in staff's own words goes to the notes, for staff only."""
    conn, actor, visit = connection(request), current_actor(request), await visit_here(request)
    form: CallOffForm | NoteForm = await (CallOffForm if visit.announced else NoteForm).posted(request)
    if not form.validate():
        return _off_page(request, visit, form, 422)
    words = form.words.data or None if isinstance(form, CallOffForm) else None
    if not await store_news.end_visit(conn, actor.id, visit.id, words):
        typed = [(field.label.text, field.data) for field in form]
        return stale_page(request, f"/staff/visits/{visit.id}", typed=typed)
    if form.note.data:
        await store_news.add_note(conn, actor.id, visit.id, form.note.data)
    await changed(conn, actor, "visit", visit.id, about=visit.about, reason="called off")
    return see_other(f"/staff/visits/{visit.id}/told") if visit.announced else see_other(
        f"/staff/visits/{visit.id}", done="planner.off.kept"
    )  # fmt: skip


def _off_page(
    request: web.Request, visit: StaffVisit, form: CallOffForm | NoteForm, status: int = 200
) -> web.Response:
    return render(
        request,
        "planner/start_call_off.html",
        status=status,
        visit=visit,
        form=form,
        back=f"/staff/visits/{visit.id}",
    )


async def start_reply(request: web.Request) -> web.Response:
    visit, asked = await _asked(request)
    await opened(
        connection(request), current_actor(request), "visit_change_request", asked.id, about=[asked.by_id]
    )
    form = await ReplyForm.begin(request)
    return _reply_page(request, visit, asked, form)


async def add_reply(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    visit, asked = await _asked(request)
    form = await ReplyForm.posted(request)
    times = _times(request, visit, asked)
    form.offer([(one, _say(request, one)) for one in times])
    if asked.state != "open" or not visit.is_planned:
        return _too_late(request, visit, form)
    if not form.check(times, now_of(request)):
        return _reply_page(request, visit, asked, form, 422)
    if form.moment is None:
        done = await store_news.keep_time(conn, actor.id, asked.id, form.reason.data or "")
    else:
        done = await store_news.change_time_as_asked(conn, actor.id, asked.id, form.moment, visit.version)
    if not done:
        return _too_late(request, visit, form)
    await changed(conn, actor, "visit_change_request", asked.id, about=visit.about)
    return see_other(f"/staff/visits/{visit.id}", done=f"planner.reply.{'moved' if form.moment else 'kept'}")


def _too_late(request: web.Request, visit: StaffVisit, form: ReplyForm) -> web.Response:
    """Somebody answered, moved or called off first: nothing of this answer was written, and it stays on the page."""
    typed = [(field.label.text, field.data) for field in (form.time, form.reason)]
    return stale_page(request, f"/staff/visits/{visit.id}", typed=typed)


def _reply_page(
    request: web.Request, visit: StaffVisit, asked: Request, form: ReplyForm, status: int = 200
) -> web.Response:
    if not form.answer.choices:
        form.offer([(one, _say(request, one)) for one in _times(request, visit, asked)])
    return render(
        request,
        "planner/start_reply.html",
        status=status,
        visit=visit,
        asked=asked,
        form=form,
        back=f"/staff/visits/{visit.id}",
    )


def _times(request: web.Request, visit: StaffVisit, asked: Request) -> list[Offered]:
    """Offered times that are still to come, the one that was asked for first."""
    coming = [one for one in visit.offered if one.starts_at > now_of(request)]
    return sorted(coming, key=lambda one: (one.id != asked.offered_id, one.starts_at))


def _say(request: web.Request, one: Offered) -> str:
    words, at = words_of(request), london(one.starts_at)
    this_year = london(now_of(request)).year
    return words.plain(
        "time.day_at_time",
        day=say_day(at.date(), this_year, words.language),
        time=say_time(at.time(), words.language),
    )


async def _asked(request: web.Request) -> tuple[StaffVisit, Request]:
    visit = await visit_here(request)
    return visit, one_in(request, "request_id", visit.requests)


async def _readers(request: web.Request, visit: StaffVisit) -> list[Person]:
    """Who sees the plan, with how they may be reached."""
    seen: set[UUID] = {reader.id for reader in visit.seen_by}
    people = await store_people.list_people(connection(request), current_actor(request).id, visit.child_ids)
    return [person for person in people if person.id in seen]


routes = [
    get("/staff/visits/{visit_id}/late", start_lateness, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/late", add_lateness, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/told", show_told, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/call-off", start_call_off, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/call-off", call_off_visit, audience=Audience.STAFF),
    get("/staff/visits/{visit_id}/requests/{request_id}", start_reply, audience=Audience.STAFF),
    post("/staff/visits/{visit_id}/requests/{request_id}", add_reply, audience=Audience.STAFF),
]
