"""One question a page: shown, saved each time, looked at for whether somebody is safe, and on to the next."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from aiohttp import web

from portal.contributions import store, store_answers, store_share
from portal.contributions.forms_questions import PageForm, as_typed, field_name, form_for, said_in_form
from portal.contributions.journey import Journey
from portal.contributions.model import Contribution
from portal.contributions.model_answers import Given, Said, words_in, worries
from portal.contributions.model_sets import Instead, Kind, Occasion, Question, said_in
from portal.contributions.model_share import days_of
from portal.contributions.opening import own_journey
from portal.contributions.pages import while_open
from portal.contributions.store_share import for_all
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety.asking import keep_answer, raise_for_words
from portal.safety.model import Stands, Writing
from portal.safety.returning import CameFrom, Place
from portal.safety.store import is_prompt_due
from portal.safety.store_asking import get_conversation_id
from portal.safety.watch import WATCH, look_by
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.opening import get_opening_hours
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, number_in, posted, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post

CHECKING = "check"
INSTEAD = {"skip": Instead.SKIPPED, "unsure": Instead.UNSURE, "ask-later": Instead.LATER}


async def show_question(request: web.Request, journey: Journey) -> web.Response:
    place, question = _question_here(request, journey)
    found = journey.contribution
    await opened(
        connection(request), current_actor(request), "contribution", found.id, about=[found.person_id]
    )
    given = journey.answers.get(question.key)
    form = await form_for(question, words_of(request).language, journey.worker).begin(
        request, **as_typed(question, given.parts if given else {})
    )
    form.then.data = CHECKING if request.query.get("then") == CHECKING else ""
    return _page(request, journey, place, question, form)


async def keep_question(request: web.Request, journey: Journey) -> web.Response:
    place, question = _question_here(request, journey)
    form = await form_for(question, words_of(request).language, journey.worker).posted(request)
    deed = posted(request).get("deed", "save")
    if deed in INSTEAD:
        await _keep(request, journey, question, INSTEAD[deed])
        return await _go_on(request, journey, place, form, deed)
    if not form.validate():
        return _page(request, journey, place, question, form, status=422)
    if await _keep(request, journey, question, said_in_form(form, question)):
        return await _go_on(request, journey, place, form, deed, asks=True)
    return await _go_on(request, journey, place, form, deed)


async def keep_quick_face(request: web.Request, begun: UUID, code: str) -> web.Response:
    """The first page of a quick view, answered from home."""
    conn, actor = connection(request), current_actor(request)
    found = await store.get_contribution(conn, actor.id, begun)
    assert found is not None
    [question] = found.set.questions
    given = {part.key: Said(choice=code) if part.kind is Kind.FACES else Said() for part in question.parts}
    await store_answers.add_rounds(conn, actor.id, begun, {question.key: given})
    if worries(question, given):
        hours = await get_opening_hours(conn)
        if await _raise(request, found, look_by(hours, now_of(request))):
            return see_other(f"/views/{begun}/now")
    return see_other(f"/views/{begun}/1")


async def _keep(
    request: web.Request, journey: Journey, question: Question, given: Mapping[str, Said] | Instead
) -> bool:
    """Keeps what was saved. True where somebody has to be asked whether they need help now."""
    conn, actor, found = connection(request), current_actor(request), journey.contribution
    if not isinstance(given, Instead) and all(said.empty for said in given.values()):
        given = Instead.SKIPPED
    if _same(journey.answers.get(question.key), given):
        return False
    await store_answers.add_rounds(conn, actor.id, found.id, {question.key: given})
    await changed(conn, actor, "answer", found.id, about=[found.person_id])
    if isinstance(given, Instead):
        return False
    due_at = await _alarm(request, question, given)
    if due_at is not None:
        return await _raise(request, found, due_at) and not journey.together
    # Who came to say that something is wrong is asked once, whatever the first words were.
    first = found.occasion is Occasion.WRONG and not journey.answered
    return first and not journey.together and await _may_ask(request, found.person_id)


def _same(before: Given | None, now: Mapping[str, Said] | Instead) -> bool:
    if isinstance(now, Instead):
        # An answer that was given stays when its page is passed by.
        return before is not None and (before.instead is now or (now is Instead.SKIPPED and before.answered))
    return before is not None and before.instead is None and dict(before.parts) == dict(now)


async def _alarm(request: web.Request, question: Question, given: Mapping[str, Said]) -> datetime | None:
    """By when somebody has to look, where the answer or its words suggest that somebody is not safe."""
    actor, now = current_actor(request), now_of(request)
    if worries(question, given):
        return look_by(await get_opening_hours(connection(request)), now)
    words = words_in(question, given)
    return request.app[WATCH].alarm(actor.council_id, words, None, now) if words else None


async def _raise(request: web.Request, found: Contribution, due_at: datetime) -> bool:
    stands = Stands(Writing.VIEWS, found.id)
    actor = current_actor(request)
    return await raise_for_words(connection(request), actor, found.person_id, due_at, stands) is not None


async def _may_ask(request: web.Request, person_id: UUID) -> bool:
    talk = await get_conversation_id(connection(request), person_id)
    return talk is not None and await is_prompt_due(connection(request), talk)


async def _go_on(
    request: web.Request, journey: Journey, place: int, form: PageForm, deed: str, *, asks: bool = False
) -> web.Response:
    """To the next page; by way of the question whether they need help, where somebody may."""
    conn, actor, found = connection(request), current_actor(request), journey.contribution
    if deed == "send" and found.is_quick:
        return await _send_quick(request, journey, asks=asks)
    if form.then.data != CHECKING:
        await store.change_step(conn, actor.id, found.id, journey.after(place))
    if asks:
        return see_other(journey.path("now"))
    if deed == "finish":
        return see_other(journey.path("sent") if journey.together else "/home", done="contributions.ask.kept")
    if form.then.data == CHECKING:
        return see_other(journey.path(CHECKING))
    return see_other(journey.path(journey.place_of(journey.after(place))))


async def _send_quick(request: web.Request, journey: Journey, *, asks: bool) -> web.Response:
    """One face and one sentence go to the worker alone; who else may see it is the other button’s."""
    conn, actor, found = connection(request), current_actor(request), journey.contribution
    await store_share.change_chosen(
        conn, actor.id, found.id, for_all((one.key for one in found.set.questions), frozenset())
    )
    days = days_of(today_of(request), journey.to, bank_holidays_of_england())
    await store.send(conn, actor.id, found.id, journey.to, days)
    await changed(conn, actor, "contribution", found.id, about=[actor.id], reason="sent")
    return see_other(journey.path("now" if asks else "sent"))


def _question_here(request: web.Request, journey: Journey) -> tuple[int, Question]:
    place = number_in(request.match_info["step"], digits=2)
    question = journey.contribution.question_at(place) if place else None
    if place is None or question is None:
        raise web.HTTPNotFound
    return place, question


def _page(
    request: web.Request,
    journey: Journey,
    place: int,
    question: Question,
    form: PageForm,
    *,
    status: int = 200,
) -> web.Response:
    language = words_of(request).language
    hint = said_in(question.hint, language) if question.hint else None
    return render(
        request,
        "contributions/ask.html",
        status=status,
        journey=journey,
        found=journey.contribution,
        place=place,
        form=form,
        ask=said_in(question.ask, language).replace("{worker}", journey.worker),
        hint=hint.replace("{worker}", journey.worker) if hint else None,
        meeting_only=question.meeting_only,
        parts=[(part, form[field_name(number)]) for number, part in enumerate(question.parts)],
        days=days_of(today_of(request), journey.to, bank_holidays_of_england()),
    )


async def show_now(request: web.Request) -> web.Response:
    """After an answer was saved: whether they need help now. Never in place of saving."""
    found = await _own(request)
    return render(request, "contributions/show_now.html", found=found)


async def answer_now(request: web.Request) -> web.Response:
    conn, actor, found = connection(request), current_actor(request), await _own(request)
    here = CameFrom(Place.VIEWS, f"{found.id}/" + ("sent" if found.sent_at else found.carry_on))
    goes_to = await keep_answer(conn, actor, posted(request).get("answer", ""), now_of(request), here)
    if goes_to is None:
        return render(request, "contributions/show_now.html", status=422, found=found)
    return see_other(goes_to)


async def _own(request: web.Request) -> Contribution:
    found = await store.get_contribution(
        connection(request), current_actor(request).id, uuid_in(request, "contribution_id")
    )
    if found is None or not found.mine:
        raise web.HTTPNotFound
    return found


routes = [
    get("/views/{contribution_id}/now", show_now, audience=Audience.FAMILY),
    post("/views/{contribution_id}/now", answer_now, audience=Audience.FAMILY),
    get("/views/{contribution_id}/{step}", while_open(own_journey, show_question), audience=Audience.FAMILY),
    post("/views/{contribution_id}/{step}", while_open(own_journey, keep_question), audience=Audience.FAMILY),
]
