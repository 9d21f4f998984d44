"""The keyboard alone: every stop is seen, there is no trap, and the way back is the way there."""

import pytest
from playwright.async_api import Page

from portal.demo.cast import CAST, Cast, Member
from tests.browser import LAPTOP, PHONE, Browsing, PageFor
from tests.figures import Figure
from tests.journeys.hands import FOCUS, MOST_TABS
from tests.running import RunningPortal

ZOOMED_IN = (320, 256)
WALKS = (
    (
        CAST.dani,
        ("/home", f"/visits/{CAST.home_visit}", f"/visits/{CAST.home_visit}/topics/new", "/account"),
        PHONE,
    ),
    (CAST.dani, ("/home", f"/visits/{CAST.home_visit}/change"), ZOOMED_IN),
    (CAST.amira, ("/staff/today", f"/staff/visits/new/{CAST.kit.id}"), LAPTOP),
    (CAST.amira, (f"/staff/visits/{CAST.last_visit}/after",), ZOOMED_IN),
)
# Which stop this is; nothing once the keyboard has left the page.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const words = at.id || at.innerText || at.name || "";
  return [...document.querySelectorAll("*")].indexOf(at) + " " + at.tagName + " " + words.slice(0, 30);
}"""


async def walk(page: Page, key: str) -> list[str]:
    """Every stop until the page is left, each of them seen."""
    stops: list[str] = []
    while len(stops) < MOST_TABS:
        await page.keyboard.press(key)
        stop, problem = await page.evaluate(f"() => [({STOP})(), ({FOCUS})()]")
        if not stop or stop in stops:
            return stops
        stops.append(stop)
        assert not problem, f"{page.url}: {problem}"
    raise AssertionError(f"{page.url}: the keyboard does not come out again")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("member", "paths", "size"), WALKS, ids=["family", "family at 400%", "staff", "staff at 400%"]
)
async def test_tab_and_shift_tab_go_round_each_page_in_sight(
    portal: RunningPortal,
    page_for: PageFor,
    figure: Figure,
    member: Member,
    paths: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    page = await page_for(member, size=size)
    total = 0
    for path in paths:
        await page.goto(portal.origin + path)
        there = await walk(page, "Tab")
        # From behind the last stop, as somebody does who comes in from the end.
        await page.evaluate("() => { const end = document.createElement('a'); end.href = '#'; end.id = 'behind';"
                            " end.textContent = 'behind'; document.body.append(end); end.focus(); }")  # fmt: skip
        back = [stop for stop in await walk(page, "Shift+Tab") if not stop.endswith(" A behind")]
        assert len(there) > 5
        assert set(back) == set(there) or _only_radios_differ(set(back) ^ set(there)), path
        total += len(there) + len(back)
    figure(
        f"keyboard, {member.called} at {size[0]}×{size[1]}: {total} stops on {len(paths)} pages, all of them seen"
    )


def _only_radios_differ(stops: set[str]) -> bool:
    """A group of radios without a choice is entered at its near end."""
    return all(" INPUT " in stop for stop in stops)


@pytest.mark.browser
async def test_what_went_wrong_has_the_keyboard_and_shows_it(
    portal: RunningPortal, browsing: Browsing
) -> None:
    page = await (await browsing.profile()).new_page()
    await page.goto(f"{portal.origin}/sign-in")
    await page.locator("main input[name=name]").press("Enter")
    summary = page.locator(".govuk-error-summary")
    await summary.wait_for()
    await page.wait_for_function(
        "() => document.activeElement === document.querySelector('.govuk-error-summary')"
    )
    assert await page.evaluate(FOCUS) == ""


@pytest.mark.browser
async def test_a_covered_or_unmarked_stop_would_be_noticed(browsing: Browsing, cast: Cast) -> None:
    page = await (await browsing.profile()).new_page()
    for style, expected in (
        ("a { outline: 0 }", "nothing shows it"),
        ("div { position: fixed; inset: 0; background: white }", "something covers it"),
        ("a { display: block; width: 0; height: 0; overflow: hidden }", "no size"),
        ("", ""),
    ):
        await page.set_content(f"<style>{style}</style><a href='#'>here</a><div></div>")
        await page.keyboard.press("Tab")
        problem = await page.evaluate(FOCUS)
        assert problem.endswith(expected) if expected else problem == "", (style, problem)
