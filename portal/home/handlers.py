"""The family home, and the list of visits and meetings."""

from aiohttp import web

from portal.account.store_own import get_growing_up
from portal.contributions.question_sets import face_words
from portal.contributions.starting import age_in
from portal.home.gathered import home_of
from portal.home.model import next_cards, next_meeting, next_things, ready_for, with_meeting
from portal.home.model_list import with_meetings
from portal.home.store import get_home, read_with_session
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.meetings.store_family import get_card
from portal.meetings.store_family import list_cards as list_meetings
from portal.statutory.voice import voice_of
from portal.visits.store import list_cards
from portal.web.rendering import render, words_of
from portal.web.request import came_along, connection, now_of, see_other, today_of
from portal.web.routes import Audience, get
from portal.welcome.store import get_step


async def show_home(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    voice = voice_of(actor.kind, actor.born_on, today_of(request))
    if actor.arriving and (step := await get_step(conn, actor.account_id)):
        return see_other(f"/welcome/{step}")
    own = await get_growing_up(conn, actor.id, actor.born_on, today_of(request)) if voice.young else None
    if own and (asked := own.waiting(today_of(request))):
        return see_other(asked.path)
    row = came_along(request)
    if row is None:
        home = await get_home(conn, actor, voice, today_of(request))
    else:
        home = home_of(row, voice, actor, today_of(request))
    visits = next_cards(home.cards, now_of(request))
    soonest = next_meeting(visits, home.meetings, now_of(request))
    meeting = await get_card(conn, actor.id, soonest.id, words_of(request).language) if soonest else None
    return render(
        request,
        "home/show_home.html",
        home=home,
        cards=next_things(visits, meeting, now_of(request)),
        to_do=with_meeting(
            home.to_do, ready_for(home.meetings, now_of(request)), unread=home.unread.count > 0
        ),
        account_ends_on=own.ends_on if own and own.ends_soon(today_of(request)) else None,
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
    visits = await list_cards(conn, actor.id, page)
    meetings = await list_meetings(conn, actor.id, words_of(request).language)
    ahead, before = with_meetings(visits, meetings, page, today_of(request))
    await opened(conn, actor, "visits", about=[actor.id])
    return render(
        request,
        "home/list_visits.html",
        ahead=ahead,
        before=before,
        page=page,
        has_older=visits.has_older,
        voice=voice_of(actor.kind, actor.born_on, today_of(request)),
    )


routes = [
    get("/home", show_home, audience=Audience.FAMILY, with_session=read_with_session),
    get("/visits", list_visits, audience=Audience.FAMILY),
]
