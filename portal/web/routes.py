"""Routes that say whom they are for. A route without an audience cannot be written."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, auto
from functools import cache
from typing import NamedTuple

from aiohttp import web

from portal.db import Connection, Row

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Audience(Flag):
    """Who may come to a route at all; which rows they then find is the store's affair."""

    ANYONE = auto()
    FAMILY = auto()
    STAFF = auto()
    MANAGER = auto()
    MEETINGS = auto()
    ADMINISTRATOR = auto()
    SIGNED_IN = FAMILY | STAFF | MANAGER | MEETINGS | ADMINISTRATOR


class LookUp(NamedTuple):
    """What `open_session` asks about somebody who comes to read: the first three arguments of a statement of theirs."""

    token_hash: bytes
    moment: datetime
    extends: bool


# Looks the session up and reads what the page shows in one statement, one trip to the database. The row begins with
# all that `open_session` answers. What follows is there, and in the log, only for whom the page is made so; the column
# `noted` says whether it is. For everybody else nothing was read, and the page is made as any other.
ReadingWithSession = Callable[[Connection, LookUp], Awaitable[Row | None]]


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Handler
    audience: Audience
    # Some pages work for people who have been invited and have no password of their own yet.
    while_invited: bool = False
    # A program posts here and proves itself with a token of its own: no form, no cookie, no Origin.
    from_program: bool = False
    # What this page shows comes together with the session of whoever asks.
    with_session: ReadingWithSession | None = None
    # Leads away from the portal, whoever asks, and also while the database does not say who that is.
    leads_away: bool = False


def get(
    path: str,
    handler: Handler,
    *,
    audience: Audience,
    while_invited: bool = False,
    with_session: ReadingWithSession | None = None,
    leads_away: bool = False,
) -> Route:
    return Route(
        "GET", path, handler, audience, while_invited, with_session=with_session, leads_away=leads_away
    )


def post(path: str, handler: Handler, *, audience: Audience, while_invited: bool = False) -> Route:
    return Route("POST", path, handler, audience, while_invited)


def post_from_program(path: str, handler: Handler) -> Route:
    """The handler reads the body, and asks for proof before anything else."""
    return Route("POST", path, handler, Audience.ANYONE, from_program=True)


class UndeclaredRoute(Exception):
    """A route stands in the application that no feature declared."""


RouteTable = dict[tuple[str, str], Route]
ROUTES = web.AppKey("routes", RouteTable)


def add_routes(app: web.Application, routes: Iterable[Route]) -> None:
    table = app.setdefault(ROUTES, {})
    ways: dict[str, list[tuple[str, Handler]]] = {}
    for route in routes:
        if (route.method, route.path) in table:
            raise UndeclaredRoute(f"{route.method} {route.path} is declared twice")
        table[route.method, route.path] = route
        at_path = ways.setdefault(route.path, [])
        at_path.append((route.method, route.handler))
        if route.method == "GET":
            at_path.append(("HEAD", route.handler))
    for path in sorted(ways, key=_names_last):
        app.router.register_resource(_resource(path, tuple(ways[path])))


def _names_last(path: str) -> list[bool]:
    """Sorts `/decisions/share` before `/decisions/{id}`: the router takes the first that fits, not the closest."""
    return ["{" in part for part in path.split("/")]


@cache
def _resource(path: str, ways: tuple[tuple[str, Handler], ...]) -> web.Resource:
    """One for each path, so that an address is matched once whatever is done there.

    It holds nothing of an application, and making some three hundred takes longer than all else that one begins with:
    a process that starts several makes them once.
    """
    resource = web.UrlDispatcher().add_resource(path)
    for method, handler in ways:
        resource.add_route(method, handler)
    return resource


def check_routes(app: web.Application, undeclared: frozenset[str] = frozenset()) -> None:
    """Refuses to start when a route has no audience. `undeclared` names the few that serve no page."""
    for route in app.router.routes():
        path = route.resource.canonical if route.resource else "?"
        method = "GET" if route.method == "HEAD" else route.method
        if (method, path) not in app[ROUTES] and path not in undeclared:
            raise UndeclaredRoute(f"{method} {path} declares no audience")


def route_of(request: web.Request) -> Route | None:
    """The declared route that this request met; None for unknown pages and static files."""
    resource = request.match_info.route.resource
    if resource is None:
        return None
    method = "GET" if request.method == "HEAD" else request.method
    return request.app[ROUTES].get((method, resource.canonical))


def is_from_program(request: web.Request) -> bool:
    route = route_of(request)
    return route is not None and route.from_program
