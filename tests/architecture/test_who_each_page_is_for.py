"""Every route's audience against the written table: a new page is for nobody until somebody wrote down for whom."""

import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from portal.app import build_app
from portal.settings import Settings
from portal.web.routes import ROUTES, Audience, Route, UndeclaredRoute, add_routes, check_routes, get

TABLE = Path(__file__).with_name("audiences.txt")
SETTINGS = Settings(
    database_url="postgresql://nowhere", origins=("http://127.0.0.1:1",), secret=bytes(range(32))
)
# What a page is shown to before anybody has signed in; each was thought about.
OPEN_TO_ANYONE = {
    "/", "/accessibility", "/cookies", "/exit", "/help", "/help/safe-online", "/language",
    "/notify/receipts", "/notify/texts", "/privacy", "/sign-in", "/sign-in/app",
    "/sign-in/code", "/sign-in/help", "/sign-in/help/sent", "/sign-in/link", "/sign-in/link/{token}",
    "/sign-in/password-saved", "/sign-out", "/status", "/who-sees-what",
}  # fmt: skip


def declared() -> list[Route]:
    return sorted(build_app(SETTINGS)[ROUTES].values(), key=lambda route: (route.path, route.method))


def written(route: Route) -> str:
    audience = (
        "SIGNED_IN"
        if route.audience == Audience.SIGNED_IN
        else " ".join(sorted(str(part.name) for part in route.audience))
    )
    return f"{audience:<22} {route.method:<4} {route.path}" + (
        "  while invited" if route.while_invited else ""
    )


def test_every_page_is_for_whom_the_table_says() -> None:
    table = [
        line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    assert [written(route) for route in declared()] == table


def test_pages_open_to_anyone_are_these_only() -> None:
    assert {route.path for route in declared() if Audience.ANYONE in route.audience} == OPEN_TO_ANYONE


def test_what_staff_work_on_is_never_for_families_nor_the_other_way_round() -> None:
    for route in declared():
        if route.path.startswith("/staff/"):
            assert not route.audience & (Audience.FAMILY | Audience.ANYONE), route.path
        if Audience.FAMILY in route.audience and route.audience != Audience.SIGNED_IN:
            assert not route.path.startswith(("/staff", "/admin", "/partner")), route.path
        if route.path.startswith("/admin/"):
            assert route.audience in (Audience.ADMINISTRATOR, Audience.ADMINISTRATOR | Audience.MANAGER), (
                route.path
            )


async def test_no_page_stands_in_another_ones_way() -> None:
    for routes in (declared(), declared()[::-1]):
        app = web.Application()
        add_routes(app, routes)
        for route in routes:
            address = re.sub(r"\{\w+\}", "82cd7e22-6e0a-4a79-9a4c-7a2dca2c5d9f", route.path)
            met = await app.router.resolve(make_mocked_request(route.method, address))
            assert met.route.resource is not None, f"{route.method} {address} is not found"
            assert met.route.resource.canonical == route.path, f"{address} is taken for another page"


async def nothing(request: web.Request) -> web.Response:
    return web.Response()


def test_a_route_that_nobody_declared_keeps_the_portal_from_starting() -> None:
    app = web.Application()
    add_routes(app, [get("/declared", nothing, audience=Audience.FAMILY)])
    check_routes(app)
    app.router.add_get("/undeclared", nothing)
    with pytest.raises(UndeclaredRoute, match="/undeclared declares no audience"):
        check_routes(app)


def test_a_route_cannot_be_written_without_an_audience() -> None:
    with pytest.raises(TypeError):
        get("/page", nothing)  # type: ignore[call-arg]


def test_one_address_is_declared_once() -> None:
    app = web.Application()
    with pytest.raises(UndeclaredRoute, match="twice"):
        add_routes(app, [get("/page", nothing, audience=Audience.FAMILY)] * 2)
