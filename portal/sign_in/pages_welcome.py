"""Where a right password leads: to the first page, or to the question for a code."""

from urllib.parse import quote

from aiohttp import web

from portal.db import Connection, connection_of
from portal.identity.actor import Actor, home_of
from portal.identity.authenticator_store import tell_taken
from portal.identity.sessions import OpenSession, change_done_key, open_session
from portal.sign_in.actions import SignedIn
from portal.sign_in.pages import keep_device, keep_session_token, leave_nothing
from portal.web.rendering import render
from portal.web.request import POOL, SETTINGS, now_of, own_path, see_other

CODE = "/sign-in/code"


async def ask_for_code(request: web.Request, done: SignedIn, wanted: str | None) -> web.Response:
    """The browser holds what is pending as it would hold a session; the form’s own cookie is good for the next one."""
    await leave_nothing(request)
    response = see_other(with_next(CODE, own_path(wanted or "", "")))
    keep_session_token(request, response, done.session_token)
    return response


def with_next(page: str, going: str) -> str:
    return f"{page}?next={quote(going)}" if going else page


async def let_in(request: web.Request, done: SignedIn, wanted: str | None) -> web.Response:
    session = await begin_session(request, done)
    if session is None:
        # The words were right, and the account has ended.
        return render(request, "sign_in/show_account_over.html", status=403)
    return keep_session(request, see_other(first_page(session.actor, wanted)), done)


def first_page(actor: Actor, wanted: str | None) -> str:
    home = home_of(actor)
    return home if actor.invited else own_path(wanted or "", home)


async def begin_session(request: web.Request, done: SignedIn) -> OpenSession | None:
    await leave_nothing(request)
    async with connection_of(request.app[POOL]) as conn, conn.transaction():
        session = await open_session(conn, done.session_token, now_of(request), reading=False, extends=False)
        if session and not session.actor.is_family:
            await _tell(conn, session.actor, done)
    return session


async def _tell(conn: Connection, actor: Actor, done: SignedIn) -> None:
    """The next page says that their app was taken away by somebody else, or that somebody else has their password."""
    if await tell_taken(conn, actor.account_id):
        await change_done_key(conn, actor.session_id, "sign_in.news.app_taken")
    elif done.was_guessed_at:
        await change_done_key(conn, actor.session_id, "sign_in.news.guessed_at")


def keep_session(request: web.Request, response: web.Response, done: SignedIn) -> web.Response:
    settings = request.app[SETTINGS]
    keep_session_token(request, response, done.session_token)
    keep_device(request, response, done.device_token, lasts=True)
    response.del_cookie(settings.cookie("csrf"), path="/", secure=settings.secure, httponly=True)
    return response
