"""Composition root of the web process: settings in, application out."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from functools import cache

from aiohttp import web
from jinja2 import Environment

from messaging.server import PATH as SOCKETS_PATH
from portal.account.handlers import routes as account
from portal.administration.handlers import routes as administration
from portal.after_visits.handlers import routes as after_visits
from portal.clock import Clock
from portal.contributions.handlers import routes as contributions
from portal.cover.handlers import routes as cover
from portal.db import open_pool
from portal.enrolment.handlers import routes as enrolment
from portal.families.handlers import routes as families
from portal.home.handlers import routes as home
from portal.identity.councils import COUNCILS, Councils
from portal.identity.layer import session_layer
from portal.identity.passwords import HASHER, Hasher
from portal.information.handlers import routes as information
from portal.letters.handlers import routes as letters
from portal.live import add_sockets
from portal.meetings.handlers import routes as meetings
from portal.messages.handlers import routes as messages
from portal.my_story.handlers import routes as my_story
from portal.people.handlers import routes as people
from portal.planner.handlers import routes as planner
from portal.reminders.handlers_notify import routes as notify
from portal.safety.help_lines_kept import keeping_help_lines
from portal.safety.watch import watching
from portal.settings import Settings
from portal.sign_in.actions import SignInDesk
from portal.sign_in.handlers import DESK
from portal.sign_in.handlers import routes as sign_in
from portal.team.handlers import routes as team
from portal.timeline.handlers import routes as timeline
from portal.today.handlers import routes as today
from portal.urgent.handlers import routes as urgent
from portal.visits.handlers import routes as visits
from portal.web.headers import add_headers
from portal.web.messages import Catalogue, read_catalogues
from portal.web.outermost import HOST_COUNCIL, LARGEST_FORM, outermost
from portal.web.rendering import CATALOGUES, ENVIRONMENTS, build_environments
from portal.web.request import CLOCK, POOL, SETTINGS
from portal.web.routes import Route, add_routes, check_routes
from portal.web.static_files import PATH as ASSETS
from portal.web.static_files import StaticFiles, add_static_files
from portal.web.theme import theme_path
from portal.welcome.handlers import routes as welcome

FEATURES = (
    sign_in,
    welcome,
    information,
    account,
    home,
    visits,
    contributions,
    my_story,
    timeline,
    messages,
    today,
    planner,
    after_visits,
    people,
    families,
    enrolment,
    administration,
    meetings,
    cover,
    team,
    urgent,
    notify,
    letters,
)


def build_app(
    settings: Settings, *, clock: Clock | None = None, instead: Iterable[Route] = ()
) -> web.Application:
    """The portal. `instead` holds routes that take the place of ours or come beside them (the demonstration's)."""
    app = web.Application(middlewares=[outermost, session_layer], client_max_size=LARGEST_FORM)
    app[SETTINGS], app[CLOCK] = settings, clock or Clock()
    files, catalogues, environments = _pages(settings.strict_words)
    app[CATALOGUES], app[ENVIRONMENTS] = dict(catalogues), dict(environments)
    replaced = {(route.method, route.path): route for route in instead}
    ours = [route for routes in FEATURES for route in routes if (route.method, route.path) not in replaced]
    add_routes(app, [*ours, *replaced.values()])
    add_static_files(app, files)
    app.cleanup_ctx.append(_resources)
    app.cleanup_ctx.append(watching)
    app.cleanup_ctx.append(keeping_help_lines)
    add_sockets(app)
    check_routes(app, undeclared=frozenset({ASSETS, SOCKETS_PATH}))
    app.on_response_prepare.append(add_headers)
    return app


@cache
def _pages(strict: bool) -> tuple[StaticFiles, dict[str, Catalogue], dict[str, Environment]]:
    """What pages are made of: it never changes while the process runs, and compiling a template takes a while."""
    files, catalogues = StaticFiles(), read_catalogues(strict=strict)
    return files, catalogues, build_environments(catalogues, files.asset)


async def _resources(app: web.Application) -> AsyncIterator[None]:
    """What lives as long as the process: pool, password threads, the councils' looks."""
    settings = app[SETTINGS]
    app[POOL] = pool = await open_pool(settings.database_url, settings.pool_size, role="portal_web")
    app[HASHER] = hasher = Hasher()
    app[DESK] = SignInDesk(pool, hasher, settings.secret)
    app[COUNCILS] = councils = Councils(pool, settings.origins, theme_path)
    try:
        async with councils.kept_fresh():
            app[HOST_COUNCIL] = councils.by_host
            yield
    finally:
        hasher.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await pool.close()
