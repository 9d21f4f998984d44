"""The line goes at the worst moment: no word lost, none doubled, and an honest word within eight seconds (P11, P9)."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.figures import Figure
from tests.live.talking import Talking, bodies, is_live, write
from tests.patience import within

HONEST_WITHIN = 8.5
SLOWEST_KEY = 200


@pytest.mark.browser
async def test_a_line_that_dies_while_sending_loses_and_doubles_nothing(talking: Talking) -> None:
    cast = talking.cast
    page = await talking.page(cast.dani)
    await is_live(page)
    last = page.locator("#thread > .msg").last

    # The answer is lost: the server has the message, the page does not know.
    talking.proxy.mute = True
    await write(page, "Heard and not answered")
    await expect(last.locator(".state")).to_have_text("Sending…")
    await within(HONEST_WITHIN, expect(last.locator(".state")).to_have_text("Not sent", timeout=30_000))
    await expect(last).to_contain_text("Your message is safe here.")
    # And only here: a tap on a link that leads nowhere would lose it.
    await page.get_by_role("link", name="Home").click()
    await expect(page.locator("#composer > [role=alert]")).to_have_text(
        "Keep this page open until it is sent."
    )
    talking.proxy.mute = False
    talking.proxy.cut()
    await expect(last.locator(".state")).to_contain_text(re.compile(r"10(:\d\d)?am"))
    assert await page.locator("#thread > .pending").count() == 0

    # Cut in the middle, again and again: each is sent by itself when the line is back, once and in order.
    for number in range(3):
        talking.proxy.silent = True
        await write(page, f"Through the cut {number}")
        talking.proxy.cut()
        await within(
            HONEST_WITHIN, expect(last.locator(".state")).to_have_text("Waiting to send", timeout=30_000)
        )
        talking.proxy.silent = False
        talking.proxy.cut()
        await is_live(page)
    await expect(page.locator("#thread > .pending")).to_have_count(0)
    written = ["Heard and not answered", *(f"Through the cut {number}" for number in range(3))]
    assert (await talking.kept(cast.dani))[-4:] == written
    assert (await bodies(page))[-4:] == written

    # Typed and not sent: another browser has the words.
    await page.locator("#message").fill("Half a thought")
    await expect(page.locator("#composer .saved")).to_contain_text("Saved at")
    talking.proxy.silent = True
    await page.context.close()
    talking.proxy.silent = False
    talking.proxy.cut()
    elsewhere = await talking.page(cast.dani)
    assert await elsewhere.locator("#message").input_value() == "Half a thought"
    await is_live(elsewhere)
    await elsewhere.locator("#composer button.govuk-button").click()
    await expect(elsewhere.locator("#thread > .pending")).to_have_count(0)
    await asyncio.sleep(0.5)
    await elsewhere.reload()
    assert await elsewhere.locator("#message").input_value() == ""
    assert (await talking.kept(cast.dani)).count("Half a thought") == 1


@pytest.mark.browser
async def test_whose_session_ends_keeps_the_words_and_sends_them_after_signing_in(talking: Talking) -> None:
    cast = talking.cast
    page = await talking.page(cast.dani)
    await is_live(page)
    await page.context.clear_cookies()
    # What is typed is kept every few seconds; this is half a thought yet when the session ends.
    await page.locator("#message").fill("Before")
    await (await talking.db()).execute("UPDATE session SET ended_at = now()")
    await page.locator("#composer a[href*=checked]").wait_for(state="visible")
    await write(page, "Before you signed me out")
    item = page.locator("#thread > .pending")
    await expect(item).to_contain_text(
        "You were signed out. Sign in to send your message. We kept your words."
    )
    told = await page.evaluate("() => said.map((one) => [one.where, one.words])")
    assert told == [["alerter", "You were signed out. Sign in to send your message. We kept your words."]]
    async with page.context.expect_page() as other:
        await item.get_by_role("link", name="Sign in").click()
    sign_in = await other.value
    await sign_in.locator("main input[name=name]").fill(cast.dani.sign_in)
    await sign_in.locator("main input[name=password]").fill(cast.dani.password)
    await sign_in.locator("main form button:not([type=button])").click()
    await expect(page.locator("#thread > .pending")).to_have_count(0)
    assert (await talking.kept(cast.dani))[-1] == "Before you signed me out"


@pytest.mark.browser
async def test_who_is_signed_out_elsewhere_leaves_no_conversation_on_the_glass(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, ["Is Tuesday good for you?"])
    page = await talking.page(cast.dani)
    await is_live(page)
    await page.locator("#message").fill("Kept before I lost my phone")
    await page.locator("#composer .saved").wait_for()
    assert await page.locator("#thread > .msg").count() == 1
    await (await talking.db()).execute("UPDATE session SET ended_at = now()")
    await within(5, expect(page.locator("h1")).to_have_text("You were signed out", timeout=30_000))
    assert not await page.locator("#thread").count()
    again = await talking.page(cast.dani)
    assert await again.locator("#message").input_value() == "Kept before I lost my phone"


@pytest.mark.browser
@pytest.mark.prove
async def test_keys_are_quick_in_a_thread_of_500_on_a_slow_phone(talking: Talking, figure: Figure) -> None:
    cast = talking.cast
    await talking.write_before(
        cast.amira, cast.dani, [f"Number {n}. It is about the visit." for n in range(520)]
    )
    page = await talking.page(cast.dani)
    await is_live(page)
    while await page.locator("#thread > .msg").count() < 500:
        before = await page.locator("#thread > .msg").count()
        await page.locator("#older").click()
        await expect(page.locator("#thread > .msg").nth(before)).to_be_attached()
    await page.evaluate(
        """() => {
          window.keys = [];
          new PerformanceObserver((list) => {
            for (const one of list.getEntries()) {
              if (/^key|^input/.test(one.name)) keys.push([one.processingStart - one.startTime, one.duration]);
            }
          }).observe({ type: "event", durationThreshold: 16 });
        }"""
    )
    tools = await page.context.new_cdp_session(page)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await page.locator("#message").focus()
    # Three rounds, because other programs also use this machine: the middle one counts.
    rounds = sorted([await _type_a_sentence(page) for _ in range(3)])
    figure(
        f"slowest key in a thread of 500 messages at a quarter of the speed: waited {rounds[1][0]:.0f} ms of"
        f" {SLOWEST_KEY}, drawn after {rounds[1][1]:.0f} ms (rounds {[round(one[0]) for one in rounds]})"
    )
    assert rounds[1][0] <= SLOWEST_KEY


async def _type_a_sentence(page: Page) -> tuple[float, float]:
    """How long the slowest key waited until the page heard it, and until it was drawn."""
    await page.evaluate("() => { keys = []; }")
    for letter in "The bus is late again, so we may be ten minutes late for you.\n":
        await page.keyboard.type(letter)
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    keys: list[tuple[float, float]] = await page.evaluate("() => keys")
    return max((key[0] for key in keys), default=0), max((key[1] for key in keys), default=0)
