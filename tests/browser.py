"""Browsers of people: Debian's Chromium, signed in through the sign-in page, watched for faults all the time.

The back/forward cache stays on, as it is on people's phones. Whatever a page logs as an error, whatever the
content security policy refuses, and any request to another host fails the test that caused it.
"""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    async_playwright,
    expect,
)

from portal.demo.cast import Member
from tests.chromium import FOR_SHORT_LIVES, find_chromium, launch_arguments
from tests.codes import next_code
from tests.patience import PATIENCE
from tests.running import RunningPortal, cookies_of

# A small phone, and a worker's laptop.
PHONE, LAPTOP = (320, 640), (1280, 800)
Colours = Literal["light", "dark"]

# As long for what a page shows as for what is done on it: a machine that stands still is no fault of the page.
expect.set_options(timeout=PATIENCE * 1000)


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    size: tuple[int, int] = PHONE
    javascript: bool = True
    colours: Colours = "light"
    forced_colours: bool = False
    less_movement: bool = True


@dataclass
class Watch:
    """What must not happen while anybody looks at any page."""

    hosts: frozenset[str]
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium also logs each page that answers with 404 or 422, which tests ask for; parts of pages are below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self.hosts:
            self.problems.append(f"asked another host: {parts.netloc}")

    def _answered(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= (400 if kind not in ("document", "fetch") else 500):
            self.problems.append(f"{response.status} for {kind} {urlsplit(response.url).path}")


@dataclass
class Chromium:
    """A Chromium that many tests may use, one after the other: starting one takes longer than most tests."""

    playwright: Playwright
    browser: Browser
    more: tuple[str, ...] = ()
    place: Path | None = None

    async def alive(self) -> Browser:
        """Whoever comes after a test that killed it finds a new one."""
        if not self.browser.is_connected():
            self.browser = await open_chromium(self.playwright, *self.more, place=self.place)
        return self.browser


@dataclass
class Browsing:
    """Chromium in one test: everybody has a profile of their own, and none is left after it."""

    chromium: Browser
    watch: Watch
    profiles: list[BrowserContext] = field(default_factory=list)

    async def profile(self, view: View | None = None, **more: Any) -> BrowserContext:
        view = view or View()
        context = await self.chromium.new_context(
            viewport={"width": view.size[0], "height": view.size[1]},
            java_script_enabled=view.javascript,
            color_scheme=view.colours,
            forced_colors="active" if view.forced_colours else "none",
            reduced_motion="reduce" if view.less_movement else "no-preference",
            **more,
        )
        context.set_default_timeout(PATIENCE * 1000)
        self.profiles.append(context)
        self.watch.over(context)
        return context


async def open_chromium(playwright: Playwright, *more: str, place: Path | None = None) -> Browser:
    """The real thing, or another that is at `place`, or a plain sentence about why not."""
    place = place or find_chromium()
    if place is None:
        pytest.fail("Chromium is not installed. `make chromium` installs it, or says what to do.")
    return await playwright.chromium.launch(
        executable_path=place,
        args=[*launch_arguments(), *more],
        # Playwright switches it off; what Back can bring must be seen as people see it.
        ignore_default_args=["--disable-back-forward-cache"],
    )


async def sign_in_through_the_page(page: Page, origin: str, member: Member) -> None:
    await page.goto(f"{origin}/sign-in")
    await page.locator("main input[name=name]").fill(member.sign_in)
    await page.locator("main input[name=password]").fill(member.password)
    await page.locator("main form button:not([type=button])").click()
    await page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
    if urlsplit(page.url).path == "/sign-in/code":
        await page.locator("main input[name=code]").fill(await next_code(member.sign_in))
        await page.locator("main form button:not([type=button])").click()
        await page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in/code")


async def let_in(profile: BrowserContext, portal: RunningPortal, member: Member) -> bool:
    """Gives a profile what signing in through the page leaves in it; False where there is more to it than that."""
    cookies = await cookies_of(portal, member)
    await profile.add_cookies(
        [{"name": name, "value": value, "url": portal.origin} for name, value in cookies.items()]
    )
    return bool(cookies)


@asynccontextmanager
async def started_chromium(*, proving: bool, place: Path | None = None) -> AsyncIterator[Chromium]:
    more = () if proving else FOR_SHORT_LIVES
    async with async_playwright() as playwright:
        made = Chromium(playwright, await open_chromium(playwright, *more, place=place), more, place)
        try:
            yield made
        finally:
            await made.browser.close()


@pytest.fixture(scope="session")
async def chromium(proving: bool) -> AsyncIterator[Chromium]:
    """The Chromium of this test process."""
    async with started_chromium(proving=proving) as made:
        yield made


@pytest.fixture
async def browsing(portal: RunningPortal, chromium: Chromium) -> AsyncIterator[Browsing]:
    """Browsers of people; the test fails if any page in them misbehaved."""
    async with browse(chromium, frozenset({urlsplit(portal.origin).netloc})) as made:
        yield made


@asynccontextmanager
async def browse(chromium: Chromium, hosts: frozenset[str]) -> AsyncIterator[Browsing]:
    made = Browsing(await chromium.alive(), Watch(hosts))
    try:
        yield made
    finally:
        for profile in made.profiles:
            # Some were closed by their test; one that went down with its browser cannot be.
            with suppress(Error):
                await profile.close()
    assert not made.watch.problems, "\n".join(dict.fromkeys(made.watch.problems))


class PageFor(Protocol):
    """page_for(cast.dani, javascript=False): her own browser, on the page that signing in leads to."""

    def __call__(
        self,
        member: Member,
        *,
        size: tuple[int, int] = PHONE,
        javascript: bool = True,
        colours: Colours = "light",
    ) -> Awaitable[Page]: ...


@pytest.fixture
async def page_for(portal: RunningPortal, browsing: Browsing) -> PageFor:
    async def open_page(
        member: Member, *, size: tuple[int, int] = PHONE, javascript: bool = True, colours: Colours = "light"
    ) -> Page:
        context = await browsing.profile(View(size, javascript, colours))
        page = await context.new_page()
        if await let_in(context, portal, member):
            await page.goto(portal.origin)
        else:
            await sign_in_through_the_page(page, portal.origin, member)
        return page

    return open_page
