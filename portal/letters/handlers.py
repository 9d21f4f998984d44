"""What one person was sent, what waits and why; and the people whom we may not be able to reach."""

from aiohttp import web

from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.letters import store, store_contacts
from portal.letters.handlers_replies import routes as replies
from portal.letters.handlers_texts import routes as texts
from portal.letters.handlers_trials import routes as trials
from portal.letters.model import page_number
from portal.web.rendering import render
from portal.web.request import connection, today_of, uuid_in
from portal.web.routes import Audience, get


async def list_letters(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    person = await store.get_recipient(conn, actor.id, uuid_in(request, "person_id"))
    if person is None:
        raise web.HTTPNotFound
    letters = await store.list_letters(conn, actor.id, person.id, page_number(request.query.get("page")))
    await opened(conn, actor, "letters", person.id, about=[person.id])
    return render(request, "letters/list_letters.html", person=person, letters=letters)


async def list_contacts(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await store_contacts.list_health(conn, actor.id, today_of(request))
    await opened(conn, actor, "contacts", about=[one.person.id for one in found])
    return render(request, "letters/list_contacts.html", found=found)


routes = [
    get("/staff/contacts", list_contacts, audience=Audience.STAFF),
    get("/staff/people/{person_id}/letters", list_letters, audience=Audience.STAFF),
    *replies,
    *texts,
    *trials,
]
