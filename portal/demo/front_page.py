"""The demonstration's opening page: says what it is, and who can sign in to see what."""

from dataclasses import dataclass

from aiohttp import web

from portal.demo.cast import APP_KEY, CAST, EXAMPLESHIRE, PASSWORD, SAMPLETON, Member
from portal.demo.phones_page import routes as phones
from portal.demo.weather import routes as weather
from portal.identity.actor import Actor, home_of
from portal.identity.authenticators import in_fours
from portal.web.rendering import render
from portal.web.request import current, see_other
from portal.web.routes import Audience, get

# Whether all staff sign in with codes.
CODES = web.AppKey("codes", bool)


@dataclass(frozen=True, slots=True)
class CouncilOnShow:
    """One council of the demonstration, with who can sign in."""

    service: str
    name: str
    families: list[Member]
    staff: list[Member]


def councils_on_show() -> list[CouncilOnShow]:
    return [
        CouncilOnShow(service, name, _families(key), [one for one in _of(key) if one.is_staff])
        for key, service, name in (
            (EXAMPLESHIRE, "Kite", "Exampleshire County Council"),
            (SAMPLETON, "Harbour", "Sampleton Borough Council"),
        )
    ]


def _of(council: str) -> list[Member]:
    return [one for one in CAST.who_sign_in() if one.council == council]


def _families(council: str) -> list[Member]:
    """Whom to try first comes first: they stand in the cast in the order of a visit to the demonstration."""
    return [one for one in _of(council) if not one.is_staff]


async def show_front(request: web.Request) -> web.StreamResponse:
    """Whoever is signed in goes on to their own pages, as in any portal."""
    actor = current(request).actor
    return see_other(home_of(actor)) if isinstance(actor, Actor) else await show_demonstration(request)


async def show_demonstration(request: web.Request) -> web.Response:
    key = in_fours(APP_KEY) if request.app.get(CODES) else None
    return render(request, "demo/show_front.html", councils=councils_on_show(), password=PASSWORD, key=key)


routes = [
    get("/", show_front, audience=Audience.ANYONE),
    get("/demonstration", show_demonstration, audience=Audience.ANYONE),
    *phones,
    *weather,
]
