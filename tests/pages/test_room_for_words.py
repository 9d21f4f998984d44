"""What a ruler cannot say about a narrow phone and about forced colours: that words stay whole, and where one is."""

import asyncpg
import pytest
from playwright.async_api import Page

from portal.demo.cast import Cast
from tests.browser import Browsing, PageFor, View, let_in
from tests.running import RunningPortal

Database = asyncpg.Connection
# Words that go on in another line, without the dash that a long word may have.
BROKEN = """(root) => {
  const found = [], range = document.createRange();
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())
    for (const word of nodes.currentNode.data.matchAll(/[a-z]+/gi)) {
      range.setStart(nodes.currentNode, word.index);
      range.setEnd(nodes.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
    }
  return found;
}"""
TOPS = "(boxes) => boxes.map((box) => Math.round(box.getBoundingClientRect().top))"
BELOW = "(links) => links.map((link) => getComputedStyle(link).borderBottomColor)"


async def _width(page: Page, selector: str) -> float:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.browser
async def test_on_the_narrowest_phone_words_have_room(
    portal: RunningPortal, browsing: Browsing, page_for: PageFor, cast: Cast
) -> None:
    stranger = await (await browsing.profile()).new_page()
    await stranger.goto(f"{portal.origin}/sign-in")
    assert await _width(stranger, "#password") >= 190, "three words are typed into it"
    luca = await page_for(cast.luca)
    await luca.goto(f"{portal.origin}/account/display")
    await luca.get_by_label("Very large").check()
    await luca.get_by_role("button", name="Save").click()
    await luca.goto(f"{portal.origin}/home")
    for card in await luca.locator(".person").all():
        assert await card.evaluate(BROKEN) == []
    amira = await page_for(cast.amira)
    await amira.goto(f"{portal.origin}/staff/visits/{cast.last_visit}/after/how")
    [row] = [
        set(await one.locator("input").evaluate_all(TOPS))
        for one in await amira.locator(".card .govuk-date-input:visible").all()
    ][:1]
    assert len(row) == 1, "day, month and year stand side by side"


@pytest.mark.browser
async def test_in_forced_colours_one_main_page_is_marked(
    portal: RunningPortal, browsing: Browsing, cast: Cast
) -> None:
    profile = await browsing.profile(View(forced_colours=True))
    assert await let_in(profile, portal, cast.dani)
    page = await profile.new_page()
    await page.goto(f"{portal.origin}/home")
    paper = await page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper not in await page.locator(".main-nav [aria-current]").evaluate_all(BELOW)
    assert set(await page.locator(".main-nav a:not([aria-current])").evaluate_all(BELOW)) == {paper}


@pytest.mark.browser
async def test_no_name_is_wider_than_a_page_of_staff(page_for: PageFor, cast: Cast, db: Database) -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff"
    await db.execute(
        "UPDATE person SET name = 'Oluwaseunfunmi ' || $1 || '-Cholmondeley', called = $1 WHERE id = ANY ($2)",
        long, [cast.kit.id, cast.dani.id, cast.amira.id],
    )  # fmt: skip
    for member, paths in (
        (cast.amira, ("today", f"people/{cast.kit.id}", f"visits/{cast.last_visit}/after", "visits/new")),
        (cast.priya, (f"meetings/{cast.review_conference}/answers", "../team/cover")),
    ):
        page = await page_for(member)
        for path in paths:
            await page.goto(f"{page.url.split('/staff')[0]}/staff/{path}")
            assert long in await page.locator("main").inner_text(), path
            assert await page.evaluate("() => document.documentElement.scrollWidth") == 320, path
