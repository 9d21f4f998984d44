"""What a page costs somebody who pays by the megabyte: counted between a real browser and the portal."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import BrowserContext, Page

from portal.demo.cast import CAST, Cast, Member
from portal.web.request import SETTINGS
from tests.browser import Browsing, Chromium, browse
from tests.databases import CastDatabase
from tests.figures import Figure
from tests.pages.counting import CountingProxy
from tests.running import RunningPortal, new_visitor, run_portal

KB = 1024
FAMILY_FIRST, FAMILY_AGAIN = 35 * KB, 8 * KB
STAFF_FIRST, STAFF_AGAIN = 60 * KB, 20 * KB
ADMIN_FIRST = 90 * KB
# A month of a parent: how often they sign in, how many messages, and one photo, as small as it is to be made.
SIGN_INS, MESSAGES, PHOTO, MONTH = 12, 20, 250 * KB, 1024 * KB
# What a message may cost on its way out and with its answer (tests/live/test_bytes_while_live.py).
A_MESSAGE = KB + KB // 2
COOKIES = {"session", "csrf", "device"}


@dataclass
class Line:
    """A portal behind a proxy that counts."""

    portal: RunningPortal
    proxy: CountingProxy
    browsing: Browsing


@pytest.fixture
async def line(cast_database: CastDatabase, chromium: Chromium) -> AsyncIterator[Line]:
    proxy = CountingProxy()
    await proxy.start()
    async with run_portal(cast_database, behind=proxy.port) as portal:
        proxy.send_to(portal.app[SETTINGS].port)
        async with browse(chromium, frozenset({f"127.0.0.1:{proxy.port}"})) as browsing:
            yield Line(portal, proxy, browsing)
    await proxy.stop()


async def signed_in_and_fresh(line: Line, member: Member) -> BrowserContext:
    """A profile that has been nowhere, and holds the cookies of somebody signed in."""
    async with new_visitor(line.portal.origin) as visitor:
        await visitor.sign_in(member)
        cookies = [{"name": one.key, "value": one.value} for one in visitor.http.cookie_jar]
    context = await line.browsing.profile()
    await context.add_cookies([{**one, "url": line.portal.origin} for one in cookies])  # type: ignore[typeddict-item]
    return context


async def weigh(line: Line, page: Page, path: str) -> int:
    """Everything that opening this page sends and fetches, the icon with it, in bytes."""
    line.proxy.begin()
    answer = await page.goto(line.portal.origin + path, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, path
    # A browser with a window also fetches the icon; one without a window does not.
    await page.evaluate(
        "() => fetch(document.querySelector('link[rel=icon]').href).then((icon) => icon.text())"
    )
    return line.proxy.total


PAGES = (
    ("family home", CAST.dani, "/home", FAMILY_FIRST, FAMILY_AGAIN),
    ("visit plan", CAST.dani, f"/visits/{CAST.home_visit}", FAMILY_FIRST, FAMILY_AGAIN),
    ("child's home", CAST.kit, "/home", FAMILY_FIRST, FAMILY_AGAIN),
    ("what we talked about", CAST.dani, f"/visits/{CAST.last_visit}/after", FAMILY_FIRST, FAMILY_AGAIN),
    ("staff Today", CAST.amira, "/staff/today", STAFF_FIRST, STAFF_AGAIN),
    ("people of a worker", CAST.amira, "/staff/people", STAFF_FIRST, STAFF_AGAIN),
    ("planning a visit", CAST.amira, f"/staff/visits/new/{CAST.kit.id}", STAFF_FIRST, STAFF_AGAIN),
    ("accounts of staff", CAST.alex, "/admin/people", ADMIN_FIRST, STAFF_AGAIN),
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "member", "path", "most_first", "most_again"), PAGES, ids=[p[0] for p in PAGES]
)
async def test_a_page_is_light_the_first_time_and_lighter_again(
    line: Line, figure: Figure, name: str, member: Member, path: str, most_first: int, most_again: int
) -> None:
    context = await signed_in_and_fresh(line, member)
    page = await context.new_page()
    first = await weigh(line, page, path)
    again = await weigh(line, page, path)
    figure(
        f"bytes on the wire, both ways: {name}: first {first / KB:.1f} KB of {most_first // KB},"
        f" again {again / KB:.1f} KB of {most_again // KB}"
    )
    assert first <= most_first
    assert again <= most_again
    assert first > again > KB, "the proxy counts"


@pytest.mark.browser
async def test_a_month_of_a_parent_is_less_than_a_megabyte(line: Line, cast: Cast, figure: Figure) -> None:
    """Signing out empties the browser's store, so each time begins with nothing kept."""
    page = await (await line.browsing.profile()).new_page()
    line.proxy.begin()
    await page.goto(f"{line.portal.origin}/sign-in")
    await page.locator("main input[name=name]").fill(cast.dani.sign_in)
    await page.locator("main input[name=password]").fill(cast.dani.password)
    await page.locator("main form button:not([type=button])").click()
    await page.wait_for_url("**/home")
    for path in ("/messages?all=1", "/visits", f"/visits/{cast.home_visit}", "/views", "/account"):
        await page.goto(line.portal.origin + path, wait_until="networkidle")
    once = line.proxy.total
    month = SIGN_INS * once + MESSAGES * A_MESSAGE + PHOTO
    figure(
        f"bytes on the wire: signing in and 6 pages {once / KB:.1f} KB; a month of {SIGN_INS} times,"
        f" {MESSAGES} messages and a photo {month / KB:.0f} KB of {MONTH // KB}"
    )
    assert once > KB
    assert month <= MONTH


@pytest.mark.browser
async def test_the_browser_keeps_three_cookies_and_nothing_else(line: Line, cast: Cast) -> None:
    context = await line.browsing.profile()
    page = await context.new_page()
    await page.goto(f"{line.portal.origin}/sign-in")
    before = {cookie["name"] for cookie in await context.cookies()}
    await page.locator("main input[name=name]").fill(cast.dani.sign_in)
    await page.locator("main input[name=password]").fill(cast.dani.password)
    await page.locator("main form button:not([type=button])").click()
    await page.wait_for_url("**/home")
    for path in (
        "/visits",
        f"/visits/{cast.home_visit}",
        f"/visits/{cast.home_visit}/topics/new",
        "/account",
    ):
        await page.goto(line.portal.origin + path)
    kept = await context.cookies()
    assert {cookie["name"] for cookie in kept} | before == COOKIES
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in kept)
    stored = await page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,
                        (await indexedDB.databases()).length,
                        (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert stored == [0, 0, 0, 0, 0], "nothing of anybody stays in the browser's own stores"
