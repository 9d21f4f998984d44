"""My meetings, from the seat of a chair or a partner."""

import pytest

from portal.demo.cast import Cast
from tests.running import SignIn


@pytest.mark.parametrize("who", ["helen", "grace_lim"])
async def test_a_chair_and_a_partner_have_no_meetings_yet(sign_in: SignIn, cast: Cast, who: str) -> None:
    answer = await (await sign_in(getattr(cast, who))).get("/partner")
    assert answer.status == 200
    assert "You have no meetings." in answer.text


@pytest.mark.parametrize("who", ["dani", "kit", "amira", "priya", "alex", "lewis"])
async def test_nobody_else_finds_anything_there(sign_in: SignIn, cast: Cast, who: str) -> None:
    assert (await (await sign_in(getattr(cast, who))).get("/partner")).status == 404


async def test_a_partner_finds_no_visit_and_no_person(sign_in: SignIn, cast: Cast) -> None:
    grace = await sign_in(cast.grace_lim)
    for path in (
        "/home",
        "/visits",
        f"/visits/{cast.home_visit}",
        "/staff/today",
        f"/staff/people/{cast.dani.id}",
    ):
        assert (await grace.get(path)).status == 404
