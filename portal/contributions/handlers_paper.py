"""A booklet that came back on paper, typed in word for word under the right person."""

from collections.abc import Mapping
from uuid import UUID

from aiohttp import web

from portal.contributions import store, store_answers, store_people, store_share
from portal.contributions.forms_questions import PaperForm, paper_form, said_on_paper
from portal.contributions.handlers_booklet import whole_set
from portal.contributions.model import Beginning
from portal.contributions.model_answers import Said, words_in, worries
from portal.contributions.model_sets import Instead, Occasion, QuestionSet
from portal.contributions.model_share import days_of
from portal.contributions.starting import age_in, whom_of
from portal.contributions.store_people import Person
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety.model import Source, Stands, Writing
from portal.safety.store_asking import get_conversation_id
from portal.safety.store_raising import raise_item
from portal.safety.watch import WATCH, look_by
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.opening import get_opening_hours
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def start_paper(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    person, of = await _booklet(request)
    await opened(conn, actor, "views", person.id, about=[person.id])
    form = await paper_form(of, words_of(request).language, actor.called).begin(request)
    return await _page(request, person, of, form)


async def add_paper(request: web.Request) -> web.Response:
    """Kept and sent in one deed: the words were written already, and nobody of the family was ticked on paper."""
    conn, actor = connection(request), current_actor(request)
    person, of = await _booklet(request)
    form = await paper_form(of, words_of(request).language, actor.called).posted(request)
    await _offer(request, person, form)
    if not form.validate():
        return await _page(request, person, of, form, status=422)
    given = said_on_paper(form, of)
    if all(said.empty for parts in given.values() for said in parts.values()):
        form.form_errors.append("contributions.paper.e_empty")
        return await _page(request, person, of, form, status=422)
    meeting_id = form.meeting_for(Occasion.MEETING) if form.ringed.data else None
    beginning = Beginning(occasion=Occasion.MEETING, set=of, meeting_id=meeting_id, on_paper=True)
    begun = await store.add_contribution(conn, actor.id, person.id, beginning)
    assert begun is not None
    rounds = {
        question: Instead.SKIPPED if all(said.empty for said in parts.values()) else parts
        for question, parts in given.items()
    }
    await store_answers.add_rounds(conn, actor.id, begun, rounds)
    await store_share.change_chosen(
        conn, actor.id, begun, store_share.for_all(given, frozenset({"meeting"} if form.ringed.data else ()))
    )
    side = await store_share.get_side(conn, person.id, meeting_id)
    days = days_of(today_of(request), side.to, bank_holidays_of_england())
    await store.send(conn, actor.id, begun, side.to, days)
    await changed(conn, actor, "contribution", begun, about=[person.id], reason="typed in from paper")
    await _look(request, person.id, of, given, Stands(Writing.VIEWS, begun))
    return see_other(f"/staff/views/{begun}", done="contributions.paper.kept")


async def _look(
    request: web.Request,
    person_id: UUID,
    of: QuestionSet,
    given: Mapping[str, Mapping[str, Said]],
    stands: Stands,
) -> None:
    """What was written on paper worries as much as what is typed."""
    conn, actor, now = connection(request), current_actor(request), now_of(request)
    flagged = any(worries(one, given[one.key]) for one in of.questions)
    words = "\n".join(words_in(one, given[one.key]) for one in of.questions)
    due_at = request.app[WATCH].alarm(actor.council_id, words, None, now)
    if flagged and due_at is None:
        due_at = look_by(await get_opening_hours(conn), now)
    talk = await get_conversation_id(conn, person_id)
    if due_at is not None and talk is not None:
        item = await raise_item(conn, actor.id, talk, Source.VIEWS, due_at, stands)
        await changed(conn, actor, "urgent_item", item, about=[person_id])


async def _offer(request: web.Request, person: Person, form: PaperForm) -> None:
    ahead = await store_share.list_ahead(connection(request), current_actor(request).id, person.id)
    form.offer_meetings(ahead, today_of(request), words_of(request).language)


async def _page(
    request: web.Request, person: Person, of: QuestionSet, form: PaperForm, *, status: int = 200
) -> web.Response:
    await _offer(request, person, form)
    return render(
        request, "contributions/start_paper.html", status=status, person=person, of=of, form=form,
        rows=form.rows(of, words_of(request).language, current_actor(request).called),
    )  # fmt: skip


async def _booklet(request: web.Request) -> tuple[Person, QuestionSet]:
    conn, actor = connection(request), current_actor(request)
    person = await store_people.get_worked_with(conn, actor.id, uuid_in(request, "person_id"))
    if person is None:
        raise web.HTTPNotFound
    whom = await whom_of(conn, person.id, person.kind)
    of = whole_set(actor.council_id, whom, age_in(person.born_on, today_of(request)))
    return person, of.for_children(person.children)


routes = [
    get("/staff/people/{person_id}/booklet/type-in", start_paper, audience=Audience.STAFF),
    post("/staff/people/{person_id}/booklet/type-in", add_paper, audience=Audience.STAFF),
]
