"""The family home, and the list of visits and meetings."""

from aiohttp import web

from portal.contributions.question_sets import face_words
from portal.contributions.starting import age_in
from portal.home.model import next_cards
from portal.home.store import get_home
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.visits.model import voice_of
from portal.visits.store import list_cards
from portal.web.rendering import render, words_of
from portal.web.request import connection, now_of, see_other, today_of
from portal.web.routes import Audience, get
from portal.welcome.store import get_step


async def show_home(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    voice = voice_of(actor.kind, actor.born_on, today_of(request))
    if actor.arriving and (step := await get_step(conn, actor.account_id)):
        return see_other(f"/welcome/{step}")
    home = await get_home(conn, actor, voice, today_of(request))
    return render(
        request,
        "home/show_home.html",
        home=home,
        cards=next_cards(home.cards, now_of(request)),
        voice=voice,
        new_messages=home.unread.count,
        feelings=face_words(
            actor.council_id, age_in(actor.born_on, today_of(request)), words_of(request).language
        )
        if voice.young
        else [],
    )


async def list_visits(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    text = request.query.get("page", "0")
    page = int(text) if text.isdecimal() and len(text) <= 3 else 0
    ahead, before, has_older = await list_cards(conn, actor.id, page)
    await opened(conn, actor, "visits", about=[actor.id])
    return render(
        request,
        "home/list_visits.html",
        ahead=ahead,
        before=before,
        page=page,
        has_older=has_older,
        voice=voice_of(actor.kind, actor.born_on, today_of(request)),
    )


routes = [
    get("/home", show_home, audience=Audience.FAMILY),
    get("/visits", list_visits, audience=Audience.FAMILY),
]
