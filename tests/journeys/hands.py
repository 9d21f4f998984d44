"""Somebody's hands: a finger on the glass, or the keyboard alone. Both count taps as the table of tasks does.

Links, buttons, ticks and radios count one; typing, and going to a field to type, count nothing.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import ElementHandle, Locator, Page

FOCUS = (Path(__file__).parent / "focus.js").read_text()
# No page of ours has more places to stop at; who has pressed Tab this often is in a trap.
MOST_TABS = 250


class FocusLost(AssertionError):
    """The keyboard stands where nobody can see it."""


@dataclass
class Hands:
    """One person at one page."""

    page: Page
    taps: int = 0

    async def press(self, name: str, *, within: Locator | None = None, stays: bool = False) -> None:
        """A link or a button, by the words that people read, and what it leads to."""
        target = self._link_or_button(name, within)
        self.taps += 1
        if stays:
            await self._press(target)
            return
        async with self.page.expect_navigation(wait_until="load"):
            await self._press(target)

    async def tick(self, name: str, *, within: Locator | None = None) -> None:
        self.taps += 1
        await self._tick((within or self.page.locator("main")).get_by_role("checkbox", name=name).first)

    async def switch(self, box: Locator) -> None:
        """A tick put or taken away."""
        self.taps += 1
        await self._switch(box)

    async def choose(self, name: str, *, within: Locator | None = None) -> None:
        self.taps += 1
        target = (within or self.page.locator("main")).get_by_role("radio", name=name, exact=True).first
        await self._choose(target)

    async def unfold(self, summary: Locator) -> None:
        """Opens what is folded."""
        self.taps += 1
        await self._press(summary)

    async def write(self, label: str | Locator, text: str) -> None:
        field = label
        if isinstance(field, str):
            field = self.page.locator("main").get_by_label(field, exact=True).first
        await self._write(field, text)

    def group(self, legend: str) -> Locator:
        """The fieldset that asks this."""
        return self.page.get_by_role("group", name=legend).first

    def card(self, heading: str) -> Locator:
        """The card under this heading."""
        return self.page.locator("main .card", has=self.page.get_by_role("heading", name=heading)).first

    async def main(self) -> str:
        """What the page says, as one line."""
        return re.sub(r"\s+", " ", await self.page.locator("main").inner_text())

    def _link_or_button(self, name: str, within: Locator | None) -> Locator:
        place = within or self.page.locator("body")
        whole = re.compile(rf"^\s*{re.escape(name)}(\s.*)?$", re.DOTALL)
        return place.get_by_role("link", name=whole).or_(place.get_by_role("button", name=whole)).first

    async def _press(self, target: Locator) -> None:
        await target.click()

    async def _tick(self, target: Locator) -> None:
        await target.check()

    async def _switch(self, box: Locator) -> None:
        await box.set_checked(not await box.is_checked())

    async def _choose(self, target: Locator) -> None:
        await target.check()

    async def _write(self, field: Locator, text: str) -> None:
        await field.fill(text)


@dataclass
class Keyboard(Hands):
    """Tab, Shift+Tab, Enter and Space only; inside a group of radios also the arrows, as in every browser."""

    tabs: int = 0

    async def _press(self, target: Locator) -> None:
        await self._go_to(target)
        await self.page.keyboard.press("Enter")

    async def _tick(self, target: Locator) -> None:
        if not await target.is_checked():
            await self._go_to(target)
            await self.page.keyboard.press("Space")

    async def _switch(self, box: Locator) -> None:
        await self._go_to(box)
        await self.page.keyboard.press("Space")

    async def _choose(self, target: Locator) -> None:
        wanted = await self._handle(target)
        if await wanted.is_checked():
            return
        await self._go_to(target, or_its_group=True)
        for _ in range(20):
            if await wanted.evaluate("(node) => node === document.activeElement"):
                break
            await self.page.keyboard.press("ArrowDown")
        if not await wanted.is_checked():
            await self.page.keyboard.press("Space")
        await self._is_seen()

    async def _write(self, field: Locator, text: str) -> None:
        await self._go_to(field)
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.insert_text(text)

    async def _go_to(self, target: Locator, *, or_its_group: bool = False) -> None:
        """Tab by Tab; every stop on the way must be seen."""
        wanted = await self._handle(target)
        test = "(node) => node === document.activeElement"
        if or_its_group:
            test = "(node) => node.name === document.activeElement.name && document.activeElement.type === 'radio'"
        if await wanted.evaluate(test):
            return
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            self.tabs += 1
            # Both questions at once: every stop of every page asks them.
            problem, reached = await wanted.evaluate(f"(node) => [({FOCUS})(), ({test})(node)]")
            if problem:
                raise FocusLost(f"{self.page.url}: {problem}")
            if reached:
                return
        raise FocusLost(f"{MOST_TABS} times Tab on {self.page.url} does not reach {target}")

    async def _is_seen(self) -> None:
        problem = await self.page.evaluate(FOCUS)
        if problem:
            raise FocusLost(f"{self.page.url}: {problem}")

    @staticmethod
    async def _handle(target: Locator) -> ElementHandle:
        return await target.element_handle()
