"""The portal as people meet it: a running application, browsers' sessions by person, a clock to turn."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from html import unescape
from urllib.parse import urlsplit

import aiohttp
import asyncpg
import pytest
from aiohttp import web
from yarl import URL

from portal.app import build_app
from portal.clock import LONDON, Clock
from portal.db import council_transaction
from portal.demo.cast import Cast, Member
from portal.demo.front_page import routes as demonstration
from portal.identity.sessions import COOKIE, DEVICE_COOKIE, add_session, hash_of, new_token
from portal.identity.sign_in_names import read_sign_in_name
from portal.serving import start
from portal.settings import Settings
from portal.sign_in.store import add_known_device, get_account
from portal.web.request import POOL
from tests.codes import next_code
from tests.databases import FIRST_DAY, HOST, CastDatabase
from tests.ports import free_port

SECRET = bytes(range(32))


@dataclass(frozen=True)
class Answer:
    """One response, read to its end."""

    status: int
    text: str
    headers: Mapping[str, str]
    url: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


async def _read(response: aiohttp.ClientResponse) -> str:
    """Spaces as people see them: a date on a page has one that no line breaks at."""
    text = await response.text()
    return text.replace("\N{NO-BREAK SPACE}", " ") if response.content_type == "text/html" else text


@dataclass
class Visitor:
    """A browser of one person: keeps cookies, sends Origin, and posts a form as the page shows it."""

    origin: str
    http: aiohttp.ClientSession
    extra: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, *, follow: bool = True, **headers: str) -> Answer:
        async with self.http.get(
            self.origin + path, allow_redirects=follow, headers=self.extra | headers
        ) as response:
            return Answer(response.status, await _read(response), response.headers, str(response.url))

    async def post(
        self,
        path: str,
        fields: dict[str, object] | None = None,
        *,
        page: str | None = None,
        follow: bool = True,
        key: str | None = None,
        origin: str | None = None,
    ) -> Answer:
        """Opens `page` (the form's own path unless said otherwise), takes its hidden fields, and posts."""
        shown = await self.get(page or path)
        hidden = hidden_fields(shown.text) or hidden_fields((await self.get("/sign-out")).text)
        if key is not None:
            hidden["key"] = key
        return await self.send(path, {**hidden, **(fields or {})}, follow=follow, origin=origin)

    async def send(
        self, path: str, fields: dict[str, object], *, follow: bool = True, origin: str | None = None
    ) -> Answer:
        """Posts exactly these fields. A value that is a list is sent once for each of its items."""
        pairs = [
            (name, str(one))
            for name, value in fields.items()
            for one in (value if isinstance(value, list | tuple) else [value])
        ]
        headers = self.extra | {"Origin": self.origin if origin is None else origin}
        async with self.http.post(
            self.origin + path, data=pairs or b"", headers=headers, allow_redirects=follow
        ) as response:
            return Answer(response.status, await _read(response), response.headers, str(response.url))

    async def sign_in(self, member: Member, password: str | None = None) -> Answer:
        fields: dict[str, object] = {"name": member.sign_in, "password": password or member.password}
        answer = await self.post("/sign-in", fields)
        if answer.path != "/sign-in/code":
            return answer
        return await self.post("/sign-in/code", {"code": await next_code(member.sign_in)})


_HIDDEN = re.compile(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"')


def hidden_fields(page: str) -> dict[str, object]:
    """csrf and key of a page's first form in the main part, else of any form."""
    main = page.split("<main", 1)[-1].split("</main>")[0]
    found = _HIDDEN.findall(main) or _HIDDEN.findall(page)
    fields: dict[str, object] = {}
    for name, value in found:
        fields.setdefault(name, unescape(value))
    return fields


@dataclass(frozen=True)
class RunningPortal:
    """One application over one database."""

    origin: str
    clock: Clock
    cast: Cast
    database: CastDatabase
    app: web.Application


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


@asynccontextmanager
async def run_portal(
    database: CastDatabase,
    *,
    behind: int | None = None,
    pool_size: int = 4,
    prepare: Callable[[web.Application], None] = lambda _: None,
) -> AsyncIterator[RunningPortal]:
    """Serves until the caller is done. The clock stands at 10 on the first day of the cast's story, and runs.

    `behind` is the port of a proxy that people come through; `prepare` changes the application before it starts.
    """
    port = free_port()
    origin = f"http://127.0.0.1:{behind or port}"
    settings = Settings(
        database_url=database.dsn("portal_web"),
        origins=(origin,),
        secret=SECRET,
        audit_key=SECRET,
        port=port,
        pool_size=pool_size,
        strict_words=True,
    )
    clock = Clock.turned_to(at(FIRST_DAY, 10))
    app = build_app(settings, clock=clock, instead=[one for one in demonstration if one.path != "/"])
    prepare(app)
    runner = await start(app, settings)
    try:
        yield RunningPortal(origin, clock, database.cast, database, app)
    finally:
        await runner.cleanup()


@pytest.fixture
async def portal(cast_database: CastDatabase) -> AsyncIterator[RunningPortal]:
    """A running portal over a fresh copy of the cast's database."""
    async with run_portal(cast_database) as running:
        yield running


@pytest.fixture
def cast(portal: RunningPortal) -> Cast:
    return portal.cast


@pytest.fixture
def clock(portal: RunningPortal) -> Clock:
    """Turn it with clock.turn_to(moment)."""
    return portal.clock


@pytest.fixture
async def db(portal: RunningPortal) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The database as its owner sees it, past row-level security: to arrange and to check."""
    connection = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def stranger(portal: RunningPortal) -> AsyncIterator[Visitor]:
    """Somebody who has not signed in."""
    async with new_visitor(portal.origin) as visitor:
        yield visitor


SignIn = Callable[[Member], Awaitable[Visitor]]


@pytest.fixture
async def sign_in(portal: RunningPortal) -> AsyncIterator[SignIn]:
    """sign_in(cast.dani) answers with her browser, signed in; the same again is another browser of hers."""
    opened: list[aiohttp.ClientSession] = []

    async def open_for(member: Member) -> Visitor:
        http = _session()
        opened.append(http)
        visitor = Visitor(portal.origin, http)
        cookies = await cookies_of(portal, member)
        if cookies:
            http.cookie_jar.update_cookies(cookies, URL(portal.origin))
            return visitor
        answer = await visitor.sign_in(member)
        assert answer.status == 200, f"{member.name} could not sign in: {answer.status}"
        assert answer.path != "/sign-in", f"{member.name} could not sign in"
        return visitor

    yield open_for
    await asyncio.gather(*(http.close() for http in opened))


async def cookies_of(portal: RunningPortal, member: Member) -> dict[str, str]:
    """What signing in leaves in a browser: the same session, without its pages and the long sum of its password.

    Nothing where the page would say more than “welcome”: somebody new, paused or gone signs in by the page.
    """
    now, name = portal.clock.now(), read_sign_in_name(member.sign_in)
    assert name is not None, member.sign_in
    async with portal.app[POOL].acquire() as conn:
        account = await get_account(conn, HOST, name.value)
    if account is None or account.state != "active":
        return {}
    device = new_token()
    async with council_transaction(portal.app[POOL], account.council_id, now) as conn:
        await add_known_device(conn, account.account_id, hash_of(device))
        session = await add_session(conn, account.account_id, "?")
    return {COOKIE: session, DEVICE_COOKIE: device}


class new_visitor:  # noqa: N801 - reads as a function where it is used
    """A browser that closes itself: async with new_visitor(origin) as somebody."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    async def __aenter__(self) -> Visitor:
        self._http = _session()
        return Visitor(self._origin, self._http)

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=20)
    )
