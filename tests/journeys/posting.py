"""Letters as people live them: a worker that looks for what is due, Notify's stand-in, and the table of phones."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Locator, expect

from portal.demo.phones import OnShow
from portal.demo.phones_page import ON_SHOW, PAGE
from portal.letters_settings import LettersSettings
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.browser import Browsing, View
from tests.databases import CastDatabase
from tests.journeys.hands import Hands, Keyboard
from tests.journeys.ways import Way
from tests.notifications.posting import QUICK
from tests.notify import RunningNotify
from tests.running import SECRET, RunningPortal, run_portal

LOOK_EVERY = 0.4
PATIENCE = 45_000
# Nothing that lies on a table may tell whose family this is, who writes, or that anybody visits.
TELLING = re.compile(
    r"Dani|Rowe|Kit|Jay|Marcus|Amira|Khan|social|council|Exampleshire|visit|child", re.IGNORECASE
)


@asynccontextmanager
async def run_with_phones(database: CastDatabase, notify: RunningNotify) -> AsyncIterator[RunningPortal]:
    """A portal whose page of phones looks into the stand-in, and which the stand-in posts back to."""
    on_show = OnShow(notify.stand_in, notify.councils)
    async with run_portal(database, prepare=lambda app: app.__setitem__(ON_SHOW, on_show)) as running:
        await notify.connect(running.database.dsn(), running.origin)
        yield running


@asynccontextmanager
async def a_worker(portal: RunningPortal, notify: RunningNotify) -> AsyncIterator[None]:
    """The worker as it is run, on the portal's turned clock."""
    settings = Settings(
        database_url=portal.database.dsn("portal_worker"),
        origins=(portal.origin,),
        secret=SECRET,
        audit_key=SECRET,
        letters=LettersSettings(notify.url, {one.key_name: one.whole_key for one in notify.councils}),
    )
    work = asyncio.create_task(
        run_worker(settings, clock=portal.clock, ways=Ways(pace=QUICK, look_every=LOOK_EVERY))
    )
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@dataclass
class Table:
    """Everybody's phones, side by side, and somebody who looks at them."""

    hands: Hands
    way: Way

    def phone(self, number: str) -> Locator:
        return self.hands.page.locator(f'article[data-box="{number}"]')

    async def look(self) -> None:
        """With its script the page fills by itself; it is looked at anew all the same, to be sure of nothing."""
        await self.hands.page.reload()

    async def texts(self, number: str) -> list[str]:
        """What stands on one phone now, newest first, without what was sent from it."""
        await self.look()
        return await self.phone(number).locator(".msg.them .words").all_inner_texts()

    async def comes(self, number: str, words: str) -> None:
        """Waits until a text with these words is there: it comes by itself, or somebody checks again."""
        text = self.phone(number).locator(".msg.them", has_text=words).first
        if self.way is not Way.PLAIN:
            await expect(text).to_be_visible(timeout=PATIENCE)
            return
        async with asyncio.timeout(PATIENCE / 1000):
            while not await text.is_visible():
                await self.hands.press("Check again")
                await asyncio.sleep(0.3)

    async def answer(self, number: str, words: str) -> None:
        phone = self.phone(number)
        await self.hands.unfold(phone.locator("details > summary"))
        await self.hands.press(words, within=phone)
        await self.phone(number).locator(".msg.me", has_text=words).first.wait_for()


async def open_table(browsing: Browsing, portal: RunningPortal, way: Way) -> Table:
    page = await (await browsing.profile(View((1280, 800), way is not Way.PLAIN))).new_page()
    await page.goto(portal.origin + PAGE)
    return Table(Keyboard(page) if way is Way.KEYBOARD else Hands(page), way)


async def some_looks(number: int = 4) -> None:
    """As long as a worker needs to have looked so often: for what must not come."""
    await asyncio.sleep(LOOK_EVERY * number)
