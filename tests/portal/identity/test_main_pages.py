"""The links that are always there: which, and in what order people meet them."""

import re

import pytest

from portal.demo.cast import CAST, Cast, Member
from tests.running import SignIn

_LINK = re.compile(r'<li><a href="[^"]*"[^>]*>([^<(]*[^<( ])')
STAFF = ["Today", "Messages", "People", "Visits", "Meetings", "Views"]
ORDER = (
    (CAST.dani, ["Home", "Visits and meetings", "Messages", "My views"]),
    (CAST.kit, ["Home", "Visits and meetings", "Messages", "My views"]),
    (CAST.amira, STAFF),
    (CAST.priya, [*STAFF, "Team"]),
)


@pytest.mark.parametrize(("member", "names"), ORDER, ids=["parent", "child", "worker", "manager"])
async def test_main_pages_stand_in_one_order(
    cast: Cast, sign_in: SignIn, member: Member, names: list[str]
) -> None:
    page = (await (await sign_in(member)).get("/account")).text
    links = page.split('<nav class="main-nav"', 1)[1].split("</nav>")[0]
    assert _LINK.findall(links) == names
