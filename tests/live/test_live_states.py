"""How an open conversation looks in each of its states, to axe and to a ruler, on a phone and on a laptop."""

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.accessibility.axe import ask_axe
from tests.live.covering import is_back, is_covered
from tests.live.talking import LAPTOP, Talking, is_live, write

LOOK = (Path(__file__).parent.parent / "accessibility" / "look.js").read_text(encoding="utf-8")
SIZES = {"320": (320, 640), "1280": LAPTOP}
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNSAFE = "He hit me. I am scared and I want to die."


class Looking:
    """Looks at one page again and again, at both sizes, and keeps what is wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []

    async def at(self, state: str, *, least: int = 44) -> None:
        for name, (width, height) in SIZES.items():
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.evaluate(PAINTED)
            found = await ask_axe(self.page)
            measured: list[str] = await self.page.evaluate(LOOK, {"least": least, "targets": True})
            self.wrong += [
                f"{state} at {name}: {one}" for one in [*found.violations, *found.unexplained, *measured]
            ]
            if os.environ.get("SHOTS"):
                await self.page.screenshot(path=f"{os.environ['SHOTS']}/{state.replace(' ', '-')}-{name}.png")
        width, height = SIZES["320"]
        await self.page.set_viewport_size({"width": width, "height": height})


@pytest.mark.browser
async def test_each_state_of_a_live_conversation_can_be_seen_read_and_pressed(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"{n} days to go." for n in range(12)])
    page, amira = await talking.page(cast.dani), await talking.socket(cast.amira)
    conversation = str(await talking.conversation_of(cast.dani))
    await is_live(page)
    looking = Looking(page)
    last = page.locator("#thread > .msg").last

    await page.evaluate("() => scrollTo(0, 0)")
    await amira.send(conversation, "Are you there?")
    await amira.ask("typing", {"conversation": conversation})
    button = page.get_by_role("button", name="1 new message")
    await expect(button).to_be_visible()
    await looking.at("new message button")
    await button.click()
    await expect(last.locator("h3")).to_be_focused()

    await write(page, "   ")
    await expect(page.locator("#message-error")).to_contain_text("Write a message")
    await looking.at("empty")

    talking.proxy.silent = True
    await write(page, "On my way")
    await expect(last.locator(".state")).to_have_text("Sending…")
    await looking.at("sending")
    await expect(last.locator(".state")).to_have_text("Not sent")
    await looking.at("failed")
    talking.proxy.silent = False
    talking.proxy.cut()
    await is_live(page)

    await page.context.set_offline(True)
    await write(page, "From the tunnel")
    await expect(last.locator(".state")).to_have_text("Waiting to send")
    await expect(last).to_contain_text("Keep this page open until it is sent.")
    await page.get_by_role("link", name="My views").click()
    await expect(page.locator("#composer [role=alert]")).to_be_visible()
    await expect(page.locator(".status--link")).to_contain_text("You are offline.")
    await looking.at("offline strip")
    await page.context.set_offline(False)
    await expect(page.locator(".status--link")).to_have_text("You are back online.")
    await looking.at("back")
    await asyncio.gather(*(one.click() for one in await page.get_by_role("button", name="Delete").all()))

    await page.locator("#message").focus()
    await write(page, UNSAFE)
    await expect(page.locator(".prompt #safety")).to_be_visible()
    await expect(page.locator(".prompt")).to_contain_text("Your message has been sent.")
    assert await page.evaluate("() => document.activeElement.closest('.prompt')") is None
    await looking.at("prompt panel")
    assert looking.wrong == []
    async with page.expect_navigation():
        await page.get_by_role("button", name="I am OK for now").click()
    await is_live(page)
    await write(page, UNSAFE)
    await expect(page.locator("#thread > .pending")).to_have_count(0)
    await asyncio.sleep(1)
    await expect(page.locator(".prompt")).to_have_count(0)


@pytest.mark.browser
async def test_keys_of_the_box_do_what_was_agreed(talking: Talking) -> None:
    cast = talking.cast
    page = await talking.page(cast.dani, size=LAPTOP)
    await is_live(page)
    box, thread = page.locator("#message"), page.locator("#thread > .msg")
    before = await thread.count()
    await box.focus()
    await page.keyboard.type("One")
    for number in range(7):
        await page.keyboard.press("Enter")
        await page.keyboard.type(str(number))
    assert await thread.count() == before
    assert int(await box.get_attribute("rows") or 0) == 6
    await page.keyboard.press("Control+Enter")
    await expect(thread).to_have_count(before + 1)
    assert await box.get_attribute("rows") == "2"
    await expect(box).to_be_focused()
    await (await talking.db()).execute(
        "UPDATE account SET enter_sends = true WHERE person_id = $1", cast.dani.id
    )
    await page.reload()
    await is_live(page)
    await box.focus()
    await page.keyboard.type("By Enter")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two lines")
    assert await thread.count() == before + 1
    await page.keyboard.press("Enter")
    await expect(thread).to_have_count(before + 2)
    assert (await talking.kept(cast.dani))[-1] == "By Enter\ntwo lines"


@pytest.mark.browser
async def test_what_changes_around_the_box_can_be_seen_read_and_pressed(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"{n} days to go." for n in range(3)])
    page, other = await talking.page(cast.dani), await talking.page(cast.dani)
    await is_live(page)
    await is_covered(talking)
    looking = Looking(page)
    await expect(page.locator("#changed")).to_be_visible()
    await looking.at("who reads changed")
    await other.locator("#message").fill("About school " * 40)
    await expect(other.locator("#composer .saved")).to_contain_text("Saved at")
    await page.locator("#message").fill("About shoes")
    await expect(page.locator(".elsewhere")).to_be_visible()
    await looking.at("written elsewhere")
    await page.locator(".elsewhere summary").click()
    await looking.at("written elsewhere, opened")
    await page.set_viewport_size({"width": 320, "height": 480})
    assert await page.locator(".to-last").evaluate("(link) => link.getBoundingClientRect().height") >= 44

    sam = await talking.page(cast.sam, of=cast.dani)
    await is_live(sam)
    await sam.locator("#message").fill("I will ring you")
    await is_back(talking)
    await expect(sam.locator("#changed")).to_be_visible()
    lost = Looking(sam)
    await lost.at("lost it")
    await sam.get_by_role("button", name="Send", exact=True).click()
    await expect(sam.locator("main h1")).to_have_text("You cannot write here any more")
    await lost.at("words given back")
    assert looking.wrong + lost.wrong == []
