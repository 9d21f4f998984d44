"""The plan of a visit: reading it, saying that the time is OK, and a calendar file."""

from datetime import datetime

from aiohttp import web
from babel import Locale

from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.statutory.voice import Voice, voice_of
from portal.visits import store, store_plan
from portal.visits.model import Standing
from portal.visits.model_plan import Plan
from portal.web.calendar_file import calendar_answer
from portal.web.rendering import render, words_of
from portal.web.request import connection, id_in, now_of, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post

# Where the button was pressed, and so where its answer shows.
CAME_FROM = {"home": "/home", "visits": "/visits"}


async def show_visit(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    plan = await store_plan.get_plan(conn, actor.id, uuid_in(request, "visit_id"), words_of(request).language)
    if plan is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "visit", plan.card.id, about=[child.id for child in plan.children])
    return _plan_page(request, plan)


async def confirm_visit(request: web.Request) -> web.Response:
    conn, actor, visit_id = connection(request), current_actor(request), uuid_in(request, "visit_id")
    seen_at = moment_typed(posted(request).get("seen"))
    confirmed = await store.change_answer_to_ok(conn, actor.id, visit_id, seen_at) if seen_at else None
    if confirmed is None:
        plan = await store_plan.get_plan(conn, actor.id, visit_id, words_of(request).language)
        if plan is None:
            raise web.HTTPNotFound
        is_open = plan.card.is_open(now_of(request))
        return _plan_page(request, plan, status=409, notice="moved" if is_open else "closed")
    await changed(conn, actor, "visit", visit_id, about=confirmed.children)
    knows = words_of(request).plain("visits.knows_ok", worker=confirmed.worker_called)
    return see_other(CAME_FROM.get(posted(request).get("from", ""), f"/visits/{visit_id}"), done=f"={knows}")


async def take_back_told(request: web.Request) -> web.Response:
    """Somebody did not say what one of us wrote down as theirs: it stands as their answer no more."""
    conn, actor, visit_id = connection(request), current_actor(request), uuid_in(request, "visit_id")
    taken = await store.end_told(conn, actor.id, visit_id, id_in(posted(request).get("told", "")))
    if taken is None:
        plan = await store_plan.get_plan(conn, actor.id, visit_id, words_of(request).language)
        if plan is None:
            raise web.HTTPNotFound
        return _plan_page(request, plan, status=409, notice="not_said")
    await changed(conn, actor, "visit", visit_id, about=taken.children)
    sees = words_of(request).plain("visits.told.taken_back", worker=taken.worker_called)
    return see_other(f"/visits/{visit_id}", done=f"={sees}")


async def show_calendar_file(request: web.Request) -> web.Response:
    """Off in quiet mode: a calendar is what others look into first."""
    conn, actor = connection(request), current_actor(request)
    card = await store.get_card(conn, actor.id, uuid_in(request, "visit_id"))
    if card is None or card.state != "planned" or actor.display.quiet:
        raise web.HTTPNotFound
    await opened(conn, actor, "visit_calendar", card.id, about=[actor.id])
    return calendar_answer(request, card.id, card.starts_at, card.minutes)


def voice_in(request: web.Request) -> Voice:
    """In whose words this page speaks."""
    actor = current_actor(request)
    return voice_of(actor.kind, actor.born_on, today_of(request))


def moment_typed(text: str | None) -> datetime | None:
    """The moment in a hidden field; None for anything that is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _plan_page(
    request: web.Request, plan: Plan, *, status: int = 200, notice: str | None = None
) -> web.Response:
    voice = voice_in(request)
    standing = plan.card.standing(now_of(request))
    return render(
        request,
        "visits/show_visit.html",
        status=status,
        notice=notice,
        plan=plan,
        card=plan.card,
        standing=standing,
        tags=TAGS,
        voice=voice,
        ready=plan.ready_count(voice),
        interpreter=language_name(plan.interpreter, words_of(request).language),
        quiet=current_actor(request).display.quiet,
    )


TAGS = {
    Standing.WAITING: ("visits.tag.waiting", ""),
    Standing.OK: ("visits.tag.ok", "good"),
    Standing.ASKED: ("visits.tag.asked", "warn"),
    Standing.CHANGED: ("visits.tag.changed", "new"),
    Standing.MOVED: ("visits.tag.changed", "new"),
    Standing.LATE: ("visits.tag.late", "warn"),
    Standing.OFF: ("visits.tag.off", "off"),
    Standing.MISSED: ("visits.tag.missed", "off"),
    Standing.DONE: ("visits.tag.done", "good"),
}


def language_name(code: str | None, shown_in: str) -> str | None:
    """“Tigrinya” for “ti”; what is no code of a language is a name already."""
    if not code:
        return None
    locale = Locale.parse(shown_in.replace("-", "_"))
    return str(locale.languages.get(code.lower(), code))


routes = [
    get("/visits/{visit_id}", show_visit, audience=Audience.FAMILY),
    post("/visits/{visit_id}/confirm", confirm_visit, audience=Audience.FAMILY),
    post("/visits/{visit_id}/not-said", take_back_told, audience=Audience.FAMILY),
    get("/visits/{visit_id}/calendar.ics", show_calendar_file, audience=Audience.FAMILY),
]
