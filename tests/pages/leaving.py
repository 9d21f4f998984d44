"""A browser that walked about and was left, and whoever presses Back in it."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Error, Page

from portal.demo.cast import Cast
from tests.running import RunningPortal, new_visitor

TYPED = "Nobody else may read this sentence"
PRIVATE = re.compile(rf"\b(Dani|Amira|Kit|Jay|Marcus)\b|9\sJune|4pm|breakfast|{TYPED}", re.IGNORECASE)
STEPS = 5


@dataclass
class Seen:
    """What stood on the glass at one moment."""

    url: str
    text: str
    navigation: str


LOOK = """() => [location.href, document.title + ' ' + (document.body ? document.body.innerText : ''),
               performance.getEntriesByType('navigation')[0].type]"""


async def look(page: Page) -> Seen | None:
    try:
        return Seen(*await page.evaluate(LOOK))
    except Error:
        return None  # Between two pages.


async def step(page: Page, way: str) -> Seen:
    """One press of Back or Forward, watched until the page has stood still; nothing private on the way."""
    with suppress(Error):  # The page may be gone before it answers.
        await page.evaluate(f"() => history.{way}()")
    last, still = None, 0
    while still < 6:
        seen = await look(page)
        if seen is not None:
            found = [match[0] for match in PRIVATE.finditer(seen.text)]
            assert not found, f"{way} shows {found} on {seen.url}"
        still = still + 1 if seen is not None and last == seen else 0
        last = seen
        await asyncio.sleep(0.02)
    assert last is not None
    return last


async def nothing_comes_back(page: Page) -> None:
    for way in ["back"] * STEPS + ["forward"] * STEPS:
        await step(page, way)


async def walk_about(page: Page, portal: RunningPortal, cast: Cast, *, type_too: bool) -> None:
    for path in ("/visits", f"/visits/{cast.last_visit}/after", "/account", f"/visits/{cast.home_visit}"):
        await page.goto(portal.origin + path)
    await page.goto(f"{portal.origin}/visits/{cast.home_visit}/topics/new")
    if type_too:
        await page.get_by_label("What would you like to talk about?").fill(TYPED)


async def session_of(page: Page) -> str:
    return next(str(one["value"]) for one in await page.context.cookies() if one["name"] == "session")


async def is_dead(portal: RunningPortal, token: str) -> bool:
    """Whether the server refuses a copy of the cookie."""
    async with new_visitor(portal.origin) as thief:
        thief.extra["Cookie"] = f"session={token}"
        return (await thief.get("/home", follow=False)).status in (303, 401)
