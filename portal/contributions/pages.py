"""Pages of a way through questions, open until it is sent: what was sent meanwhile is not lost and not changed."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from portal.contributions.journey import Journey
from portal.contributions.opening import Find
from portal.web.rendering import render
from portal.web.request import posted, see_other
from portal.web.routes import Handler

Page = Callable[[web.Request, Journey], Awaitable[web.Response]]


def while_open(find: Find, page: Page) -> Handler:
    """The handler of a page, of one's own way or of whom the phone was handed to."""

    async def handle(request: web.Request) -> web.Response:
        journey = await find(request)
        return sent_already(request, journey) if journey.closed else await page(request, journey)

    return handle


def sent_already(request: web.Request, journey: Journey) -> web.Response:
    """Another tab was quicker. What was typed here stands on the page, to be taken along."""
    if request.method != "POST":
        return see_other(f"/views/{journey.contribution.id}")
    typed = [value for name, value in posted(request).items() if name.startswith("part_") and value.strip()]
    return render(
        request, "contributions/sent_already.html", status=409, found=journey.contribution, typed=typed
    )
