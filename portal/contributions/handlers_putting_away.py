"""Throwing away what was begun and never sent: asked first, because nothing brings it back."""

from aiohttp import web

from portal.contributions import store
from portal.contributions.journey import Journey
from portal.contributions.opening import own_journey
from portal.contributions.pages import sent_already, was_put_away, while_open
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.web.draft_store import end_drafts
from portal.web.marks import mark_for
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other
from portal.web.routes import Audience, get, post

HERE = "/views/{contribution_id}/put-away"


async def start_putting_away(request: web.Request, journey: Journey) -> web.Response:
    found = journey.contribution
    await opened(
        connection(request), current_actor(request), "contribution", found.id, about=[found.person_id]
    )
    return _page(request, journey)


async def end_views(request: web.Request) -> web.Response:
    """Only what stood on the page goes: answers that were saved elsewhere meanwhile are told of first."""
    if await was_put_away(request):
        return _done()
    conn, actor, journey = connection(request), current_actor(request), await own_journey(request)
    if journey.closed:
        return sent_already(request, journey)
    if posted(request).get("seen") != _mark(journey):
        return _page(request, journey, status=409)
    if not await store.end_draft(conn, actor.id, journey.contribution.id):
        # Sent or thrown away on another device in this very moment: the page that asked says which.
        return see_other(request.path)
    await end_drafts(conn, actor.account_id, journey.pages)
    await changed(conn, actor, "contribution", journey.contribution.id, about=[actor.id], reason="put away")
    return _done()


def _done() -> web.Response:
    return see_other("/views", done="contributions.list.put_away")


def _page(request: web.Request, journey: Journey, *, status: int = 200) -> web.Response:
    return render(
        request, "contributions/start_putting_away.html", status=status, found=journey.contribution,
        answered=len(journey.answered), mark=_mark(journey), stale=status == 409,
    )  # fmt: skip


def _mark(journey: Journey) -> str:
    return mark_for([(key, given.at.isoformat()) for key, given in sorted(journey.answers.items())])


routes = [
    get(HERE, while_open(own_journey, start_putting_away), audience=Audience.FAMILY),
    post(HERE, end_views, audience=Audience.FAMILY),
]
