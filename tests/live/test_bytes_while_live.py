"""What an open conversation costs somebody who pays by the megabyte: the page, its socket, each message."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.figures import Figure
from tests.live.talking import RECORD, Talking, is_live, write
from tests.patience import running_for

KB = 1024
FIRST, AGAIN = 50 * KB, 10 * KB
CONNECT, RECEIVED, SENT = 2 * KB, KB // 2, KB


async def opened(talking: Talking, page: Page, path: str) -> int:
    """Everything that opening the conversation sends and fetches, its socket with it."""
    talking.proxy.begin()
    await page.goto(talking.portal.origin + path)
    await is_live(page)
    await running_for(0.5)
    return talking.proxy.total


async def settled(talking: Talking) -> int:
    """What went over the line, once nothing more comes."""
    before = -1
    while before != talking.proxy.total:
        before = talking.proxy.total
        await running_for(0.7)
    return before


@pytest.mark.browser
async def test_a_conversation_is_light_and_so_is_each_message(talking: Talking, figure: Figure) -> None:
    cast = talking.cast
    path = await talking.address(cast.dani, cast.dani)
    conversation = str(await talking.conversation_of(cast.dani))
    await talking.write_before(
        cast.amira, cast.dani, [f"{n} days to go. Kit can bring the kite." for n in range(20)]
    )
    visitor = await talking.visitor(cast.dani)
    context = await talking.browsing.profile()
    cookies = [
        {"name": one.key, "value": one.value, "url": talking.portal.origin} for one in visitor.http.cookie_jar
    ]
    await context.add_cookies(cookies)  # type: ignore[arg-type]
    await context.add_init_script(RECORD)
    page = await context.new_page()
    first = await opened(talking, page, path)
    again = await opened(talking, page, path)
    figure(
        f"bytes, both ways: conversation: first {first / KB:.1f} KB of 50, again {again / KB:.1f} KB of 10"
    )

    amira = await talking.socket(cast.amira)
    await page.evaluate("() => document.getElementById('thread').lastElementChild.scrollIntoView(false)")
    talking.proxy.begin()
    await amira.send(conversation, "I will be with you at 4 on Tuesday.")
    await expect(page.locator("#thread .words").last).to_have_text("I will be with you at 4 on Tuesday.")
    await page.evaluate("() => document.getElementById('thread').lastElementChild.scrollIntoView(false)")
    await running_for(2.5)
    received = await settled(talking)
    talking.proxy.begin()
    await write(page, "That is fine. Thank you, Amira.")
    await amira.hears("message", body="That is fine. Thank you, Amira.")
    await amira.ask("read", {"conversation": conversation, "seq": amira.heard("message")[-1]["seq"]})
    await expect(page.locator("#thread > .msg").last).to_contain_text("Seen by Amira")
    sent = await settled(talking)
    talking.proxy.begin()
    talking.proxy.cut()
    await page.locator("#composer a[href*=checked]").wait_for(state="visible")
    await is_live(page)
    connect = await settled(talking)
    figure(
        f"bytes, both ways: a message and its receipt: {received} of {RECEIVED}; one's own, with copy, delivered and"
        f" seen: {sent} of {SENT}; connecting again: {connect} of {CONNECT}"
    )
    assert first <= FIRST
    assert again <= AGAIN
    assert received <= RECEIVED
    assert sent <= SENT
    assert 500 < connect <= CONNECT


@pytest.mark.browser
async def test_a_hidden_page_lets_its_socket_go_and_comes_back_with_everything(talking: Talking) -> None:
    cast = talking.cast
    page = await talking.page(cast.dani)
    await page.clock.install()
    await page.reload()
    await is_live(page)
    amira = await talking.socket(cast.amira)
    conversation = str(await talking.conversation_of(cast.dani))
    await page.evaluate("() => goAway(true)")
    await page.clock.fast_forward("01:05")
    await page.clock.run_for(2000)
    # The socket's goodbye goes over the line by itself, in its own time.
    await settled(talking)
    talking.proxy.begin()
    for number in range(3):
        await amira.send(conversation, f"While you were away {number}")
    await page.clock.run_for(20_000)
    await asyncio.sleep(1)
    assert talking.proxy.total == 0, "nothing goes over the line while nobody looks"
    await page.evaluate("() => goAway(false)")
    await expect(page.locator("#thread .words").last).to_have_text("While you were away 2")
    await page.clock.run_for(3000)
    told = await page.evaluate("() => said.map((one) => one.words)")
    assert told == ["3 new messages from Amira"]
