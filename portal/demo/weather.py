"""Where Exit leads in the demonstration and in tests: a page about the weather that could be anybody's."""

from aiohttp import web

from portal.web.rendering import render
from portal.web.routes import Audience, get

PATH = "/weather"


async def show_weather(request: web.Request) -> web.Response:
    return render(request, "demo/show_weather.html")


routes = [get(PATH, show_weather, audience=Audience.ANYONE)]
