"""My meetings: what a chair or a partner has been asked to."""

from aiohttp import web

from portal.web.rendering import render
from portal.web.routes import Audience, get


async def list_meetings(request: web.Request) -> web.Response:
    return render(request, "meetings/list_meetings.html")


routes = [get("/partner", list_meetings, audience=Audience.MEETINGS)]
