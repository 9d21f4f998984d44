"""What people want the meeting to know: for who runs it or speaks up for them, and only what was chosen for them."""

from aiohttp import web

from portal.contributions import store, store_answers, store_share
from portal.contributions.journey import rows_of, without
from portal.identity.access_log import opened
from portal.identity.actor import current_actor
from portal.web.rendering import render, words_of
from portal.web.request import connection, uuid_in
from portal.web.routes import Audience, get


async def list_meeting_views(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await store.list_chosen_for(conn, actor.id)
    await opened(conn, actor, "views", about={one.person_id for one in found})
    return render(request, "contributions/list_meeting_views.html", found=found)


async def show_meeting_views(request: web.Request) -> web.Response:
    conn, actor = connection(request), current_actor(request)
    found = await store.get_contribution(conn, actor.id, uuid_in(request, "contribution_id"))
    if found is None:
        raise web.HTTPNotFound
    await opened(conn, actor, "contribution", found.id, about=[found.person_id])
    answers = await store_answers.list_answers(conn, actor.id, found.id)
    language = words_of(request).language
    rows = without(
        rows_of(found, answers, language, found.sent_to or "", all_of=False),
        await store_share.list_left_out(conn, actor.id, found.person_id),
        language,
    )
    return render(request, "contributions/show_meeting_views.html", found=found, rows=rows)


routes = [
    get("/partner/views", list_meeting_views, audience=Audience.MEETINGS),
    get("/partner/views/{contribution_id}", show_meeting_views, audience=Audience.MEETINGS),
]
