"""My views: what somebody has told us and what was done about it; beginning to tell; reading back; taking back."""

from aiohttp import web

from portal.contributions import store, store_answers, store_share, store_staff, store_wider
from portal.contributions.forms import StartForm
from portal.contributions.handlers_booklet import routes as booklet
from portal.contributions.handlers_meeting import routes as meeting
from portal.contributions.handlers_paper import routes as paper
from portal.contributions.handlers_putting_away import routes as putting_away
from portal.contributions.handlers_share import routes as share
from portal.contributions.handlers_staff import routes as staff
from portal.contributions.handlers_steps import keep_quick_face
from portal.contributions.handlers_steps import routes as steps
from portal.contributions.handlers_together import routes as together
from portal.contributions.handlers_topics import routes as topics
from portal.contributions.handlers_wider import routes as wider
from portal.contributions.journey import rows_of, without
from portal.contributions.model import Beginning, Contribution
from portal.contributions.model_sets import FACES, Occasion, Whom
from portal.contributions.model_share import days_of
from portal.contributions.question_sets import choose_set
from portal.contributions.starting import age_in, whom_of
from portal.identity.access_log import changed, opened
from portal.identity.actor import Kind, current_actor
from portal.safety.help_lines import is_for_young
from portal.statutory.calendar import bank_holidays_of_england
from portal.web.rendering import render, words_of
from portal.web.request import connection, id_in, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def list_views(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    own = await store.list_own(conn, actor.id)
    side = await store_share.get_side(conn, actor.id)
    chosen = await store.list_chosen_for(conn, actor.id)
    await opened(conn, actor, "views", about={actor.id} | {one.person_id for one in chosen})
    return render(
        request,
        "contributions/list_views.html",
        begun=[one for one in own if one.sent_at is None],
        sent=[one for one in own if one.sent_at is not None],
        widened=await store_wider.list_own_widened(conn, actor.id),
        chosen=chosen,
        side=side,
    )


async def start_views(request: web.Request) -> web.Response:
    """`?meeting=`: the way here from a meeting's own page."""
    text = request.query.get("meeting")
    meeting = id_in(text) if text else None
    if text and not (
        meeting and await store_share.is_asked(connection(request), current_actor(request).id, meeting)
    ):
        raise web.HTTPNotFound
    chosen = {"occasion": Occasion.MEETING.value, "meeting": str(meeting)} if meeting else {}
    return await _start_page(request, await StartForm.begin(request, **chosen))


async def add_views(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    form = await StartForm.posted(request)
    await _offer(request, form)
    side = await store_share.get_side(conn, actor.id)
    if not form.validate():
        return await _start_page(request, form, status=422)
    if not side.open:
        return await _start_page(request, form, status=409)
    whom = await whom_of(conn, actor.id, actor.kind)
    occasion = Occasion(form.occasion.data)
    of = choose_set(
        actor.council_id, occasion, whom, age_in(actor.born_on, today_of(request)), whole=form.whole
    )
    beginning = Beginning(occasion=occasion, set=of, meeting_id=form.meeting_for(occasion))
    begun = await store.add_contribution(conn, actor.id, actor.id, beginning)
    if begun is None:
        return await _too_many(request, form)
    await changed(conn, actor, "contribution", begun, about=[actor.id])
    return see_other(f"/views/{begun}/1")


async def _too_many(request: web.Request, form: StartForm) -> web.Response:
    form.form_errors.append("contributions.new.e_many")
    return await _start_page(request, form, status=422)


async def _offer(request: web.Request, form: StartForm) -> None:
    actor = current_actor(request)
    ahead = await store_share.list_ahead(connection(request), actor.id, actor.id)
    form.offer_meetings(ahead, today_of(request), words_of(request).language)


async def _start_page(request: web.Request, form: StartForm, *, status: int = 200) -> web.Response:
    conn, actor, today = connection(request), current_actor(request), today_of(request)
    await _offer(request, form)
    side = await store_share.get_side(conn, actor.id)
    return render(
        request,
        "contributions/start_views.html",
        status=status,
        form=form,
        side=side,
        days=days_of(today, side.to, bank_holidays_of_england()),
        young=is_for_young(actor, today),
    )


async def add_quick_view(request: web.Request) -> web.Response:
    """One face from the home page: kept before anything else is asked, and never a part of an address."""
    conn, actor, today = connection(request), current_actor(request), today_of(request)
    code = posted(request).get("face", "")
    side = await store_share.get_side(conn, actor.id)
    if actor.kind is not Kind.YOUNG_PERSON or not side.open:
        raise web.HTTPNotFound
    if code not in FACES:
        return see_other("/home")
    of = choose_set(actor.council_id, Occasion.QUICK, Whom.YOUNG, age_in(actor.born_on, today), whole=False)
    begun = await store.add_contribution(conn, actor.id, actor.id, Beginning(occasion=Occasion.QUICK, set=of))
    if begun is None:
        return await _too_many(request, await StartForm.begin(request))
    await changed(conn, actor, "contribution", begun, about=[actor.id])
    return await keep_quick_face(request, begun, code)


async def show_views(request: web.Request) -> web.Response:
    """Read back: one's own words with what was done, or what somebody else chose to show."""
    conn, actor = connection(request), current_actor(request)
    found = await _readable(request)
    await opened(conn, actor, "contribution", found.id, about=[found.person_id])
    if found.mine and found.sent_at is None:
        return see_other(f"/views/{found.id}/{found.carry_on}")
    answers = await store_answers.list_answers(conn, actor.id, found.id)
    language, worker = words_of(request).language, found.sent_to or ""
    rows = rows_of(found, answers, language, worker, all_of=found.mine)
    if not found.mine:
        left_out = await store_share.list_left_out(conn, actor.id, found.person_id)
        rows = without(rows, left_out, language)
        return render(request, "contributions/show_chosen.html", found=found, rows=rows)
    return render(
        request,
        "contributions/show_views.html",
        found=found,
        rows=rows,
        asks={row.key: row.ask for row in rows},
        outcomes=await store_staff.list_outcomes(conn, actor.id, found.id),
        sharings=await store_wider.list_sharings(conn, actor.id, found.id),
        side=await store_share.get_side(conn, actor.id, found.meeting_id),
        chosen=await store_share.list_chosen(conn, actor.id, found.id),
    )


async def start_taking_back(request: web.Request) -> web.Response:
    found = await _to_take_back(request)
    return render(request, "contributions/start_taking_back.html", found=found)


async def take_back_views(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await _to_take_back(request)
    if await store.take_back(conn, actor.id, found.id):
        await changed(conn, actor, "contribution", found.id, about=[actor.id], reason="taken back")
    return see_other(f"/views/{found.id}")


async def _readable(request: web.Request) -> Contribution:
    found = await store.get_contribution(
        connection(request), current_actor(request).id, uuid_in(request, "contribution_id")
    )
    if found is None:
        raise web.HTTPNotFound
    return found


async def _to_take_back(request: web.Request) -> Contribution:
    found = await _readable(request)
    if not found.mine or found.sent_at is None:
        raise web.HTTPNotFound
    return found


routes = [
    get("/views", list_views, audience=Audience.FAMILY),
    get("/views/new", start_views, audience=Audience.FAMILY),
    post("/views/new", add_views, audience=Audience.FAMILY),
    post("/views/quick", add_quick_view, audience=Audience.FAMILY),
    *booklet,
    get("/views/{contribution_id}", show_views, audience=Audience.FAMILY),
    get("/views/{contribution_id}/take-back", start_taking_back, audience=Audience.FAMILY),
    post("/views/{contribution_id}/take-back", take_back_views, audience=Audience.FAMILY),
    *putting_away,
    *share,
    *steps,
    *staff,
    *wider,
    *together,
    *topics,
    *paper,
    *meeting,
]
