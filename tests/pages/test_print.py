"""What comes out of the printer: one sheet of A4, no links to press, no addresses."""

import re

import pytest

from portal.demo.cast import CAST, Member
from tests.browser import LAPTOP, PageFor
from tests.figures import Figure
from tests.running import RunningPortal

PRINTED = (
    ("visit plan", CAST.dani, f"/visits/{CAST.home_visit}", 1),
    ("visit plan of a child", CAST.kit, f"/visits/{CAST.home_visit}", 1),
    ("visit plan of the other parent", CAST.marcus, f"/visits/{CAST.office_visit}", 1),
    ("what we talked about", CAST.dani, f"/visits/{CAST.earlier_visit}/after", 3),
)
NOT_ON_PAPER = "nav, .exit, .help, .foot, form, button, dialog"


@pytest.mark.browser
@pytest.mark.parametrize(("name", "member", "path", "most"), PRINTED, ids=[one[0] for one in PRINTED])
async def test_a_page_prints_on_its_sheet(
    portal: RunningPortal, page_for: PageFor, figure: Figure, name: str, member: Member, path: str, most: int
) -> None:
    page = await page_for(member, size=LAPTOP, colours="dark")
    await page.goto(portal.origin + path)
    await page.emulate_media(media="print")
    shown = await page.locator(NOT_ON_PAPER).evaluate_all(
        "(nodes) => nodes.filter((node) => node.getClientRects().length).map((node) => node.className || node.tagName)"
    )
    assert shown == [], "paper has nothing to press"
    colours = await page.evaluate(
        "() => ['color', 'backgroundColor'].map((one) => getComputedStyle(document.body)[one])"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], "ink on paper, whatever the screen was"
    links = await page.evaluate(
        "() => getComputedStyle(document.querySelector('main a') ?? document.body, '::after').content"
    )
    assert "http" not in links
    sheets = len(re.findall(rb"/Type\s*/Page\b", await page.pdf(format="A4", prefer_css_page_size=True)))
    figure(f"paper: {name}: {sheets} sheet(s) of A4, at most {most}")
    assert 1 <= sheets <= most
