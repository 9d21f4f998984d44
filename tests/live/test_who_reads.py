"""Who reads changes while somebody's page stands open: she knows before she writes, and loses nothing she typed."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from tests.databases import FIRST_DAY
from tests.live.covering import is_back, is_covered
from tests.live.talking import LAPTOP, RECORD, Talking, is_live, said, write
from tests.messaging.wire import NAMESPACE
from tests.patience import running_for
from tests.running import at

AWAY = "Amira is away until Friday 5 June. Sam Okoro is reading your messages."
ALONE, BOTH = "Amira and her manager can read this.", "Amira, Sam and their managers can read this."
TYPED = "Can you ring me? It is about "


async def around_the_box(page: Page) -> list[str]:
    said = [await page.locator(part).inner_text() for part in ("main h1", "#before-writing", "#mh")]
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in said]


async def top_of(page: Page) -> float:
    top: float = await page.evaluate("() => document.getElementById('message').getBoundingClientRect().top")
    return top


async def says(page: Page, hint: str, strip: str | None) -> None:
    await expect(page.locator("#mh")).to_contain_text(hint)
    if strip is None:
        await expect(page.locator("#status")).to_have_count(0)
    else:
        await expect(page.locator("#status")).to_have_text(strip)


@pytest.mark.browser
async def test_a_page_left_open_learns_who_reads_and_disturbs_nobody(talking: Talking) -> None:
    cast = talking.cast
    await talking.write_before(cast.amira, cast.dani, [f"{n} days to go." for n in range(12)])
    page = await talking.page(cast.dani)
    await is_live(page)
    await says(page, ALONE, None)
    box = page.locator("#message")
    await box.focus()
    await page.keyboard.type(TYPED)
    await page.evaluate("() => { focused = []; }")
    before = await top_of(page)

    await is_covered(talking)
    await says(page, BOTH, AWAY)
    await expect(page.locator("#composer #changed")).to_have_text(f"This changed at 10am. {AWAY}")
    assert await box.get_attribute("aria-describedby") == "changed mh"
    assert abs(await top_of(page) - before) < 1, "the box did not move under her fingers"
    await page.keyboard.type("Kit.")
    assert await box.input_value() == f"{TYPED}Kit."
    assert await said(page) == [], "the announcer says nothing of it"
    assert await page.evaluate("() => focused") == []

    # What she was told goes with her message, which has the words of now.
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#thread > .msg").last).to_contain_text(f"{TYPED}Kit.")
    await expect(page.locator("#changed")).to_have_count(0)
    assert await box.get_attribute("aria-describedby") == "mh"
    sam = await talking.socket(cast.sam)
    await sam.send(str(await talking.conversation_of(cast.dani)), "I will.")
    await expect(page.locator("#thread > .msg").last.locator("h3")).to_have_text("Sam Okoro (for Amira Khan)")

    # The line was away when it changed again: it is known on coming back, once.
    await page.context.set_offline(True)
    talking.proxy.cut()
    await is_back(talking)
    await page.context.set_offline(False)
    await says(page, ALONE, None)
    await expect(page.locator("#changed")).to_have_text(f"This changed at 10am. {ALONE}")
    drawn = await around_the_box(page)
    await page.reload()
    assert await around_the_box(page) == drawn, "what the script put there is what the server draws"


@pytest.mark.browser
async def test_another_worker_is_named_wherever_the_old_one_was(talking: Talking) -> None:
    cast, db = talking.cast, await talking.db()
    page = await talking.page(cast.dani)
    await is_live(page)
    await expect(page.locator("label[for=message]")).to_have_text("Your message to Amira")
    # The line fails once, just then: it is asked again.
    await page.route("**/people", lambda route: route.abort(), times=1)
    await db.execute(
        """
        WITH gone AS (
            UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND role = 'allocated' AND to_at IS NULL RETURNING *
        )
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT council_id, $2, child_plan_id, 'allocated', $3 FROM gone
        """,
        cast.amira.id,
        cast.sam.id,
        talking.portal.clock.now(),
    )
    await expect(page.locator("label[for=message]")).to_have_text("Your message to Sam")
    await expect(page.locator("main h1")).to_have_text("Messages with Sam Okoro")
    await expect(page).to_have_title("Messages with Sam – Kite")
    await says(
        page, "Sam and his manager", "Sam Okoro is your social worker now. Sam can read your old messages."
    )

    # Nobody is there any more: her words stay hers, and Send says why they stay.
    await page.locator("#message").fill("Hello Sam")
    await db.execute("UPDATE involvement SET to_at = $1 WHERE to_at IS NULL", talking.portal.clock.now())
    await expect(page.locator("#status")).to_contain_text("This conversation is closed.")
    await expect(page.locator("label[for=message]")).to_have_text("What you wrote")
    await expect(page.locator("#message")).to_have_value("Hello Sam")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#thread .pending .safe")).to_contain_text("This conversation is closed.")
    await expect(page.locator("#thread .pending .words")).to_have_text("Hello Sam")


@pytest.mark.browser
async def test_the_clock_alone_changes_the_words(talking: Talking) -> None:
    cast, clock = talking.cast, talking.portal.clock
    clock.turn_to(at(FIRST_DAY, 16, 50))
    page = await talking.page(cast.dani)
    await page.clock.install(time=clock.now())
    await page.reload()
    await is_live(page)
    clock.turn_to(at(FIRST_DAY, 17, 1))
    await page.clock.fast_forward("11:06")
    await expect(page.locator("#status")).to_contain_text("It is out of hours.")
    await expect(page.locator("#changed")).to_contain_text("This changed at 5:01pm. It is out of hours.")
    await expect(page.locator("#before-writing")).not_to_contain_text("tries to reply")

    # Nobody looks: nothing is asked, and whoever comes back is told.
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 8, 50))
    await page.clock.set_system_time(clock.now())
    await page.reload()
    await is_live(page)
    await page.evaluate("() => goAway(true)")
    await page.clock.fast_forward("01:05")
    total = -1
    while total != talking.proxy.total:  # the socket's goodbye takes its own time
        total = talking.proxy.total
        await running_for(0.7)
    talking.proxy.begin()
    clock.turn_to(at(FIRST_DAY + timedelta(days=1), 9, 1))
    await page.clock.fast_forward("10:00")
    await asyncio.sleep(1)
    assert talking.proxy.total == 0
    await page.evaluate("() => goAway(false)")
    await expect(page.locator("#status")).to_have_count(0)
    await expect(page.locator("#before-writing")).to_contain_text("tries to reply")


@pytest.mark.browser
async def test_without_a_socket_or_a_script_the_next_answer_says_it(talking: Talking) -> None:
    cast = talking.cast
    saver = (
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true, effectiveType: '4g' } });"
    )
    thin = await talking.page(cast.dani, script=f"{RECORD}{saver}")
    plain = await talking.page(cast.dani, javascript=False)
    await thin.locator("#message").fill(TYPED)
    await is_covered(talking)
    await thin.evaluate("() => new Promise((done) => setTimeout(done, 3100))")
    await thin.evaluate("() => dispatchEvent(new Event('focus'))")
    await says(thin, BOTH, AWAY)
    assert await thin.locator("#message").input_value() == TYPED
    await write(plain, "Hello?")
    await says(plain, BOTH, AWAY)


async def test_a_client_that_asked_for_nothing_is_told_nothing_new(without_browser: Talking) -> None:
    talking, cast = without_browser, without_browser.cast
    dani = await talking.socket(cast.dani)
    told: list[str] = []
    dani.client.on("*", lambda event, *_: told.append(event), namespace=NAMESPACE)
    await is_covered(talking)
    sam = await talking.socket(cast.sam)
    conversation = str(await talking.conversation_of(cast.dani))
    await sam.send(conversation, "Hello")
    await dani.hears("message", body="Hello")
    await is_back(talking)
    amira = await talking.socket(cast.amira)
    await asyncio.sleep(3)  # longer than the look at all sockets takes
    await amira.send(conversation, "Hello again")
    await dani.hears("message", body="Hello again")
    assert not dani.gone.is_set()
    assert told == []


@pytest.mark.browser
async def test_whose_cover_ends_while_they_type_is_told_and_keeps_the_words(talking: Talking) -> None:
    cast = talking.cast
    await is_covered(talking)
    await talking.write_before(cast.dani, cast.dani, [f"{n} days to go." for n in range(12)])
    page = await talking.page(cast.sam, of=cast.dani, size=LAPTOP)
    plain = await talking.page(cast.sam, of=cast.dani, size=LAPTOP, javascript=False)
    await is_live(page)
    await page.locator("#message").focus()
    await page.keyboard.type("I will ring you")
    await plain.locator("#message").fill("I will ring you, too")
    await is_back(talking)
    told = "Your work with this family ended on Monday 1 June at 10am."
    changed = page.locator("#composer #changed")
    await expect(changed).to_contain_text(f"{told} Your manager knows who works with them now.")
    await expect(page.locator(".status--link")).to_have_text(told)
    await expect(page.locator("label[for=message]")).to_have_text("What you wrote")
    await page.keyboard.type(" at 2")
    await expect(page.locator("#message")).to_have_value("I will ring you at 2")
    assert [one.where for one in await said(page)] == ["alerter"]
    for tab, typed in ((page, "I will ring you at 2"), (plain, "I will ring you, too")):
        await tab.get_by_role("button", name="Send", exact=True).click()
        await expect(tab.locator("main h1")).to_have_text("You cannot write here any more")
        await expect(tab.locator("main textarea")).to_have_value(typed)
        await expect(tab.locator("main")).to_contain_text("This was not sent to anybody.")
    assert "I will ring you" not in " ".join(await talking.kept(cast.dani))
