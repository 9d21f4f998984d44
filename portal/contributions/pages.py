"""Pages of a way through questions, open until it is sent: what was sent meanwhile is not lost and not changed."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from portal.contributions import store
from portal.contributions.journey import Journey
from portal.contributions.opening import Find
from portal.identity.actor import current_actor
from portal.web.rendering import render
from portal.web.request import connection, posted, see_other, uuid_in
from portal.web.routes import Handler

Page = Callable[[web.Request, Journey], Awaitable[web.Response]]


def while_open(find: Find, page: Page) -> Handler:
    """The handler of a page, of one's own way or of whom the phone was handed to."""

    async def handle(request: web.Request) -> web.Response:
        try:
            journey = await find(request)
        except web.HTTPNotFound:
            if await was_put_away(request):
                return put_away_already(request)
            raise
        return sent_already(request, journey) if journey.closed else await page(request, journey)

    return handle


def sent_already(request: web.Request, journey: Journey) -> web.Response:
    """Another tab was quicker. What was typed here stands on the page, to be taken along."""
    if request.method != "POST":
        return see_other(f"/views/{journey.contribution.id}")
    return render(
        request,
        "contributions/sent_already.html",
        status=409,
        found=journey.contribution,
        typed=_typed(request),
    )


async def was_put_away(request: web.Request) -> bool:
    """Whether the page is of one's own that was thrown away. What is somebody else's was never there."""
    if "contribution_id" not in request.match_info:
        return False
    here = uuid_in(request, "contribution_id")
    return await store.was_put_away(connection(request), current_actor(request).id, here)


def put_away_already(request: web.Request) -> web.Response:
    """Another tab threw it away, or the way back led here. What was typed here stands on the page as well."""
    status = 409 if request.method == "POST" else 200
    return render(request, "contributions/put_away_already.html", status=status, typed=_typed(request))


def _typed(request: web.Request) -> list[str]:
    return [value for name, value in posted(request).items() if name.startswith("part_") and value.strip()]
