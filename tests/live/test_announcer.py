"""What a screen reader is told while a conversation stands open: exactly this, and nothing else (A8)."""

import asyncio
from itertools import pairwise

import pytest
from playwright.async_api import Page, expect

from tests.live.talking import Talking, is_live, said, write
from tests.patience import running_for

LONG = "I will come at 4 on Tuesday. " * 10
OFFLINE_FOR = 14


class Log:
    """What was said since the last look."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.past = 0

    async def after(self, seconds: float) -> list[str]:
        await running_for(seconds)
        told = await said(self.page)
        new, self.past = told[self.past :], len(told)
        return [f"{'! ' if one.where == 'alerter' else ''}{one.words}" for one in new]


@pytest.mark.browser
async def test_the_announcer_says_each_thing_once_and_nothing_more(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"Before {n}." for n in range(130)])
    page, amira = await talking.page(cast.dani), await talking.socket(cast.amira)
    conversation = str(await talking.conversation_of(cast.dani))
    await is_live(page)
    log = Log(page)
    await page.locator("#message").focus()
    await page.evaluate("() => { focused = []; }")

    # One message: its first 150 letters.
    await amira.send(conversation, LONG)
    assert await log.after(3) == [f"New message from Amira. {LONG[:150]}"]

    # Five within two seconds.
    for number in range(5):
        await amira.send(conversation, f"Point {number}")
        await asyncio.sleep(0.1)
    assert await log.after(4) == ["5 new messages from Amira"]

    await _held_while_typing(talking, page, log, conversation)

    # What stood on the screen for two seconds was read.
    assert (await page.title()).startswith("(7) ")
    await page.evaluate("() => document.getElementById('thread').lastElementChild.scrollIntoView(false)")
    await expect(page).to_have_title("Messages with Amira – Kite")

    # A hidden tab is silent; one summary when somebody comes back.
    await page.evaluate("() => goAway(true)")
    for number in range(3):
        await amira.send(conversation, f"Away {number}")
    assert await log.after(4) == []
    assert (await page.title()).startswith("(3) ")
    await page.evaluate("() => goAway(false)")
    assert await log.after(3) == ["3 new messages from Amira"]

    # Receipts and typing say nothing.
    await write(page, "All clear, thank you.")
    assert await log.after(3) == ["Message sent."]
    seq = await page.evaluate("() => Number(document.querySelector('#thread > .msg:last-child').dataset.seq)")
    await amira.ask("typing", {"conversation": conversation})
    await expect(page.locator(".writing")).to_have_text("Amira is writing…")
    await amira.ask("read", {"conversation": conversation, "seq": seq})
    await expect(page.locator("#thread > .msg:last-child .state")).to_contain_text("Seen by Amira")
    assert await log.after(4) == []

    await _failing_is_an_alert(talking, page, log)
    await _being_offline_is_said_when_it_lasts(page, log)

    assert set(await page.evaluate("() => focused")) <= {"message", "BUTTON"}, "only the reader moved focus"
    older = page.locator("#older")
    before = await page.locator("#thread > .msg").count()
    await older.focus()
    await page.keyboard.press("Enter")
    assert await log.after(3) == ["20 older messages added"]
    assert await page.locator("#thread > .msg").count() == before + 20
    await expect(older).to_be_focused()

    told = await said(page)
    assert all(one.stood is None or one.stood >= 1000 for one in told), "each stands for a second"
    polite = [one.at for one in told if one.where == "announcer"]
    assert min(later - one for one, later in pairwise(polite)) >= 2990


async def _held_while_typing(talking: Talking, page: Page, log: Log, conversation: str) -> None:
    """Somebody who writes is not spoken to, but for no longer than five seconds."""
    amira = await talking.socket(talking.cast.amira)
    sending = asyncio.create_task(amira.send(conversation, "While you write"))
    began = await page.evaluate("() => performance.now()")
    for _ in range(20):
        await page.keyboard.type("a")
        await asyncio.sleep(0.3)
    wrote_until = await page.evaluate("() => performance.now()")
    await sending
    assert await log.after(0.5) == ["New message from Amira. While you write"]
    [told] = [one for one in await said(page) if one.words.endswith("While you write")]
    assert began + 2500 < told.at < wrote_until + 500
    await page.locator("#message").fill("")


async def _failing_is_an_alert(talking: Talking, page: Page, log: Log) -> None:
    talking.proxy.silent = True
    await write(page, "Can you hear me?")
    assert await log.after(9) == ["! Message not sent. Use Try again."]
    item = page.locator("#thread > .pending")
    await expect(item).to_contain_text("Not sent")
    await expect(item).to_contain_text("Your message is safe here.")
    talking.proxy.silent = False
    talking.proxy.cut()
    await is_live(page)
    await item.get_by_role("button", name="Try again").click()
    await expect(page.locator("#message")).to_be_focused()
    said_then = await log.after(4)
    assert [words for words in said_then if "online" not in words and "offline" not in words] == [
        "Message sent."
    ]
    assert (await talking.kept(talking.cast.dani)).count("Can you hear me?") == 1


async def _being_offline_is_said_when_it_lasts(page: Page, log: Log) -> None:
    await page.context.set_offline(True)
    assert await log.after(3) == []
    await expect(page.locator(".status--link")).to_have_text(
        "You are offline. We will send your message when you are back online."
    )
    await page.context.set_offline(False)
    await is_live(page)
    assert await log.after(4) == []
    await page.context.set_offline(True)
    assert await log.after(OFFLINE_FOR) == ["You are offline."]
    await page.context.set_offline(False)
    await is_live(page)
    await expect(page.locator(".status--link")).to_have_text("You are back online.")
    assert await log.after(3) == ["You are back online."]
