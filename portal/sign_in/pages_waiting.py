"""The page for whoever tried too often: one for everybody, which says how long to wait."""

from datetime import timedelta
from math import ceil

from aiohttp import web

from portal.web.rendering import render


def wait_page(request: web.Request, wait: timedelta) -> web.Response:
    response = render(request, "sign_in/wait_to_sign_in.html", status=429)
    response.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    return response
