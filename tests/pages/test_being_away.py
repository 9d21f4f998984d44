"""Being away and coming back: the warning, the time-out, what was typed, and two tabs of one person."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
import pytest
from playwright.async_api import Page, expect

from portal.demo.cast import Cast
from tests.browser import PageFor
from tests.pages.leaving import PRIVATE, TYPED, is_dead, nothing_comes_back, session_of, walk_about
from tests.running import RunningPortal

BOX = "What would you like to talk about?"


async def be_away(db: "asyncpg.Connection[asyncpg.Record]", minutes: int) -> None:
    await db.execute("UPDATE session SET last_used_at = now() - $1::interval", timedelta(minutes=minutes))


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
async def test_after_thirty_minutes_away_a_plain_page_says_so_and_leads_back(
    portal: RunningPortal,
    cast: Cast,
    page_for: PageFor,
    db: "asyncpg.Connection[asyncpg.Record]",
    javascript: bool,
) -> None:
    page = await page_for(cast.dani, javascript=javascript)
    await walk_about(page, portal, cast, type_too=False)
    token = await session_of(page)
    await be_away(db, 31)
    answer = await page.goto(f"{portal.origin}/visits/{cast.home_visit}")
    assert answer is not None
    assert answer.status == 401
    assert await is_dead(portal, token)
    told = await page.locator("main").inner_text()
    assert "You were signed out" in told
    assert "You were away for a while" in told
    assert not PRIVATE.search(await page.locator("body").inner_text())
    await page.get_by_role("link", name="Sign in again").click()
    await page.locator("main input[name=name]").fill(cast.dani.sign_in)
    await page.locator("main input[name=password]").fill(cast.dani.password)
    await page.locator("main form button:not([type=button])").click()
    await page.wait_for_url(f"**/visits/{cast.home_visit}")


@pytest.mark.browser
async def test_back_shows_nothing_after_the_time_is_up(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    await walk_about(page, portal, cast, type_too=False)
    await be_away(db, 31)
    await page.goto(f"{portal.origin}/home")
    await nothing_comes_back(page)


@pytest.mark.browser
async def test_two_minutes_before_the_end_the_page_asks_and_one_press_stays(
    cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    await page.clock.install()
    await page.reload()
    await page.clock.fast_forward("27:30")
    dialog = page.get_by_role("dialog", name="Do you need more time?")
    await expect(dialog).to_be_hidden()
    await page.clock.fast_forward("00:40")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    await be_away(db, 29)
    async with page.expect_response("**/session/stay") as stayed:
        await page.keyboard.press("Enter")
    assert (await stayed.value).status == 200
    await expect(dialog).to_be_hidden()
    away = await db.fetchval("SELECT min(now() - last_used_at) FROM session WHERE ended_at IS NULL")
    assert away < timedelta(minutes=1)


@pytest.mark.browser
async def test_a_page_left_open_goes_when_the_time_is_up(
    cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    await page.clock.install()
    await page.reload()
    await be_away(db, 31)
    await page.clock.fast_forward("30:10")
    await expect(page.locator("h1")).to_have_text("You were signed out")


async def typed_and_kept(page: Page, words: str) -> None:
    async with page.expect_response("**/drafts") as kept:
        await page.get_by_label(BOX).press_sequentially(words)
    assert (await kept.value).status == 200
    await expect(page.locator("main .saved")).to_have_text(re.compile(r"^Saved at \d"))


@pytest.mark.browser
async def test_what_is_typed_is_kept_as_it_is_typed_until_it_is_sent(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    topic_page = f"{portal.origin}/visits/{cast.home_visit}/topics/new"
    await page.goto(topic_page)
    await typed_and_kept(page, TYPED)
    await page.get_by_label("Everyone on this plan").check()
    await page.reload()  # Leaving the page saves what the pause had not yet.
    await expect(page.get_by_label(BOX)).to_have_value(TYPED)
    elsewhere = await page_for(cast.dani, javascript=False)
    await elsewhere.goto(topic_page)
    await expect(elsewhere.get_by_label(BOX)).to_have_value(TYPED)
    marcus = await page_for(cast.marcus)
    assert (await marcus.goto(topic_page)).status == 404  # type: ignore[union-attr]
    await page.locator("main").get_by_role("button", name="Add").click()
    await page.wait_for_url(f"**/visits/{cast.home_visit}")
    assert await db.fetchval("SELECT count(*) FROM form_draft") == 0
    await page.goto(topic_page)
    await expect(page.get_by_label(BOX)).to_have_value("")


@pytest.mark.browser
async def test_words_that_a_dead_line_cannot_take_stay_on_the_page(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    await page.set_viewport_size({"width": 320, "height": 480})
    await page.goto(f"{portal.origin}/visits/{cast.home_visit}/topics/new")
    box, add = page.get_by_label(BOX), page.locator("main").get_by_role("button", name="Add")
    told = page.locator("main form [role=alert]")
    # A phone in a tunnel calls itself online: that nothing is answered is what tells.
    await page.route("**/drafts", lambda route: route.abort())
    async with page.expect_event("requestfailed"):
        await box.fill("Half a thought")
    await page.get_by_role("link", name="Messages").click()
    await expect(told).to_contain_text("What you wrote is still here.")
    await expect(told).to_be_in_viewport()
    await expect(box).to_have_value("Half a thought")
    await page.unroute("**/drafts")
    for offline in (True, False):
        await page.context.set_offline(offline)
    await expect(page.locator("main .saved")).to_have_text(re.compile(r"^Saved at \d"))
    await page.context.set_offline(True)
    await box.fill(TYPED)
    await page.get_by_role("link", name="Messages").click()
    await expect(told).to_contain_text("What you wrote is still here.")
    await add.dblclick()
    await expect(told).to_contain_text("What you wrote is still here.")
    await expect(box).to_have_value(TYPED)
    await page.context.set_offline(False)
    await expect(page.locator("main .saved")).to_have_text(re.compile(r"^Saved at \d"))
    await expect(told).to_have_count(0)
    await box.press_sequentially("!")  # Not kept yet as the button is pressed.
    await add.click()
    await page.wait_for_url(f"**/visits/{cast.home_visit}")
    said = "SELECT array_agg(body) FROM visit_topic WHERE added_by = $1 AND visit_id = $2 AND body LIKE $3"
    assert await db.fetchval(said, cast.dani.id, cast.home_visit, f"{TYPED}%") == [f"{TYPED}!"]
    assert await db.fetchval("SELECT count(*) FROM form_draft") == 0
    # A button alone says that nothing was sent, too, and works when the line is back.
    yes = page.get_by_role("button", name="Yes, this time is OK")
    await page.context.set_offline(True)
    await yes.click()
    await expect(told).to_contain_text("nothing was sent")
    await page.context.set_offline(False)
    await expect(told).to_have_count(0)
    await yes.click()
    await expect(page.locator("main .done")).to_be_visible()
    # Where the server takes no draft any more, what it answers to the form itself says more.
    await page.goto(f"{portal.origin}/visits/{cast.home_visit}/topics/new")
    await be_away(db, 31)
    await box.fill(TYPED)
    await add.click()
    await expect(page.locator("h1")).to_have_text("This page is old")
    assert TYPED in await page.locator("main textarea").input_value()


@pytest.mark.browser
async def test_words_not_kept_yet_go_with_their_form_in_one_trip(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    page = await page_for(cast.dani)
    topic_page = f"/visits/{cast.home_visit}/topics/new"
    await page.goto(f"{portal.origin}{topic_page}")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(urlsplit(one.url).path) if one.method == "POST" else None)
    # Typed and sent in one breath, so that nothing can be kept in between.
    await page.get_by_role("button", name="Add").evaluate(
        """(button, words) => {
            const box = button.form.querySelector("textarea");
            box.value = words;
            box.dispatchEvent(new Event("input", { bubbles: true }));
            button.click();
        }""",
        TYPED,
    )
    await page.wait_for_url(f"**/visits/{cast.home_visit}")
    await expect(page.locator("main")).to_contain_text("What you want to talk about is on the plan.")
    assert sent == [topic_page]
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body = $1", TYPED) == 1


@pytest.mark.browser
async def test_two_pages_with_one_form_never_write_over_each_others_words(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    first = await page_for(cast.dani)
    second = await first.context.new_page()
    for page in (first, second):
        await page.goto(f"{portal.origin}/visits/{cast.home_visit}/topics/new")
    await typed_and_kept(first, "About school.")
    await second.get_by_label(BOX).press_sequentially("About sleep.")
    told = second.locator("main form [role=alert]")
    await expect(told).to_contain_text(
        "You also wrote in this form on another page, and we kept those words."
    )
    # Its own page goes on, and whoever opens the form anew goes on where that one is.
    await typed_and_kept(first, " And shoes.")
    await second.get_by_role("button", name="Add").click()
    await second.wait_for_url(f"**/visits/{cast.home_visit}")
    await second.goto(f"{portal.origin}/visits/{cast.home_visit}/topics/new")
    await expect(second.get_by_label(BOX)).to_have_value("About school. And shoes.")
    await second.get_by_label(BOX).press("Control+End")
    await typed_and_kept(second, " And tea.")
    await expect(told).to_have_count(0)
    await second.get_by_role("button", name="Add").click()
    await second.wait_for_url(f"**/visits/{cast.home_visit}")
    said = "SELECT array_agg(body ORDER BY added_at) FROM visit_topic WHERE body LIKE 'About %' AND visit_id = $1"
    assert await db.fetchval(said, cast.home_visit) == ["About sleep.", "About school. And shoes. And tea."]
    assert await db.fetchval("SELECT count(*) FROM form_draft") == 0


@pytest.mark.browser
async def test_exit_keeps_what_was_typed_for_the_next_time(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    page = await page_for(cast.dani)
    topic_page = f"{portal.origin}/visits/{cast.home_visit}/topics/new"
    await page.goto(topic_page)
    await page.get_by_label(BOX).fill(TYPED)
    await page.locator(".exit__button").click()
    await page.wait_for_url("**/weather")
    again = await page_for(cast.dani)
    await again.goto(topic_page)
    await expect(again.get_by_label(BOX)).to_have_value(TYPED)


@pytest.mark.browser
async def test_leaving_in_one_tab_blanks_the_other(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    one = await page_for(cast.dani)
    other, strange = await one.context.new_page(), await one.context.new_page()
    await other.goto(f"{portal.origin}/visits/{cast.home_visit}")
    # Where a link from somebody else can lead: an address of ours whose path is an address elsewhere.
    await strange.goto(f"{portal.origin}//elsewhere.example.com/sign-in")
    async with strange.expect_request(lambda asked: asked.is_navigation_request()) as asked_again:
        await one.locator(".exit__button").click()
        await one.wait_for_url("**/weather")
    assert (await asked_again.value).url.startswith(portal.origin)
    await other.wait_for_url(lambda url: urlsplit(url).path == "/sign-in")
    assert not PRIVATE.search(await other.locator("body").inner_text())


@pytest.mark.browser
async def test_who_signs_in_next_on_a_phone_finds_nothing_in_the_tabs_of_before(
    portal: RunningPortal, cast: Cast, page_for: PageFor, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Her time is up; a phone lets tabs sleep, so hers has not noticed. What he does may not count as hers."""
    hers = await page_for(cast.dani)
    await hers.goto(f"{portal.origin}/visits/{cast.home_visit}")
    await be_away(db, 31)
    his = await hers.context.new_page()
    await his.goto(f"{portal.origin}/sign-in")
    await his.locator("main input[name=name]").fill(cast.marcus.sign_in)
    await his.locator("main input[name=password]").fill(cast.marcus.password)
    await his.locator("main form button:not([type=button])").click()
    await his.wait_for_url("**/home")
    await expect(hers.locator("h1")).to_have_text("We cannot find that page")
    await expect(his.locator("h1")).to_contain_text("Marcus")


@pytest.mark.browser
async def test_a_phone_that_was_handed_over_shows_nothing_in_its_other_tabs(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    one = await page_for(cast.amira)
    other = await one.context.new_page()
    await other.goto(f"{portal.origin}/staff/people/{cast.marcus.id}")
    await expect(other.locator("h1")).to_contain_text("Marcus")
    await one.goto(f"{portal.origin}/staff/together/{cast.kit.id}")
    await one.get_by_label("How things are now").check()
    await one.get_by_role("button", name="Start").click()
    await one.wait_for_url("**/together/*/1")
    await expect(other.locator("h1")).to_have_text("We cannot find that page")
    assert not re.search("Marcus|Rowe", await other.locator("body").inner_text())
    # The journey itself goes on, also in two tabs.
    await other.goto(one.url)
    await asyncio.gather(one.reload(), other.reload())
    await asyncio.sleep(1.5)
    assert {await tab.locator("h1").count() for tab in (one, other)} == {1}
    assert one.url == other.url


@pytest.mark.browser
async def test_typing_in_one_tab_keeps_the_other_from_timing_out(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    one = await page_for(cast.dani)
    await one.clock.install()
    await one.reload()
    await one.clock.fast_forward("28:30")
    dialog = one.get_by_role("dialog", name="Do you need more time?")
    await expect(dialog).to_be_visible()
    other = await one.context.new_page()
    await other.goto(f"{portal.origin}/visits")
    await expect(dialog).to_be_hidden()


@pytest.mark.browser
async def test_the_done_banner_shows_once_even_in_two_tabs(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    one = await page_for(cast.dani)
    other = await one.context.new_page()
    await other.goto(f"{portal.origin}/visits")
    await one.get_by_role("button", name="Yes, this time is OK").click()
    await expect(one.locator(".done")).to_contain_text("Amira knows this time is OK.")
    await asyncio.gather(one.reload(), other.reload())
    await expect(one.locator(".done")).to_have_count(0)
    await expect(other.locator(".done")).to_have_count(0)


@pytest.mark.browser
async def test_that_the_line_is_back_is_said_for_a_while(
    portal: RunningPortal, cast: Cast, page_for: PageFor
) -> None:
    page = await page_for(cast.dani)
    await page.goto(f"{portal.origin}/home")
    strip = page.locator(".net")
    await page.context.set_offline(True)
    await expect(strip).to_contain_text("offline")
    await page.context.set_offline(False)
    await expect(strip).to_have_text("You are back online.")
    await expect(strip).to_be_hidden()
    assert await strip.get_attribute("role") == "status"
