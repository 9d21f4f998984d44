"""The outermost layer: what must be right about a request before anybody asks whose it is."""

import asyncio
import secrets
from collections.abc import Sequence
from urllib.parse import parse_qsl

import brotli
from aiohttp import web
from multidict import MultiDict

from portal.json_log import lines_about
from portal.web import csrf
from portal.web.errors import OldForm, answer_plainly, error_page, where
from portal.web.posted import Posted, SentTwice
from portal.web.request import CLOCK, CURRENT, SETTINGS, Council, Current, beside_lines, host_of
from portal.web.routes import Handler, is_from_program

LARGEST_FORM = 256 * 1024
MOST_FIELDS = 500
BODY_DEADLINE = 30.0
WORTH_COMPRESSING = 400
BROTLI_LEVEL = 4
HOST_COUNCIL = web.AppKey("host_council", dict[str, Council])
CSRF_COOKIE = "csrf"


@web.middleware
async def outermost(request: web.Request, handler: Handler) -> web.StreamResponse:
    app = request.app
    if not app[HOST_COUNCIL]:
        # A deployment that no council has been added to has nothing to say, and no name to say it under.
        return web.Response(status=503, text="503 Service Unavailable\n", headers={"Retry-After": "60"})
    page = Current(now=app[CLOCK].now(), nonce=secrets.token_urlsafe(16))
    page.council = app[HOST_COUNCIL].get(host_of(request)) or next(iter(app[HOST_COUNCIL].values()))
    request[CURRENT] = page
    settings = app[SETTINGS]
    if request.host not in settings.hosts:
        return error_page(request, 421)

    async def inside(request: web.Request) -> web.StreamResponse:
        # No page of ours asks for several values of one name in its address.
        if len(request.query) != len(set(request.query.keys())):
            raise SentTwice
        if request.method not in ("GET", "HEAD") and not is_from_program(request):
            page.csrf_secret = csrf.secret_in(request.cookies.get(settings.cookie(CSRF_COOKIE)))
            page.posted = await _read_form(request)
            if not csrf.is_from_here(request, settings.origins):
                raise OldForm
        return await handler(request)

    with lines_about(lambda: beside_lines(request, where(request))):
        response = await answer_plainly(request, inside)
    if page.csrf_is_new:
        response.set_cookie(
            settings.cookie(CSRF_COOKIE),
            csrf.cookie_of(page.csrf_secret),
            secure=settings.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
    _compress(request, response)
    return response


async def _read_form(request: web.Request) -> Posted:
    """The posted fields. Raises 400 for what no form of ours sends, 413 for too much, 408 for too slow."""
    if not request.body_exists:
        return Posted(MultiDict())
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPBadRequest
    try:
        async with asyncio.timeout(BODY_DEADLINE):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return Posted(MultiDict(_parse(body)))


def _parse(body: bytes) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise web.HTTPBadRequest from None


def _compress(request: web.Request, response: web.StreamResponse) -> None:
    if not isinstance(response, web.Response) or "Content-Encoding" in response.headers:
        return
    body = response.body
    if not isinstance(body, bytes) or len(body) < WORTH_COMPRESSING:
        return
    response.headers["Vary"] = "Accept-Encoding"
    accepted = request.headers.get("Accept-Encoding", "")
    if "br" in accepted:
        response.body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL)
        response.headers["Content-Encoding"] = "br"
    elif "gzip" in accepted:
        response.enable_compression(web.ContentCoding.gzip)
