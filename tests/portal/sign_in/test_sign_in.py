"""Signing in, as everybody in the cast does it."""

import pytest

from portal.demo.cast import Cast
from tests.running import SignIn, Visitor


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [
        ("dani", "/home"), ("marcus", "/home"), ("kit", "/home"), ("jay", "/home"), ("amira", "/staff/today"),
        ("tom", "/staff/today"), ("priya", "/staff/today"), ("helen", "/staff/meetings"), ("grace_lim", "/partner"),
        ("alex", "/admin/people"), ("lewis", "/staff/today"), ("chloe", "/home"),
    ],
)  # fmt: skip
async def test_everybody_lands_on_their_own_page(
    stranger: Visitor, cast: Cast, who: str, lands_on: str
) -> None:
    answer = await stranger.sign_in(getattr(cast, who))
    assert answer.path == lands_on


async def test_a_wrong_password_says_what_to_do_and_keeps_the_name(stranger: Visitor, cast: Cast) -> None:
    answer = await stranger.sign_in(cast.dani, "not her words at all")
    assert answer.status == 422
    assert "That is not right. Check what you typed and try again" in answer.text
    assert cast.dani.sign_in in answer.text
    assert "not her words at all" not in answer.text


async def test_an_unknown_name_gets_the_same_answer(stranger: Visitor) -> None:
    answer = await stranger.post("/sign-in", {"name": "nobody@example.com", "password": "not known at all"})
    assert answer.status == 422
    assert "That is not right. Check what you typed and try again" in answer.text


async def test_signing_out_ends_the_session_on_the_server(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    cookie = next(iter(c for c in dani.http.cookie_jar if c.key == "session")).value
    await dani.post("/sign-out", page="/home")
    again = await dani.get("/home", follow=False, Cookie=f"session={cookie}")
    assert again.status == 401
