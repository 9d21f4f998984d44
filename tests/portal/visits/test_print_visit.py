"""A plan on paper."""

import re

import pytest
from playwright.async_api import expect

from portal.demo.cast import Cast
from tests.browser import PageFor
from tests.running import RunningPortal

EDGE = "10mm"


@pytest.mark.browser
async def test_the_fullest_plan_of_the_cast_is_one_sheet(
    portal: RunningPortal, page_for: PageFor, cast: Cast
) -> None:
    page = await page_for(cast.dani)
    await page.goto(f"{portal.origin}/visits/{cast.home_visit}")
    printed = await page.pdf(format="A4", margin={"top": EDGE, "bottom": EDGE, "left": EDGE, "right": EDGE})
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


@pytest.mark.browser
async def test_what_is_for_the_worker_alone_stays_off_the_paper(
    portal: RunningPortal, page_for: PageFor, cast: Cast
) -> None:
    page = await page_for(cast.jay)
    await page.goto(f"{portal.origin}/visits/{cast.home_visit}")
    private = page.locator("main li", has_text="I do not want to talk about dad")
    shared = page.get_by_text("Breakfast club", exact=True)
    await expect(private).to_be_visible()
    await page.emulate_media(media="print")
    await expect(private).to_be_hidden()
    await expect(shared).to_be_visible()
