"""/demo/phones: what a phone shows to whoever picks it up, live and without a script, and a way to answer."""

import asyncio
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect

from notifications.catalogue import Form
from notifications.model import Channel, Wording
from portal.demo.cast import CAST
from portal.demo.phones import OnShow, groups
from portal.demo.phones_page import ON_SHOW
from tests.accessibility.axe import ask_axe
from tests.browser import Browsing, Chromium, View, browse, sign_in_through_the_page
from tests.databases import CastDatabase
from tests.notify import RunningNotify
from tests.patience import PATIENCE
from tests.portal.demo.asking_notify import VALUES, call
from tests.running import RunningPortal, new_visitor, run_portal

PAGE = "/demo/phones"


@pytest.fixture
async def showing(cast_database: CastDatabase, notify: RunningNotify) -> AsyncIterator[RunningPortal]:
    """A portal whose page of phones looks into the stand-in."""
    on_show = OnShow(notify.stand_in, notify.councils)
    async with run_portal(cast_database, prepare=lambda app: app.__setitem__(ON_SHOW, on_show)) as running:
        yield running


@pytest.fixture
async def window(showing: RunningPortal, chromium: Chromium) -> AsyncIterator[Browsing]:
    async with browse(chromium, frozenset({urlsplit(showing.origin).netloc})) as made:
        yield made


async def send(notify: RunningNotify, to: str, wording: Wording = Wording.DISCREET) -> str:
    form = Form("visit", Channel.TEXT, wording, "en")
    sent = await call(notify.client().send_sms_notification, to, str(notify.template_id(form)), VALUES)
    return str(sent["content"]["body"])


async def shown_on(showing: RunningPortal, number: str) -> str:
    """What stands on one phone."""
    async with new_visitor(showing.origin) as somebody:
        page = await somebody.get(PAGE)
    assert page.status == 200
    return unescape(page.text.split(f'data-box="{number}"')[1].split("</article>")[0])


async def test_it_says_that_it_is_a_demonstration_and_shows_every_familys_phone_empty(
    showing: RunningPortal,
) -> None:
    async with new_visitor(showing.origin) as somebody:
        page = (await somebody.get(PAGE)).text
        assert PAGE in (await somebody.get("/demonstration")).text
    assert "<h1>This is a demonstration: everybody’s phone</h1>" in unescape(page)
    numbers = {one.mobile for one in CAST.everybody() if one.mobile}
    assert page.count("Nothing has come to this phone.") == len(numbers)
    assert all(number in page for number in numbers)
    assert "No post has come to anybody yet." in page


async def test_a_phone_shows_what_came_newest_first(showing: RunningPortal, notify: RunningNotify) -> None:
    first = await send(notify, "07700 900401")
    # A network may hand over the second of two texts first: here the first has come before the second leaves.
    async with asyncio.timeout(PATIENCE):
        while not all(one.completed_at for one in notify.stand_in.sent()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    second = await send(notify, "07700 900401", Wording.STANDARD)
    shown = await shown_on(showing, "07700 900401")
    assert shown.index(second) < shown.index(first)
    assert "Dani Rowe has it." in shown
    assert "Nothing has come" in await shown_on(showing, "07700 900402")


async def test_two_people_who_share_a_number_share_one_phone(
    showing: RunningPortal, notify: RunningNotify
) -> None:
    words = await send(notify, "07700900421")
    shown = await shown_on(showing, "07700 900421")
    assert "Rosa Costa shares it with Luca Costa." in shown
    assert shown.count(words) == 1


async def test_mailboxes_and_letter_boxes_show_theirs(showing: RunningPortal, notify: RunningNotify) -> None:
    client = notify.client()
    email = str(notify.template_id(Form("visit", Channel.EMAIL, Wording.STANDARD, "en")))
    await call(client.send_email_notification, "Sol.Hartley@example.com", email, VALUES)
    await call(client.send_email_notification, "new.address@example.com", email, VALUES)
    post = str(notify.template_id(Form("card", Channel.POST, Wording.STANDARD, "en")))
    address = {"address_line_1": "Luca Costa", "address_line_2": "1 Some Street", "address_line_3": "ZZ9 4KT"}
    await call(client.send_letter_notification, post, VALUES | address)
    assert "Your appointment" in await shown_on(showing, "sol.hartley@example.com")
    assert "Your appointment" in await shown_on(showing, "new.address@example.com")
    assert "020 7946 0201" in await shown_on(showing, "Luca Costa, 1 Some Street, ZZ9 4KT")


async def test_only_the_newest_stand_there_and_the_rest_are_counted(
    showing: RunningPortal, notify: RunningNotify
) -> None:
    for _ in range(22):
        await send(notify, "07700 900401")
    shown = await shown_on(showing, "07700 900401")
    assert shown.count('class="msg') == 20
    assert "And 2 older ones." in shown


async def test_an_answer_goes_to_the_council_whose_number_it_is(
    showing: RunningPortal, notify: RunningNotify
) -> None:
    async with new_visitor(showing.origin) as somebody:
        answer: dict[str, object] = {"box": "sms-447700900401", "words": "2"}
        page = await somebody.post(PAGE, answer)
        assert (page.status, page.path) == (200, PAGE)
    assert [(one.user_number, one.notify_number, one.content) for one in notify.ledger.texts] == [
        ("447700900401", "447700900860", "2")
    ]
    assert "Sent from this phone to 447700900860" in await shown_on(showing, "07700 900401")


async def test_an_answer_of_nothing_is_asked_for_again(showing: RunningPortal, notify: RunningNotify) -> None:
    async with new_visitor(showing.origin) as somebody:
        for words, why in (("  ", "Write what to send"), ("x" * 919, "A text can have 918 letters at most")):
            page = await somebody.post(PAGE, {"box": "sms-447700900401", "words": words})
            assert page.status == 422
            assert page.text.count(why) == 2
    assert notify.ledger.texts == []


@pytest.mark.parametrize("box", ["sms-447700900451", "email-dani-rowe-example-com", "sms-447700900999", ""])
async def test_what_cannot_be_answered_is_not_found(
    showing: RunningPortal, notify: RunningNotify, box: str
) -> None:
    assert "cannot be answered" in await shown_on(showing, "07700 900451")
    async with new_visitor(showing.origin) as somebody:
        page = await somebody.post(PAGE, {"box": box, "words": "1"})
    assert page.status == 404


async def open_window(window: Browsing, showing: RunningPortal, view: View) -> Page:
    page = await (await window.profile(view)).new_page()
    await page.goto(showing.origin + PAGE)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
async def test_it_fills_live_and_leaves_what_somebody_types_alone(
    showing: RunningPortal, window: Browsing, notify: RunningNotify, width: int
) -> None:
    page = await open_window(window, showing, View((width, 740), True, "light"))
    phone = page.locator("#sms-447700900401")
    await phone.locator("summary").click()
    await phone.get_by_label("Your own words").fill("Who is this?")
    words = await send(notify, "07700 900401")
    await expect(phone.locator(".msg")).to_contain_text(words)
    await expect(page.get_by_role("status").filter(has_text="New: 07700 900401")).to_be_visible()
    assert await phone.get_by_label("Your own words").input_value() == "Who is this?"
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.locator(".msg.me")).to_contain_text("Who is this?")
    # A box that was not there before.
    email = str(notify.template_id(Form("visit", Channel.EMAIL, Wording.STANDARD, "en")))
    await call(notify.client().send_email_notification, "somebody.new@example.com", email, VALUES)
    await expect(page.locator("#email-somebody-new-example-com")).to_contain_text("appointment")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = await ask_axe(page)
    assert (found.violations, found.unexplained) == ([], [])


@pytest.mark.browser
async def test_who_signs_in_in_another_tab_can_still_answer_here(
    showing: RunningPortal, window: Browsing, notify: RunningNotify
) -> None:
    page = await open_window(window, showing, View((1280, 740), True, "light"))
    other = await page.context.new_page()
    await sign_in_through_the_page(other, showing.origin, CAST.dani)
    await page.bring_to_front()
    async with page.expect_response(f"{showing.origin}{PAGE}/now"):
        pass
    phone = page.locator("#sms-447700900401")
    await phone.locator("summary").click()
    await phone.get_by_role("button", name="STOP").click()
    await expect(phone.locator(".msg.me")).to_contain_text("STOP")


@pytest.mark.browser
async def test_without_a_script_a_link_checks_again(
    showing: RunningPortal, window: Browsing, notify: RunningNotify
) -> None:
    page = await open_window(window, showing, View((320, 740), False, "light"))
    words = await send(notify, "07700 900402")
    await page.get_by_role("link", name="Check again").click()
    await expect(page.locator("#sms-447700900402 .msg")).to_contain_text(words)


@pytest.mark.browser
async def test_it_asks_nothing_while_nobody_looks(
    showing: RunningPortal, window: Browsing, notify: RunningNotify
) -> None:
    page = await open_window(window, showing, View((1280, 740), True, "light"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if PAGE in request.url else None)
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true});"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    await page.evaluate(hide % "true" + tell)
    await asyncio.sleep(2.6)
    assert asked == []
    async with page.expect_response(f"{showing.origin}{PAGE}/now"):
        await page.evaluate(hide % "false" + tell)
    assert set(asked) == {f"{showing.origin}{PAGE}/now"}


def test_without_a_stand_in_every_box_is_empty() -> None:
    assert all(not box.came for group in groups(None) for box in group.boxes)
