"""Pages for anybody, signed in or not."""

from aiohttp import web

from portal.db import connection_of
from portal.identity.actor import Actor, home_of
from portal.identity.councils import COUNCILS
from portal.information import store
from portal.safety.help_lines import dialled, is_for_young, lines_for
from portal.safety.help_lines_kept import HELP_LINES
from portal.web.rendering import CATALOGUES, render
from portal.web.request import POOL, SETTINGS, Council, current, host_of, see_other, today_of
from portal.web.routes import Audience, Handler, get


async def show_front(request: web.Request) -> web.Response:
    actor = _actor(request)
    if actor is not None:
        return see_other(home_of(actor))
    return render(request, "information/show_front.html")


async def show_help(request: web.Request) -> web.Response:
    actor, councils = _actor(request), _councils(request)
    lines = request.app[HELP_LINES].of(councils[0].id if len(councils) == 1 else None)
    return render(
        request, "information/show_help.html", councils=councils, dialled=dialled,
        lines=lines_for(lines, young=actor is None or is_for_young(actor, today_of(request))),
        staff=actor is not None and not actor.is_family,
    )  # fmt: skip


async def show_languages(request: web.Request) -> web.Response:
    names = {tag: words.plain("language.own_name") for tag, words in request.app[CATALOGUES].items()}
    return render(request, "information/show_languages.html", languages=names, councils=_councils(request),
                  dialled=dialled)  # fmt: skip


async def show_privacy(request: web.Request) -> web.Response:
    return render(request, "information/show_privacy.html", councils=_councils(request), dialled=dialled)


async def show_accessibility(request: web.Request) -> web.Response:
    return render(
        request, "information/show_accessibility.html", councils=_councils(request), dialled=dialled
    )


async def show_cookies(request: web.Request) -> web.Response:
    cookie = request.app[SETTINGS].cookie
    return render(
        request, "information/show_cookies.html",
        cookies=[(cookie("session"), "session"), (cookie("csrf"), "csrf"), (cookie("device"), "device")],
    )  # fmt: skip


async def show_status(request: web.Request) -> web.Response:
    """Asks the database; where it does not answer, the ground shows the page for that."""
    async with connection_of(request.app[POOL]) as conn:
        await store.get_answer(conn)
    return render(request, "information/show_status.html")


def _page(template: str) -> Handler:
    async def show_page(request: web.Request) -> web.Response:
        return render(request, template)

    return show_page


def _actor(request: web.Request) -> Actor | None:
    actor = current(request).actor
    return actor if isinstance(actor, Actor) else None


def _councils(request: web.Request) -> list[Council]:
    """Whose numbers to show: the council of the person who asks; else every council of this address."""
    councils, actor = request.app[COUNCILS], _actor(request)
    if actor is not None:
        return [councils[actor.council_id]]
    found = [councils[council_id] for council_id in councils.at_host(host_of(request))]
    return found or [council for council in [current(request).council] if council is not None]


routes = [
    get("/", show_front, audience=Audience.ANYONE),
    get("/help", show_help, audience=Audience.ANYONE),
    get("/help/safe-online", _page("information/show_safe_online.html"), audience=Audience.ANYONE),
    get("/who-sees-what", _page("information/show_who_sees_what.html"), audience=Audience.ANYONE),
    get("/language", show_languages, audience=Audience.ANYONE),
    get("/privacy", show_privacy, audience=Audience.ANYONE),
    get("/accessibility", show_accessibility, audience=Audience.ANYONE),
    get("/cookies", show_cookies, audience=Audience.ANYONE),
    get("/status", show_status, audience=Audience.ANYONE),
]
