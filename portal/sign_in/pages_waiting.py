"""The page for whoever tried too often: one for everybody, which says how long to wait."""

from datetime import timedelta
from math import ceil

from aiohttp import web

from portal.web.rendering import render


def wait_page(request: web.Request, wait: timedelta, *, codes: bool = False) -> web.Response:
    """`codes`: it was codes that were wrong, and there are ways in that do not wait."""
    response = render(request, "sign_in/wait_to_sign_in.html", status=429, codes=codes)
    response.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
    return response
