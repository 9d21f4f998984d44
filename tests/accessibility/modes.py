"""How a page is looked at: colours, direction, size of text; and which page gets which mode in the short run."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from weakref import WeakKeyDictionary

from playwright.async_api import Page

from tests.browser import LAPTOP, PHONE

SEED = 20260601
HALF_A_SCREEN = (640, 640)
ZOOMED_IN_FOUR_TIMES = (320, 256)


@dataclass(frozen=True)
class Mode:
    """One way of looking. `words`: which of the portals serves it (English, or a language from right to left)."""

    name: str
    dark: bool = False
    forced: bool = False
    big: bool = False
    words: str = "english"

    def size(self, size: tuple[int, int]) -> tuple[int, int]:
        """Text of 200% is meant for a window of 640 px: at 320 px it would be 400%."""
        return HALF_A_SCREEN if self.big and size == PHONE else size

    async def put_on(self, page: Page, size: tuple[int, int]) -> None:
        """Changes what is not so already: each change is a way to the browser and back, and a new layout."""
        width, height = self.size(size)
        if page.viewport_size != {"width": width, "height": height}:
            await page.set_viewport_size({"width": width, "height": height})
        before = _ON.get(page)
        if before is None or (before.dark, before.forced) != (self.dark, self.forced):
            await page.emulate_media(
                color_scheme="dark" if self.dark else "light",
                forced_colors="active" if self.forced else "none",
                reduced_motion="reduce",
            )
        # As the browser's own setting does; a style attribute would break the policy, the object model does not.
        # A new page begins without, whatever the last one had.
        if self.big or (before is not None and before.big):
            await page.evaluate(
                "(size) => { document.documentElement.style.fontSize = size }", "200%" if self.big else ""
            )
        _ON[page] = self


# The mode in which each page stands.
_ON: WeakKeyDictionary[Page, Mode] = WeakKeyDictionary()

LIGHT = Mode("light")
RIGHT_TO_LEFT = Mode("right to left", words="arabic")
MODES = (
    LIGHT,
    Mode("dark", dark=True),
    Mode("forced colours", forced=True),
    RIGHT_TO_LEFT,
    Mode("200% text", big=True),
)
SIZES = (PHONE, LAPTOP)
Look = tuple[Mode, tuple[int, int]]
# What every page is measured in, in any run: the size of text and the window decide, neither colours nor axe.
FITTED: tuple[Look, ...] = (*((mode, size) for mode in MODES if mode.big for size in SIZES), (LIGHT, LAPTOP))


def dealt(names: list[str], everything: bool) -> dict[str, list[Look]]:
    """All modes at both sizes for each page, or two of them: one at each size, the same in every run."""
    if everything:
        return {name: [(mode, size) for mode in MODES for size in SIZES] for name in names}
    random, looks = Random(SEED), {}
    for place, name in enumerate(sorted(names)):
        first = MODES[place % len(MODES)]
        second = random.choice([mode for mode in MODES if mode is not first])
        pair = [first, second] if place // len(MODES) % 2 else [second, first]
        looks[name] = list(zip(pair, SIZES, strict=True))
    return looks


def in_one_window(looks: Sequence[Look], place: int, *, english: bool) -> list[Look]:
    """One of a page's looks, by turns; with `english` none for which another portal has to be asked."""
    some = [(mode, size) for mode, size in looks if mode.words == "english" or not english]
    return [some[place % len(some)]]
