"""What several handlers of signing in begin or end with: this browser's session and its device."""

from datetime import timedelta

from aiohttp import web

from portal.db import connection_of
from portal.identity import sessions
from portal.identity.actor import Actor
from portal.identity.second_step_store import end_pending_step
from portal.identity.sessions import end_session, hash_of, is_token, open_session
from portal.sign_in.actions_links import LinkDesk
from portal.web.request import POOL, SETTINGS, host_of, now_of

DEVICE_DAYS = timedelta(days=400)


def device_of(request: web.Request) -> str | None:
    """What this browser is known by, if it has been here before."""
    token = request.cookies.get(request.app[SETTINGS].cookie(sessions.DEVICE_COOKIE))
    return token if token and is_token(token) else None


def keep_device(request: web.Request, response: web.Response, token: str, *, lasts: bool) -> None:
    """`lasts`: once it has signed in; until then the browser forgets it when it is closed."""
    _keep(request, response, sessions.DEVICE_COOKIE, token, DEVICE_DAYS if lasts else None)


def keep_session_token(request: web.Request, response: web.Response, token: str) -> None:
    """Until the browser is closed; a session’s, or while a code is asked for a second step’s."""
    _keep(request, response, sessions.COOKIE, token, None)


def _keep(
    request: web.Request, response: web.Response, name: str, token: str, lasts: timedelta | None
) -> None:
    settings = request.app[SETTINGS]
    response.set_cookie(
        settings.cookie(name),
        token,
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=int(lasts.total_seconds()) if lasts else None,
    )


def session_token_of(request: web.Request) -> str | None:
    """What this browser holds: a session’s, or while a code is asked for a second step’s."""
    token = request.cookies.get(request.app[SETTINGS].cookie(sessions.COOKIE))
    return token if token and is_token(token) else None


def link_desk(request: web.Request) -> LinkDesk:
    return LinkDesk(request.app[POOL], request.app[SETTINGS].secret, host_of(request), now_of(request))


async def end_earlier_session(request: web.Request) -> Actor | None:
    """The session that this browser came with ends here, or what would have become one; answers with whose it was."""
    token = session_token_of(request)
    if token is None:
        return None
    async with connection_of(request.app[POOL]) as conn, conn.transaction():
        session = await open_session(conn, token, now_of(request), reading=False, extends=False)
        if session is None:
            await end_pending_step(conn, hash_of(token), now_of(request))
            return None
        await end_session(conn, session.actor.account_id, session.actor.session_id)
    return session.actor


async def leave_nothing(request: web.Request) -> Actor | None:
    """Ends the session, and this browser's hold on a link from a letter: whoever has the phone next could use it.

    The link is not used up, and opens again from its letter. Answers with whose session it was.
    """
    actor = await end_earlier_session(request)
    if device := device_of(request):
        await link_desk(request).forget(device)
    return actor
