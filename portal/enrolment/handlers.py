"""How a person signs in: what they have, a card, an e-mail or mobile, new words, a lost phone."""

from aiohttp import web

from portal.enrolment import actions, store
from portal.enrolment.forms import CardForm, EndNameForm, NameForm, WordsForm
from portal.enrolment.handlers_invitation import routes as invitation_routes
from portal.enrolment.handlers_pause import routes as pause_routes
from portal.enrolment.model import EnrolledPerson, NameTaken, PaperWords, Paused
from portal.enrolment.pages import person_in, show_ways
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.passwords import HASHER
from portal.web.rendering import render
from portal.web.request import connection, current, own_origin, see_other
from portal.web.routes import Audience, get, post
from portal.web.square import qr_of


async def show_sign_in(request: web.Request) -> web.Response:
    person = await person_in(request)
    await opened(connection(request), current_actor(request), "sign_in", person.account_id, about=[person.id])
    return await show_ways(request, person)


async def give_card(request: web.Request) -> web.Response:
    """Answers with the card itself: its words are shown this once, so there is no address to go to for them."""
    person, form = await person_in(request), await CardForm.posted(request)
    if form.is_old(person):
        return await show_ways(request, person, status=409, problem="enrolment.e_again")
    try:
        paper = await actions.give_card(
            current(request), connection(request), request.app[HASHER], current_actor(request), person
        )
    except Paused:
        return await show_ways(request, person, status=409, problem="enrolment.e_paused")
    return _paper_page(request, person, paper, with_name=form.with_name.data)


async def give_words(request: web.Request) -> web.Response:
    person = await person_in(request)
    if person.account_id is None:
        raise web.HTTPNotFound
    if (await WordsForm.posted(request)).is_old(person):
        return await show_ways(request, person, status=409, problem="enrolment.e_again")
    try:
        _, paper = await actions.give_words(
            current(request), connection(request), request.app[HASHER], current_actor(request), person
        )
    except Paused:
        return await show_ways(request, person, status=409, problem="enrolment.e_paused")
    return _paper_page(request, person, paper, with_name=False)


async def add_name(request: web.Request) -> web.Response:
    """A first e-mail or mobile brings words with it; a further one opens the same account."""
    conn, actor, person = connection(request), current_actor(request), await person_in(request)
    form = await NameForm.posted(request)
    if not form.validate():
        return await show_ways(request, person, status=422, form=form)
    account_id, paper = person.account_id, None
    try:
        if account_id is None:
            account_id, paper = await actions.give_words(
                current(request), conn, request.app[HASHER], actor, person
            )
        await actions.add_way(conn, actor, person, account_id, form.typed)
    except Paused:
        return await show_ways(request, person, status=409, problem="enrolment.e_paused")
    except NameTaken:
        form.name.errors = ["enrolment.e_taken"]
        return await show_ways(request, person, status=422, form=form)
    if paper is None:
        return see_other(request.path.removesuffix("/names"), done="enrolment.name_added")
    return _paper_page(request, person, paper, with_name=False)


async def end_name(request: web.Request) -> web.Response:
    conn, actor, person = connection(request), current_actor(request), await person_in(request)
    form = await EndNameForm.posted(request)
    ways = {way.name: way for way in await store.list_ways(conn, actor.id, person.id)}
    if form.name.data not in ways or not await actions.end_way(conn, actor, person, ways[form.name.data]):
        raise web.HTTPNotFound
    return see_other(request.path.removesuffix("/names/end"), done="enrolment.name_ended")


async def end_sessions(request: web.Request) -> web.Response:
    """A lost phone."""
    conn, person = connection(request), await person_in(request)
    if person.account_id is None:
        raise web.HTTPNotFound
    await actions.end_everywhere(conn, person.account_id)
    await store.end_links(conn, person.account_id)
    await changed(conn, current_actor(request), "sessions", person.account_id, about=[person.id])
    return see_other(request.path.removesuffix("/sign-out"), done="enrolment.signed_out")


def _paper_page(
    request: web.Request, person: EnrolledPerson, paper: PaperWords, *, with_name: bool
) -> web.Response:
    origin = own_origin(request)
    return render(
        request, "enrolment/give_card.html", person=person, paper=paper, with_name=with_name,
        address=f"{origin.split('//', 1)[1]}/sign-in", qr=qr_of(f"{origin}/sign-in"),
    )  # fmt: skip


routes = [
    get("/staff/people/{person_id}/sign-in", show_sign_in, audience=Audience.STAFF),
    post("/staff/people/{person_id}/sign-in/card", give_card, audience=Audience.STAFF),
    post("/staff/people/{person_id}/sign-in/words", give_words, audience=Audience.STAFF),
    post("/staff/people/{person_id}/sign-in/names", add_name, audience=Audience.STAFF),
    post("/staff/people/{person_id}/sign-in/names/end", end_name, audience=Audience.STAFF),
    post("/staff/people/{person_id}/sign-in/sign-out", end_sessions, audience=Audience.STAFF),
    *invitation_routes,
    *pause_routes,
]
