"""Two people in a conversation that stands open: a portal behind a line that can be counted, cut and silenced."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from playwright.async_api import Page

from messaging.model import Draft
from messaging.store_sending import add_messages
from portal.demo.cast import Cast, Member
from portal.web.request import SETTINGS
from tests.browser import LAPTOP, PHONE, Browsing, Chromium, View, browse, let_in, sign_in_through_the_page
from tests.databases import CastDatabase
from tests.messaging.wire import Socket, socket_of
from tests.pages.counting import CountingProxy
from tests.running import RunningPortal, Visitor, new_visitor, run_portal

# What a browser says to its console when the line that a test cuts is cut.
_OF_THE_LINE = re.compile(
    r"WebSocket connection to .* failed|net::ERR_(INTERNET_DISCONNECTED|EMPTY_RESPONSE|CONNECTION)"
)

# What either region says, when, and how long it stands; and whatever takes the focus.
RECORD = """
window.said = [];
document.addEventListener("DOMContentLoaded", () => {
  for (const name of ["announcer", "alerter"]) {
    const region = document.getElementById(name);
    if (!region) continue;
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) {
          const at = performance.now();
          said.push({ where: name, words: node.textContent, at, node, gone: null, tag: node.nodeName });
        }
        for (const node of change.removedNodes) said.find((one) => one.node === node).gone = performance.now();
      }
    }).observe(region, { childList: true });
  }
  window.focused = [];
  document.addEventListener("focusin", (event) => focused.push(event.target.id || event.target.tagName));
});
window.away = false;
Object.defineProperty(Document.prototype, "hidden", { get: () => window.away });
Object.defineProperty(Document.prototype, "visibilityState", { get: () => (window.away ? "hidden" : "visible") });
window.goAway = (away) => {
  window.away = away;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""


@dataclass
class Said:
    """One thing that a screen reader was given."""

    where: str
    words: str
    at: float
    stood: float | None


@dataclass
class Talking:
    """A portal behind the proxy, browsers and sockets of people, and the database to arrange with."""

    portal: RunningPortal
    proxy: CountingProxy
    browser: Browsing | None = None
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def browsing(self) -> Browsing:
        assert self.browser is not None, "this test asked for no browser"
        return self.browser

    @property
    def cast(self) -> Cast:
        return self.portal.cast

    async def db(self) -> "asyncpg.Connection[asyncpg.Record]":
        conn = await asyncpg.connect(self.portal.database.dsn("portal_migrator"))
        self.stack.push_async_callback(conn.close)
        return conn

    async def conversation_of(self, member: Member) -> UUID:
        found: UUID = await (await self.db()).fetchval(
            "SELECT id FROM conversation WHERE person_id = $1", member.id
        )
        return found

    async def visitor(self, member: Member) -> Visitor:
        """Somebody signed in without a browser."""
        visitor = await self.stack.enter_async_context(new_visitor(self.portal.origin))
        await visitor.sign_in(member)
        return visitor

    async def socket(self, member: Member) -> Socket:
        """A socket past the proxy: the line that is counted, cut and silenced is the browsers' alone."""
        direct = f"http://127.0.0.1:{self.portal.app[SETTINGS].port}"
        visitor = Visitor(direct, (await self.visitor(member)).http)
        as_named = {"Origin": self.portal.origin, "Host": f"127.0.0.1:{self.proxy.port}"}
        return await self.stack.enter_async_context(socket_of(visitor, headers=as_named))

    async def page(
        self,
        member: Member,
        *,
        of: Member | None = None,
        size: tuple[int, int] = PHONE,
        javascript: bool = True,
        script: str = RECORD,
    ) -> Page:
        """Signed in and on the conversation of `of`, or on one's own."""
        context = await self.browsing.profile(View(size, javascript))
        if script and javascript:
            await context.add_init_script(script)
        page = await context.new_page()
        if not await let_in(context, self.portal, member):
            await sign_in_through_the_page(page, self.portal.origin, member)
        await page.goto(self.portal.origin + await self.address(member, of or member))
        return page

    async def address(self, member: Member, of: Member) -> str:
        before = "" if member.id == of.id else "/staff"
        return f"{before}/messages/{await self.conversation_of(of)}"

    async def write_before(self, member: Member, of: Member, bodies: list[str]) -> None:
        """What was said before anybody looked, many at once."""
        db = await self.db()
        session = await db.fetchval(
            """
            INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at)
            SELECT council_id, id, $2, '\\x00', 'Phone', 30, now() + interval '8 hours'
              FROM account WHERE person_id = $1
            RETURNING id
            """,
            member.id,
            uuid4().bytes + uuid4().bytes,
        )
        conversation = await self.conversation_of(of)
        said = [(session, Draft(conversation, uuid4(), body)) for body in bodies]
        web = await asyncpg.connect(self.portal.database.dsn("portal_web"))
        try:
            await add_messages(web, self.cast.exampleshire, self.portal.clock.now(), "", said)
        finally:
            await web.close()

    async def kept(self, of: Member) -> list[str]:
        """Every message of a conversation as the database has it."""
        rows = await (await self.db()).fetch(
            "SELECT body FROM message WHERE conversation_id = $1 AND body IS NOT NULL ORDER BY seq",
            await self.conversation_of(of),
        )
        return [row["body"] for row in rows]


async def said(page: Page) -> list[Said]:
    told: list[dict[str, Any]] = await page.evaluate(
        "() => said.map(({ where, words, at, gone, tag }) => ({ where, words: tag === 'P' ? words : `<${tag}>`, at,"
        " stood: gone === null ? null : gone - at }))"
    )
    return [Said(one["where"], one["words"], one["at"], one["stood"]) for one in told]


async def bodies(page: Page) -> list[str]:
    """The words of the messages as they stand on a page, from the first to the last."""
    told: list[str] = await page.locator("#thread .words").all_inner_texts()
    return told


async def is_live(page: Page) -> None:
    """The socket stands: there is nothing to check for by hand."""
    await page.locator("#composer a[href*=checked]").wait_for(state="hidden")


async def write(page: Page, words: str) -> None:
    await page.locator("#message").fill(words)
    await page.locator("#composer button.govuk-button").click()


@pytest.fixture
async def line(cast_database: CastDatabase) -> AsyncIterator[tuple[RunningPortal, CountingProxy]]:
    proxy = CountingProxy()
    await proxy.start()
    async with run_portal(cast_database, behind=proxy.port) as portal:
        proxy.send_to(portal.app[SETTINGS].port)
        yield portal, proxy
    await proxy.stop()


@pytest.fixture
async def talking(line: tuple[RunningPortal, CountingProxy], chromium: Chromium) -> AsyncIterator[Talking]:
    portal, proxy = line
    async with browse(chromium, frozenset({f"127.0.0.1:{proxy.port}"})) as browsing:
        talk = Talking(portal, proxy, browsing)
        try:
            yield talk
        finally:
            await talk.stack.aclose()
            found = browsing.watch.problems
            found[:] = [problem for problem in found if not _OF_THE_LINE.search(problem)]


@pytest.fixture
async def without_browser(line: tuple[RunningPortal, CountingProxy]) -> AsyncIterator[Talking]:
    """The same for programs that are no browsers."""
    talk = Talking(*line)
    try:
        yield talk
    finally:
        await talk.stack.aclose()


__all__ = ["LAPTOP", "PHONE", "line", "talking", "without_browser"]
