"""A page that several tasks end on: what was sent meanwhile is not lost and not changed."""

from aiohttp import web

from portal.contributions.journey import Journey
from portal.web.rendering import render
from portal.web.request import posted, see_other


def sent_already(request: web.Request, journey: Journey) -> web.Response:
    """Another tab was quicker. What was typed here stands on the page, to be taken along."""
    if request.method != "POST":
        return see_other(f"/views/{journey.contribution.id}")
    typed = [value for name, value in posted(request).items() if name.startswith("part_") and value.strip()]
    return render(
        request, "contributions/sent_already.html", status=409, found=journey.contribution, typed=typed
    )
