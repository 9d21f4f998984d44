"""On a page the number of a day stays with its month; in what leaves a page there is no such space."""

import re
from datetime import date

import pytest

from portal.demo.cast import Cast
from portal.web.times import say_day, say_day_in_page
from tests.running import SignIn, Visitor

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
BREAKS = re.compile(rf"\d (?:{MONTHS})\b")
STAYS = re.compile(rf"\d\N{{NO-BREAK SPACE}}(?:{MONTHS})\b")


async def as_sent(visitor: Visitor, path: str) -> str:
    async with visitor.http.get(visitor.origin + path) as response:
        assert response.status == 200, path
        return await response.text()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 6, 3), "Wednesday 3\N{NO-BREAK SPACE}June"),
        (date(2027, 12, 13), "Monday 13\N{NO-BREAK SPACE}December 2027"),
    ],
)
def test_only_the_number_and_the_month_are_held_together(day: date, said: str) -> None:
    assert say_day_in_page(day, 2026) == said
    assert say_day(day, 2026) == said.replace("\N{NO-BREAK SPACE}", " ")


async def test_every_date_that_a_page_says_stays_in_one_line(cast: Cast, sign_in: SignIn) -> None:
    pages = {
        cast.dani: ("/home", "/visits", f"/visits/{cast.home_visit}", f"/visits/{cast.home_visit}/change"),
        cast.jay: ("/home", "/timeline", f"/meetings/{cast.review_conference}"),
        cast.amira: ("/staff/today", f"/staff/people/{cast.kit.id}", f"/staff/visits/{cast.home_visit}"),
    }
    for member, paths in pages.items():
        visitor = await sign_in(member)
        for path in paths:
            # Words that staff typed are as they typed them.
            text = re.sub(r"(?s)<[^>]*\bdir=\"auto\".*?</", "</", await as_sent(visitor, path))
            assert STAYS.search(text), f"{path} says no date"
            assert BREAKS.findall(text) == [], path


async def test_what_leaves_a_page_has_plain_spaces(cast: Cast, sign_in: SignIn) -> None:
    dani = await sign_in(cast.dani)
    for path in (f"/visits/{cast.home_visit}/calendar.ics",):
        assert "\N{NO-BREAK SPACE}" not in await as_sent(dani, path)
