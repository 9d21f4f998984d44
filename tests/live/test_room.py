"""Where the box to write in stands: beside what was said, whatever the size of the window and of the text."""

import pytest
from playwright.async_api import Page, expect

from tests.live.talking import LAPTOP, Talking, is_live

PHONE_OF_TODAY = (360, 780)
LONG = "Wolfeschlegelsteinhausenbergerdorff-Llanfairpwllgwyngyll"
VISIBLE = """(selector) => {
  const all = document.querySelectorAll(selector);
  const { top, bottom, left } = all[all.length - 1].getBoundingClientRect();
  const at = document.elementFromPoint(left + 20, (top + bottom) / 2);
  return top >= 0 && bottom <= innerHeight && all[all.length - 1].contains(at);
}"""
STUCK = """() => {
  scrollTo(0, 0);
  const { top } = document.getElementById("composer").getBoundingClientRect();
  return top < innerHeight;
}"""


async def _lands(page: Page, address: str) -> None:
    await page.goto("about:blank")
    await page.goto(address)
    await is_live(page)


@pytest.mark.browser
async def test_whoever_comes_to_write_sees_what_was_said_last(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"{n} days to go." for n in range(12)])
    page = await talking.page(cast.dani)
    here = page.url
    for width, height in (PHONE_OF_TODAY, LAPTOP):
        await page.set_viewport_size({"width": width, "height": height})
        await _lands(page, f"{here}#before-writing")
        for part in ("#thread > .msg", "#message", "#composer .govuk-button"):
            assert await page.evaluate(VISIBLE, part), f"{part} at {width} px"
    assert await page.evaluate(STUCK), "the box stays in view where there is room"
    # Text made twice as large by the reader, not by the window: the box would hide all that was said.
    await page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert not await page.evaluate(STUCK)
    await page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    await page.emulate_media(media="print")
    pressed = page.locator("#thread .more, #thread .do, .composer__language, form")
    assert not any([await one.is_visible() for one in await pressed.all()]), "paper has nothing to press"


@pytest.mark.browser
async def test_in_a_low_window_the_last_words_and_the_box_are_both_there_or_a_way(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"{n} days to go." for n in range(12)])
    for member in (cast.dani, cast.amira):
        page = await talking.page(member, of=cast.dani)
        here = page.url.split("#")[0]
        for width, height in ((360, 640), (412, 700), (1280, 600), (1024, 500)):
            await page.set_viewport_size({"width": width, "height": height})
            await _lands(page, f"{here}#before-writing")
            for part in ("#thread > .msg .words", "#message", "#composer .govuk-button"):
                assert await page.evaluate(VISIBLE, part), f"{part} at {width}, {height} px"
            await expect(page.get_by_role("link", name="Read the last message")).to_be_hidden()
        # On the narrowest phones what stands above the box takes more lines, and the button is what must be there.
        for height in (568, 640):
            await page.set_viewport_size({"width": 320, "height": height})
            await _lands(page, f"{here}#before-writing")
            for part in ("#message", "#composer .govuk-button"):
                assert await page.evaluate(VISIBLE, part), f"{part} at 320, {height} px"
        # The smallest phones have no room for both: there is a way, by keyboard too.
        await page.set_viewport_size({"width": 320, "height": 480})
        await _lands(page, f"{here}#before-writing")
        assert await page.evaluate(VISIBLE, "#composer .to-last")
        await page.locator("#composer .to-last").press("Enter")
        await page.wait_for_function(f"() => ({VISIBLE})('#thread > .msg .words')")


@pytest.mark.browser
async def test_who_sends_with_the_keyboard_still_sees_where_it_stands(talking: Talking) -> None:
    page = await talking.page(talking.cast.dani)
    await page.set_viewport_size({"width": 360, "height": 640})
    await is_live(page)
    send = page.locator("#composer .govuk-button")
    for words in ("One thing.", "And one more."):
        await page.locator("#message").fill(words)
        await page.locator("#message").focus()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#thread > .msg .words").last).to_have_text(words)
        await expect(page.locator("#thread > .msg").last).not_to_contain_class("pending")
        assert await send.evaluate("(button) => button === document.activeElement")
        await page.wait_for_function(f"() => ({VISIBLE})('#composer .govuk-button')")
        assert await page.evaluate(
            "() => document.querySelector('#thread > :last-child').getBoundingClientRect().bottom > 0"
        )
    # A finger brings what was said to the top of the screen, as before.
    await page.locator("#message").fill("By finger.")
    await send.click()
    await expect(page.locator("#thread > .msg .words").last).to_have_text("By finger.")
    await page.wait_for_function(f"() => ({VISIBLE})('#thread > .msg')")


@pytest.mark.browser
async def test_a_worker_who_opens_what_she_has_read_lands_at_its_end(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.dani, cast.dani, [f"{n} days to go." for n in range(12)])
    page = await talking.page(cast.amira, of=cast.dani, size=LAPTOP)
    await page.goto(f"{talking.portal.origin}/staff/messages?show=all")
    await page.get_by_role("link", name="Dani Rowe").click()
    await is_live(page)
    for part in ("#thread > .msg", "#message", "#composer .govuk-button"):
        assert await page.evaluate(VISIBLE, part), part


@pytest.mark.browser
async def test_a_name_of_any_length_stays_in_its_row(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, ["Hello"])
    await (await talking.db()).execute("UPDATE person SET name = $2 WHERE id = $1", cast.amira.id, LONG)
    page = await talking.page(cast.dani)
    await page.goto(f"{talking.portal.origin}/messages?all=1")
    assert LONG in await page.locator("main").inner_text()
    assert await page.evaluate("() => document.documentElement.scrollWidth") == 320
