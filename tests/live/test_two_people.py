"""A parent and her worker in two real browsers: across both ways, after the line went, and with no script on a side."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from portal.clock import LONDON
from tests.live.talking import LAPTOP, Talking, bodies, is_live, write
from tests.running import hidden_fields

SEEN = "Seen by Amira"
# The clock of a portal runs, and a slow machine needs minutes.
TEN = re.compile(r"10(:\d\d)?am")
# How long a message stands on the screen before it counts as seen, in ms.
SEEN_AFTER = 2_000


async def has(page: Page, *words: str) -> None:
    """These stand on the page in this order, each once, at the end of the thread."""
    found: list[str] = []
    for _ in range(300):
        found = await bodies(page)
        if found[-len(words) :] == list(words):
            break
        await asyncio.sleep(0.1)
    assert found[-len(words) :] == list(words)
    assert all(found.count(one) == 1 for one in words)


@pytest.mark.browser
async def test_two_people_write_to_each_other_and_a_lost_line_loses_nothing(talking: Talking) -> None:
    cast = talking.cast
    dani = await talking.page(cast.dani)
    amira = await talking.page(cast.amira, of=cast.dani, size=LAPTOP)
    await asyncio.gather(is_live(dani), is_live(amira))
    await dani.locator(".composer__language summary").click()
    await dani.locator("#language").select_option("ti")
    await write(dani, "We are on the bus")
    await has(amira, "We are on the bus")
    await expect(dani.locator("#thread > .msg").last.locator(".state")).to_contain_text(SEEN)
    await write(amira, "See you at 4")
    await has(dani, "We are on the bus", "See you at 4")
    last = dani.locator("#thread > .msg").last
    await expect(last.locator("h3")).to_have_text("Amira Khan")
    # What the script drew is what the server draws.
    drawn = [await outline(page) for page in (dani, amira)]
    await asyncio.gather(dani.reload(), amira.reload())
    assert [await outline(page) for page in (dani, amira)] == drawn
    assert [page.count("/translation/") for page in drawn[1]] == [1, 0], (
        "what is in another language can be translated"
    )
    await asyncio.gather(is_live(dani), is_live(amira))

    # The line dies under both; what was written meanwhile arrives once, in order.
    await dani.context.set_offline(True)
    await write(dani, "In the tunnel")
    await expect(dani.locator("#thread > .msg").last).to_contain_text("Waiting to send")
    await write(amira, "Are you there?")
    await asyncio.sleep(1)
    talking.proxy.cut()
    await write(dani, "Still in it")
    await dani.context.set_offline(False)
    await has(amira, "Are you there?", "In the tunnel", "Still in it")
    await has(dani, "Are you there?", "In the tunnel", "Still in it")
    assert (await talking.kept(cast.dani))[-3:] == ["Are you there?", "In the tunnel", "Still in it"]
    assert await dani.locator("#thread > .pending").count() == 0

    await _one_side_without_a_script(talking, dani, amira)
    await _taken_back_while_both_look(dani, amira)


async def outline(page: Page) -> list[str]:
    """The last two messages as they are drawn: tags, classes, words and times, without what only staff can do."""
    told: list[str] = await page.evaluate(
        """() => Array.from(document.querySelectorAll("#thread > .msg")).slice(-2).map((li) => {
          const copy = li.cloneNode(true);
          for (const part of copy.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
          return copy.outerHTML.replace(/>\\s+</g, "><").replace(/<bdi>|<\\/bdi>/g, "").replace(/\\s+/g, " ");
        })"""
    )
    return told


async def _one_side_without_a_script(talking: Talking, dani: Page, amira: Page) -> None:
    cast = talking.cast
    plain = await talking.page(cast.dani, javascript=False)
    await write(plain, "From the library")
    await has(plain, "From the library")
    await has(amira, "From the library")
    await has(dani, "From the library")
    office = await talking.page(cast.amira, of=cast.dani, size=LAPTOP, javascript=False)
    await expect(office.locator("#thread .words").last).to_have_text("From the library")
    await write(office, "Good idea")
    await has(dani, "From the library", "Good idea")
    await plain.get_by_role("link", name="Check for new messages").click()
    await has(plain, "From the library", "Good idea")


async def _taken_back_while_both_look(dani: Page, amira: Page) -> None:
    await write(amira, "Meant for Jay")
    await has(dani, "Good idea", "Meant for Jay")
    async with amira.expect_navigation():
        await amira.locator("#thread > .msg").last.get_by_role("link", name="Take back").click()
    await amira.locator("main form button.govuk-button").click()
    gone = dani.locator("#thread > .msg").last
    await expect(gone.locator(".taken-back")).to_have_text(
        re.compile(r"^Amira took this message back at 10(:\d\d)?am\.$")
    )
    await expect(gone.locator(".words")).to_have_count(0)
    await expect(dani.locator("main")).not_to_contain_text("Meant for Jay")


@pytest.mark.browser
async def test_what_is_taken_back_before_it_was_seen_is_not_looked_for(talking: Talking) -> None:
    cast = talking.cast
    dani = await talking.page(cast.dani)
    await is_live(dani)
    worker, amira = await talking.socket(cast.amira), await talking.visitor(cast.amira)
    conversation, address = (
        await talking.conversation_of(cast.dani),
        await talking.address(cast.amira, cast.dani),
    )
    form = hidden_fields((await amira.get("/sign-out")).text)
    await dani.evaluate(
        """() => new MutationObserver(() => (window.words ??= performance.now())).observe(
          document.getElementById("thread"), { childList: true })"""
    )
    # Where the machine stood still in between it was too late to try this, and another message is taken back.
    for number in range(10):
        await dani.evaluate("window.words = undefined")
        sent = await worker.send(str(conversation), f"Meant for Jay {number}")
        await dani.wait_for_function("window.words")
        await asyncio.sleep(0.5)  # after the page has settled, well before the message counts as seen
        assert (await amira.send(f"{address}/take-back/{sent['id']}", form, follow=False)).status == 303
        await dani.locator(".taken-back").nth(number).wait_for()
        if await dani.evaluate("performance.now() - window.words") < SEEN_AFTER:
            break
    else:
        raise AssertionError("too late to try this")
    # Longer than a message has to stand on the screen: a fault of the script would fail this test at its end.
    await asyncio.sleep(2.5)
    await expect(dani.locator("main")).not_to_contain_text("Meant for Jay")


@pytest.mark.browser
async def test_where_there_can_be_no_socket_the_page_asks_instead(talking: Talking) -> None:
    cast = talking.cast
    saver = (
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '4g' } });"
    )
    dani = await talking.page(cast.dani, script=saver)
    sockets: list[str] = []
    dani.on("websocket", lambda socket: sockets.append(socket.url))
    await dani.reload()
    amira = await talking.socket(cast.amira)
    conversation = str(await talking.conversation_of(cast.dani))
    await amira.send(conversation, "Are you well?")
    await dani.evaluate("() => new Promise((done) => setTimeout(done, 3100))")
    await dani.evaluate("() => dispatchEvent(new Event('focus'))")
    await has(dani, "Are you well?")
    await amira.send(conversation, "And Kit?")
    await write(dani, "Both well")
    await has(dani, "Are you well?", "And Kit?", "Both well")
    await expect(dani.locator("#thread > .msg").last.locator(".state")).to_contain_text(TEN)
    await write(dani, "x" * 2001)
    await expect(dani.locator("#message-error")).to_contain_text(
        "Your message is too long. Use 2,000 letters or fewer"
    )
    assert await dani.locator("#message").input_value() == "x" * 2001
    assert sockets == []

    blocked = await talking.page(cast.marcus, script="delete window.WebSocket;")
    await write(blocked, "Through a strict network")
    await has(blocked, "Through a strict network")
    await expect(blocked.locator("#thread > .msg").last.locator(".state")).to_contain_text(TEN)
    assert (await talking.kept(cast.marcus))[-1] == "Through a strict network"


@pytest.mark.browser
async def test_the_clock_of_a_page_left_open_begins_a_new_day(talking: Talking) -> None:
    cast, clock = talking.cast, talking.portal.clock
    dani, amira = await talking.page(cast.dani), await talking.socket(cast.amira)
    await is_live(dani)
    conversation = str(await talking.conversation_of(cast.dani))
    await amira.send(conversation, "Good night")
    clock.turn_to(clock.now().astimezone(LONDON).replace(day=2, hour=0, minute=5))
    await amira.send(conversation, "Good morning")
    await has(dani, "Good night", "Good morning")
    said = dani.locator("#thread > li")
    await expect(said.nth(-2)).to_have_text("Tuesday 2 June")
    await expect(said.last.locator("time")).to_have_text("12:05am")
    assert await said.last.locator("time").get_attribute("datetime") == "2026-06-02T00:05+01:00"
