"""The second person's page as people use it: from a small phone, without JavaScript, with the keyboard alone."""

import pytest
from playwright.async_api import Page

from portal.demo.cast import Cast
from tests.browser import LAPTOP, PageFor
from tests.portal.administration.second_person import NOOR


async def fill_in(page: Page) -> None:
    await page.get_by_label("Name", exact=True).fill(str(NOOR["name"]))
    await page.get_by_label("Work email").fill(str(NOOR["email"]))
    await page.get_by_label("Team manager").check()
    await page.get_by_label("Job title").fill(str(NOOR["job_title"]))
    await page.get_by_label("Team", exact=True).select_option("Family Help North")
    await page.get_by_label("With a link by email").check()


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
async def test_a_manager_says_yes_to_whom_the_only_administrator_asked_for(
    page_for: PageFor, cast: Cast, javascript: bool
) -> None:
    alex = await page_for(cast.alex, size=LAPTOP)
    await alex.get_by_role("link", name="Invite someone").click()
    await fill_in(alex)
    await alex.get_by_role("button", name="Make the invitation").click()
    await alex.get_by_text("Nothing opens before a team manager has said yes.").wait_for()

    priya = await page_for(cast.priya, javascript=javascript)
    await priya.goto(alex.url.split("/admin")[0] + "/team")
    await priya.get_by_role("link", name="Alex Morgan asks you to say yes to somebody new").click()
    assert await priya.title() == "Should this person get in? – Kite"
    await priya.get_by_text("noor.ahmadi@example.gov.uk").wait_for()
    yes = priya.get_by_role("button", name="Yes, let them in")
    while not await yes.evaluate("node => node === document.activeElement"):
        await priya.keyboard.press("Tab")
    await priya.keyboard.press("Enter")
    await priya.get_by_role("heading", name="Write this number down now").wait_for()

    await alex.reload()
    await alex.get_by_text("Priya Nair said yes on").wait_for()
    assert await alex.get_by_role("button", name="Withdraw the invitation").count() == 0
