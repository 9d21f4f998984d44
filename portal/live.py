"""Composition of the live side: the sockets of the web process, with what `messaging` needs of the portal."""

from collections.abc import AsyncIterator

from aiohttp import web

from messaging.live import Live, Means
from messaging.model import Caller
from messaging.server import PATH, Identify, Server, handler_for
from messaging.watching import Watching
from portal.db import connection_of
from portal.identity.sessions import COOKIE, is_token, open_session
from portal.messages.page_people import side_in
from portal.messages.sentences import sentences_of
from portal.safety.watch import WATCH
from portal.web.rendering import CATALOGUES
from portal.web.request import CLOCK, POOL, SETTINGS
from portal.web.routes import Handler

SOCKETS: web.AppKey[Handler] = web.AppKey("sockets")
SERVER = web.AppKey("server", Server)


def add_sockets(app: web.Application) -> None:
    """The one address that serves no page. It opens no session of its own and answers no form."""

    async def open_socket(request: web.Request) -> web.StreamResponse:
        return await request.app[SOCKETS](request)

    async def end_all(app: web.Application) -> None:
        # Told before the server waits for what is under way: browsers come back to the next process.
        await app[SERVER].eio.disconnect()

    app.router.add_route("*", PATH, open_socket)
    app.cleanup_ctx.append(_sockets)
    app.on_shutdown.append(end_all)


async def _sockets(app: web.Application) -> AsyncIterator[None]:
    settings, catalogues = app[SETTINGS], app[CATALOGUES]
    means = Means(
        pool=app[POOL],
        now=app[CLOCK].now,
        sentences=sentences_of(catalogues),
        alarm=lambda caller, draft: app[WATCH].alarm(
            caller.council_id, draft.body, draft.language, app[CLOCK].now()
        ),
        event_limit=settings.event_limit,
    )
    live = Live(means)
    app[SERVER] = server = Server(live, lean=settings.socket_path == "lean")
    app[SOCKETS] = handler_for(server, settings.origins, identify_for(app))
    watching = Watching(live, settings.database_url)
    watching.start()
    try:
        yield
    finally:
        await watching.stop()
        await live.outbound.close()
        await server.eio.shutdown()


def identify_for(app: web.Application) -> Identify:
    """Whose socket it is to be, by the session's cookie; opening one keeps nobody signed in."""
    cookie = app[SETTINGS].cookie(COOKIE)

    async def identify(request: web.Request) -> Caller | None:
        token = request.cookies.get(cookie)
        if token is None or not is_token(token):
            return None
        async with connection_of(app[POOL]) as conn:
            session = await open_session(conn, token, app[CLOCK].now(), reading=True, extends=False)
        if session is None or session.actor.state != "active":
            return None
        actor = session.actor
        side = side_in(request.query.get("side"))
        return Caller(actor.council_id, actor.session_id, actor.id, actor.is_family, actor.language, side)

    return identify
