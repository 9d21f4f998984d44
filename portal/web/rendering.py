"""Templates to responses: one Jinja environment a language, filled with what every page needs."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from portal.web.breaking import breakable
from portal.web.compiling import PageEnvironment
from portal.web.csrf import masked, new_secret
from portal.web.messages import Catalogue
from portal.web.request import Current, current
from portal.web.times import london, say_day_in_page, say_time

TEMPLATE_FOLDER = Path(__file__).parent.parent.parent / "templates"
ENVIRONMENTS = web.AppKey("environments", dict[str, Environment])
CATALOGUES: web.AppKey[dict[str, Catalogue]] = web.AppKey("catalogues", dict)

# The page being made: macros have no context of their own, and rendering never waits, so this cannot mix.
_page: ContextVar[Current] = ContextVar("page")


def build_environments(
    catalogues: Mapping[str, Catalogue], asset: Callable[[str], str], folder: Path = TEMPLATE_FOLDER
) -> dict[str, Environment]:
    return {name: _environment(words, asset, folder) for name, words in catalogues.items()}


def _environment(words: Catalogue, asset: Callable[[str], str], folder: Path) -> Environment:
    env = PageEnvironment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(folder),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        words=words,
        emergency=words.t("shell.help.danger", number=Markup('<a href="tel:999"><bdi>999</bdi></a>')),
        t=words.t,
        tn=words.tn,
        day=partial(_day, words),
        moment=partial(_moment, words),
        clock_time=partial(_clock_time, words),
        iso=_iso,
        asset=asset,
        breakable=breakable,
        csrf_field=_csrf_field,
        kept_field=_kept_field,
        csrf_token=_csrf_token,
        said=partial(_said, words),
        direction=words.direction,
        language=words.language,
    )
    return env


def render(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page in the language of the person who asked."""
    page = current(request)
    words = request.app[CATALOGUES].get(page.language) or request.app[CATALOGUES]["en"]
    env = request.app[ENVIRONMENTS][words.language]
    stands = _place_in_menu(page.below or request.path)
    token = _page.set(page)
    try:
        text = env.get_template(template).render(
            path=request.path,
            actor=page.actor,
            now=page.now,
            today=page.today,
            council=page.council,
            display=page.display,
            nav=[(href, key, _stands_at(href, stands)) for href, key in page.nav],
            done_key=page.done_key,
            nonce=page.nonce,
            idle_minutes=page.idle_minutes,
            **context,
        )
    finally:
        _page.reset(token)
    return web.Response(text=text, status=status, content_type="text/html")


# Pages of a family that lie below a link of the menu without beginning as it does.
_BELOW = {"meetings": "/visits", "story": "/views", "timeline": "/views"}


def _place_in_menu(path: str) -> str:
    return _BELOW.get(path[1:].partition("/")[0], "") + path


def _stands_at(href: str, path: str) -> str:
    """What a link of the menu says of the page it is on: that it is this page, or that this page lies below it."""
    if path == href:
        return "page"
    return "true" if path.startswith(f"{href}/") else ""


def words_of(request: web.Request) -> Catalogue:
    """The catalogue of the person who asked, for words outside templates."""
    catalogues = request.app[CATALOGUES]
    return catalogues.get(current(request).language) or catalogues["en"]


def _csrf_field() -> Markup:
    # The key makes a post happen once: a double tap or a reload sends the same one again.
    return Markup(  # noqa: S704 - neither can hold a character that means something in HTML
        f'<input type="hidden" name="csrf" value="{_csrf_token()}">'
        f'<input type="hidden" name="key" value="{uuid4()}">'
    )


def _kept_field(action: str) -> Markup:
    """Whose half typed words this form has before it; nothing where its page did not ask for any."""
    known = _page.get().kept.get(action)
    return (
        Markup("") if known is None else Markup('<input type="hidden" name="kept" value="{}">').format(known)
    )


def _csrf_token() -> str:
    """The same in all forms of one answer."""
    page = _page.get()
    if not page.csrf_token:
        if not page.csrf_secret:
            # Nobody has signed in: the secret is made with the first form and goes out as a cookie.
            page.csrf_secret, page.csrf_is_new = new_secret(), True
        page.csrf_token = masked(page.csrf_secret)
    return page.csrf_token


def _said(words: Catalogue, message: object) -> Markup:
    """A message that is a key, or a key with its values, as forms and stores hand them over."""
    if isinstance(message, tuple | list):
        key, values = message
        return words.t(key, **values)
    return words.t(str(message))


def _day(words: Catalogue, when: date | datetime) -> str:
    day = london(when).date() if isinstance(when, datetime) else when
    return say_day_in_page(day, _page.get().today.year, words.language)


def _clock_time(words: Catalogue, when: datetime | time) -> str:
    return say_time(london(when).time() if isinstance(when, datetime) else when, words.language)


def _moment(words: Catalogue, when: datetime) -> Markup:
    at = london(when)
    return words.t("time.day_at_time", day=_day(words, at.date()), time=_clock_time(words, at.time()))


def _iso(when: datetime) -> str:
    """For <time datetime>: London wall time with its offset."""
    return london(when).isoformat(timespec="minutes")
