"""Before a handler: who asks, whether they may come here, one transaction for a deed, and that a form posts once."""

import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from aiohttp import web

from portal.db import Connection, connection_of, connection_to_look_up
from portal.identity import access_log, sessions
from portal.identity.actor import Actor, nav_of
from portal.identity.councils import COUNCILS
from portal.identity.noting import note, noting_denied
from portal.identity.second_step_store import is_pending
from portal.identity.sessions import OpenSession, hash_of, open_session, open_session_and_read
from portal.identity.turns import turn_of
from portal.web import csrf, draft_store, once_store, where_to
from portal.web.errors import OWN_FIELDS, OldForm, old_form_page
from portal.web.rendering import render
from portal.web.request import POOL, SETTINGS, Current, SeeOther, current
from portal.web.routes import Audience, Handler, LookUp, ReadingWithSession, Route, route_of

if TYPE_CHECKING:
    from portal.settings import Settings

# Posts that the page itself makes in the background, and that leave the next page's news alone.
DRAFTS, STAY = "/drafts", "/session/stay"
# All that a session reaches while a worker's phone is in somebody else's hands.
WHILE_HANDED_OVER = ("/staff/together/", DRAFTS, STAY, "/sign-out")
# A form that comes back shows staff the record that it is about, and all that was noted on the way is undone.
SHOWN_AGAIN = (409, 422, 429)


@web.middleware
async def session_layer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers for the declared routes; unknown pages and static files pass by."""
    route = route_of(request)
    if route is None:
        return await handler(request)
    token = request.cookies.get(request.app[SETTINGS].cookie(sessions.COOKIE))
    if route.from_program or route.leads_away:
        return await handler(request)
    if Audience.ANYONE in route.audience:
        return await _open_to_anyone(request, handler, token)
    if token is None:
        return _ask_to_sign_in(request, had_session=False)
    if request.method != "POST":
        async with connection_to_look_up(request.app[POOL]) as conn:
            return await noting_denied(request, conn, _reading(request, handler, route, token, conn))
    async with turn_of(token), connection_of(request.app[POOL]) as conn:
        deed = _in_one_transaction(request, handler, route, token, conn)
        response = await noting_denied(request, conn, deed)
    # The connection has gone back: what follows may take one.
    if response.status < 400:
        for work in current(request).afterwards:
            await work()
    return response


async def _open_to_anyone(request: web.Request, handler: Handler, token: str | None) -> web.StreamResponse:
    """The handler takes its own connection if it needs one; who is signed in only changes the shell."""
    if token is not None:
        async with connection_of(request.app[POOL]) as conn:
            session = await _look_up(request, conn, token)
        if session:
            await _fill(request, session, None)
    if request.method == "POST":
        _check_token(current(request))
    return await handler(request)


async def _reading(
    request: web.Request, handler: Handler, route: Route, token: str, conn: Connection
) -> web.StreamResponse:
    """A page: each statement stands for itself, the log's row with or before what it is about."""
    session = await _look_up(request, conn, token, route.with_session)
    if session is None:
        return await _refuse(request, conn, token)
    await _fill(request, session, conn)
    return await _within(request, handler, route, session)


async def _in_one_transaction(
    request: web.Request, handler: Handler, route: Route, token: str, conn: Connection
) -> web.StreamResponse:
    """A deed: who asks, their right to it, the deed and its row in the log stand or fall together."""
    transaction = conn.transaction()
    await transaction.start()
    try:
        session = await _look_up(request, conn, token)
        if session is None:
            await transaction.rollback()
            return await _refuse(request, conn, token)
        await _fill(request, session, conn)
        response = await _within(request, handler, route, session)
    except BaseException:
        await transaction.rollback()
        raise
    if where_to.is_asked(request):
        response = where_to.told(response)
    if response.status < 400:
        await transaction.commit()
        return response
    await transaction.rollback()
    if response.status in SHOWN_AGAIN and not session.actor.is_family:
        await note(conn, session.actor, request, access_log.opened)
    return response


async def _within(
    request: web.Request, handler: Handler, route: Route, session: OpenSession
) -> web.StreamResponse:
    page, actor = current(request), session.actor
    if request.method == "POST":
        _check_token(page)
    if actor.state == "paused":
        return _paused(request)
    if actor.handed_over and not request.path.startswith(WHILE_HANDED_OVER):
        raise web.HTTPNotFound
    if actor.invited and not route.while_invited:
        return web.Response(status=303, headers={"Location": "/welcome/password"})
    if not actor.audience & route.audience:
        raise web.HTTPNotFound
    if request.method != "POST":
        response = await handler(request)
        if session.done_key and page.conn and response.status == 200:
            await sessions.change_done_key(page.conn, actor.session_id, None)
        return response
    return await _once(request, handler, actor)


async def _once(request: web.Request, handler: Handler, actor: Actor) -> web.StreamResponse:
    """A key posted again gets the first answer; a key with other words gets a 409."""
    page = current(request)
    conn, key = page.conn, _key_in(page)
    assert conn is not None
    if key is not None:
        first = await once_store.add_post(conn, actor.account_id, key, request.path, _body_hash(request))
        if first is not None and first.same and first.location:
            return SeeOther(first.location)
        if first is not None:
            raise web.HTTPConflict
    response = await handler(request)
    if page.only_looked and response.status == 200 and key is not None:
        await once_store.change_post(conn, actor.account_id, key, "")
    if response.status == 303:
        location = response.headers["Location"]
        if key is not None:
            await once_store.change_post(conn, actor.account_id, key, location)
        writer = draft_store.Writer.of(page.posted.get("key"), page.posted.get("kept"))
        await draft_store.end_draft(conn, actor.account_id, request.path, writer)
        # A page that saves in the background has already said so where the person is looking.
        if isinstance(response, SeeOther) and response.done and "quietly" not in page.posted:
            await sessions.change_done_key(conn, actor.session_id, response.done)
    return response


async def _look_up(
    request: web.Request, conn: Connection, token: str, with_session: ReadingWithSession | None = None
) -> OpenSession | None:
    page, reading = current(request), request.method in ("GET", "HEAD")
    extends = _is_somebodys(request)
    if with_session is None:
        return await open_session(conn, token, page.now, reading=reading, extends=extends)
    look = LookUp(hash_of(token), page.now, extends)
    session, page.came_along = await open_session_and_read(conn, look, with_session)
    return session


def _is_somebodys(request: web.Request) -> bool:
    """Whether somebody asks, and not a browser ahead of them or a script of an open page that nobody looks at."""
    headers = request.headers
    if request.method == "POST":
        return True
    return "prefetch" not in headers.get("Sec-Purpose", "") and headers.get("Sec-Fetch-Dest") != "empty"


async def _fill(request: web.Request, session: OpenSession, conn: Connection | None) -> None:
    page, actor = current(request), session.actor
    page.conn, page.actor, page.account_id, page.session_id = conn, actor, actor.account_id, actor.session_id
    page.csrf_secret, page.idle_minutes = session.csrf_secret, session.idle_minutes
    page.done_key = session.done_key
    page.language, page.display, page.nav = actor.language, actor.display, nav_of(actor)
    page.council = await request.app[COUNCILS].find(actor.council_id)


def _check_token(page: Current) -> None:
    if not csrf.matches(page.posted.get("csrf", ""), page.csrf_secret):
        raise OldForm


def _key_in(page: Current) -> UUID | None:
    text = page.posted.get("key", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise web.HTTPBadRequest from None


def _body_hash(request: web.Request) -> bytes:
    """Keyed: some forms hold nothing but a password, and whoever found the table could try it through."""
    page, settings = current(request), request.app[SETTINGS]
    fields = sorted((name, value) for name, value in page.posted.items() if name not in OWN_FIELDS)
    return hmac.new(
        settings.secret, b"form\0" + repr(fields).encode("utf-8", "surrogatepass"), "sha256"
    ).digest()


async def _refuse(request: web.Request, conn: Connection, token: str) -> web.StreamResponse:
    """No session. What waits for a code opens nothing either, and goes on waiting whatever another tab asks for."""
    pending = await is_pending(conn, hash_of(token), current(request).now)
    return _ask_to_sign_in(request, had_session=True, forgets=not pending)


def _ask_to_sign_in(request: web.Request, *, had_session: bool, forgets: bool = True) -> web.StreamResponse:
    """Nobody is signed in. A form that was posted keeps its words on the page."""
    settings: Settings = request.app[SETTINGS]
    sign_in = f"/sign-in?next={quote(request.path)}"
    if request.method == "POST":
        response: web.Response = old_form_page(request, sign_in)
        response.set_status(401)
    elif not had_session:
        return web.Response(status=303, headers={"Location": sign_in})
    else:
        response = render(request, "errors/not_now.html", status=401, timed_out=True, sign_in=sign_in)
    if forgets:
        forget(response, settings)
    return response


def forget(response: web.StreamResponse, settings: "Settings") -> None:
    """Takes the session out of the browser, and what its cache holds."""
    response.del_cookie(settings.cookie(sessions.COOKIE), path="/", secure=settings.secure, httponly=True)
    if settings.secure:
        response.headers["Clear-Site-Data"] = '"cache"'


def _paused(request: web.Request) -> web.Response:
    """One page that hints at nothing; everything else was never there."""
    if request.path != "/home":
        raise web.HTTPNotFound
    return render(request, "errors/paused.html")
