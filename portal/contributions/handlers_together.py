"""Together: a worker hands over the phone. It reaches this journey and nothing else until they sign in again."""

from aiohttp import web

from portal.contributions import store, store_people, store_share
from portal.contributions.forms import StartForm
from portal.contributions.handlers_share import (
    keep_each,
    keep_share,
    send_views,
    show_check,
    show_each,
    show_share,
)
from portal.contributions.handlers_steps import keep_question, show_question
from portal.contributions.model import Beginning
from portal.contributions.model_sets import Occasion
from portal.contributions.opening import together_journey
from portal.contributions.pages import while_open
from portal.contributions.question_sets import choose_set
from portal.contributions.starting import age_in, whom_of
from portal.contributions.store_people import Person
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.identity.sessions import end_session, get_handed_to, hand_over
from portal.web.rendering import render, words_of
from portal.web.request import connection, see_other, today_of, uuid_in
from portal.web.routes import Audience, get, post


async def start_together(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    person = await _person(request)
    await opened(conn, actor, "views", person.id, about=[person.id])
    return await _page(request, person, await StartForm.begin(request))


async def add_together(request: web.Request) -> web.Response:
    """From here on the phone is theirs. What was begun with them before is carried on."""
    conn, actor = connection(request), current_actor(request)
    person = await _person(request)
    begun = await store.get_begun_with(conn, actor.id, person.id)
    if begun is None:
        form = await StartForm.posted(request)
        await _offer(request, person, form)
        if not form.validate():
            return await _page(request, person, form, status=422)
        occasion, age = Occasion(form.occasion.data), age_in(person.born_on, today_of(request))
        whom = await whom_of(conn, person.id, person.kind)
        of = choose_set(actor.council_id, occasion, whom, age, whole=form.whole)
        beginning = Beginning(occasion=occasion, set=of, meeting_id=form.meeting_for(occasion))
        await store.add_contribution(conn, actor.id, person.id, beginning)
    await hand_over(conn, actor.session_id, person.id)
    await changed(conn, actor, "contribution", about=[person.id], reason="together")
    return see_other(f"/staff/together/{person.id}/{begun.carry_on if begun else 1}")


async def _offer(request: web.Request, person: Person, form: StartForm) -> None:
    ahead = await store_share.list_ahead(connection(request), current_actor(request).id, person.id)
    form.offer_meetings(ahead, today_of(request), words_of(request).language)


async def _page(request: web.Request, person: Person, form: StartForm, *, status: int = 200) -> web.Response:
    await _offer(request, person, form)
    begun = await store.get_begun_with(connection(request), current_actor(request).id, person.id)
    return render(
        request,
        "contributions/start_together.html",
        status=status,
        person=person,
        form=form,
        begun=begun,
    )


async def _person(request: web.Request) -> Person:
    conn, actor = connection(request), current_actor(request)
    person = await store_people.get_worked_with(conn, actor.id, uuid_in(request, "person_id"))
    # Whoever holds the phone already cannot take it to somebody else’s pages.
    if person is None or actor.handed_over:
        raise web.HTTPNotFound
    return person


async def lead_back(request: web.Request) -> web.Response:
    """Home, for whoever holds the phone: what was begun with them, to carry on or to give the phone back."""
    conn, actor = connection(request), current_actor(request)
    person_id = await get_handed_to(conn, actor.session_id)
    if person_id is None:
        raise web.HTTPNotFound
    views = await store.get_begun_with(conn, actor.id, person_id)
    story = views is None and await store.has_story_with(conn, actor.id, person_id)
    return see_other(f"/staff/together/{person_id}/{'story/finished' if story else 'sent'}")


async def show_finished(request: web.Request) -> web.Response:
    """Sent, or left for later: the phone goes back."""
    conn, actor, person_id = connection(request), current_actor(request), uuid_in(request, "person_id")
    if await get_handed_to(conn, actor.session_id) != person_id:
        raise web.HTTPNotFound
    begun = await store.get_begun_with(conn, actor.id, person_id)
    return render(request, "contributions/finish_together.html", begun=begun)


async def end_together(request: web.Request) -> web.Response:
    """The worker signs in again; nothing of the session is left."""
    conn, actor, person_id = connection(request), current_actor(request), uuid_in(request, "person_id")
    if await get_handed_to(conn, actor.session_id) != person_id:
        raise web.HTTPNotFound
    await end_session(conn, actor.account_id, actor.session_id)
    return see_other("/sign-in")


STAFF, BASE = Audience.STAFF, "/staff/together/{person_id}"
routes = [
    get("/staff/together/back", lead_back, audience=STAFF),
    get(BASE, start_together, audience=STAFF),
    post(BASE, add_together, audience=STAFF),
    get(f"{BASE}/share", while_open(together_journey, show_share), audience=STAFF),
    post(f"{BASE}/share", while_open(together_journey, keep_share), audience=STAFF),
    get(f"{BASE}/share/each", while_open(together_journey, show_each), audience=STAFF),
    post(f"{BASE}/share/each", while_open(together_journey, keep_each), audience=STAFF),
    get(f"{BASE}/check", while_open(together_journey, show_check), audience=STAFF),
    post(f"{BASE}/check", while_open(together_journey, send_views), audience=STAFF),
    get(f"{BASE}/sent", show_finished, audience=STAFF),
    post(f"{BASE}/sent", end_together, audience=STAFF),
    get(f"{BASE}/{{step}}", while_open(together_journey, show_question), audience=STAFF),
    post(f"{BASE}/{{step}}", while_open(together_journey, keep_question), audience=STAFF),
]
