"""Templates to responses: one Jinja environment a language, filled with what every page needs."""

import re
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.ext import Extension
from markupsafe import Markup

from portal.web.csrf import masked, new_secret
from portal.web.messages import Catalogue
from portal.web.request import Current, current
from portal.web.times import london, say_day, say_time

TEMPLATE_FOLDER = Path(__file__).parent.parent.parent / "templates"
ENVIRONMENTS = web.AppKey("environments", dict[str, Environment])
CATALOGUES: web.AppKey[dict[str, Catalogue]] = web.AppKey("catalogues", dict)

# The page being made: macros have no context of their own, and rendering never waits, so this cannot mix.
_page: ContextVar[Current] = ContextVar("page")


class FoldWords(Extension):
    """Writes what is the same on every page into the compiled template: sentences without values, addresses of assets.

    An environment has one language, so what it is made of does not change while the process runs.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        words = cast(Catalogue, self.environment.globals["words"])
        asset = cast(Callable[[str], str], self.environment.globals["asset"])

        def constant(found: re.Match[str]) -> str:
            before, call, text, after = found.groups()
            if call == "t" and text not in words:
                return found[0]
            return f"{before} {str(words.t(text) if call == 't' else asset(text))!r}|safe {after}"

        return _CONSTANTS.sub(constant, source)


_CONSTANTS = re.compile(r"""(\{\{-?)\s*(t|asset)\(["']([a-z0-9_.-]+)["']\)\s*(-?\}\})""")


class PlainEnvironment(Environment):
    """Every template shares one set of globals, which never changes: no chain of maps is walked for each page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


def build_environments(
    catalogues: Mapping[str, Catalogue], asset: Callable[[str], str], folder: Path = TEMPLATE_FOLDER
) -> dict[str, Environment]:
    return {name: _environment(words, asset, folder) for name, words in catalogues.items()}


def _environment(words: Catalogue, asset: Callable[[str], str], folder: Path) -> Environment:
    env = PlainEnvironment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(folder),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[FoldWords],
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
        csrf_field=_csrf_field,
        csrf_token=lambda: masked(_secret()),
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
    token = _page.set(page)
    try:
        text = env.get_template(template).render(
            path=request.path,
            actor=page.actor,
            now=page.now,
            today=london(page.now).date(),
            council=page.council,
            display=page.display,
            nav=[(href, key, href == request.path) for href, key in page.nav],
            done_key=page.done_key,
            nonce=page.nonce,
            idle_minutes=page.idle_minutes,
            **context,
        )
    finally:
        _page.reset(token)
    return web.Response(text=text, status=status, content_type="text/html")


def words_of(request: web.Request) -> Catalogue:
    """The catalogue of the person who asked, for words outside templates."""
    catalogues = request.app[CATALOGUES]
    return catalogues.get(current(request).language) or catalogues["en"]


def _csrf_field() -> Markup:
    # The key makes a post happen once: a double tap or a reload sends the same one again.
    return Markup(
        '<input type="hidden" name="csrf" value="{}"><input type="hidden" name="key" value="{}">'
    ).format(masked(_secret()), uuid4())


def _secret() -> bytes:
    page = _page.get()
    if not page.csrf_secret:
        # Nobody has signed in: the secret is made with the first form and goes out as a cookie.
        page.csrf_secret, page.csrf_is_new = new_secret(), True
    return page.csrf_secret


def _said(words: Catalogue, message: object) -> Markup:
    """A message that is a key, or a key with its values, as forms and stores hand them over."""
    if isinstance(message, tuple | list):
        key, values = message
        return words.t(key, **values)
    return words.t(str(message))


def _this_year() -> int:
    return london(_page.get().now).year


def _day(words: Catalogue, when: date | datetime) -> str:
    day = london(when).date() if isinstance(when, datetime) else when
    return say_day(day, _this_year(), words.language)


def _clock_time(words: Catalogue, when: datetime | time) -> str:
    return say_time(london(when).time() if isinstance(when, datetime) else when, words.language)


def _moment(words: Catalogue, when: datetime) -> Markup:
    return words.t("time.day_at_time", day=_day(words, when), time=_clock_time(words, when))


def _iso(when: datetime) -> str:
    """For <time datetime>: London wall time with its offset."""
    return london(when).isoformat(timespec="minutes")
