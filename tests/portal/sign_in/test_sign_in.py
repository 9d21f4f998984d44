"""Signing in, as everybody in the cast does it."""

import asyncio
import re

import asyncpg
import pytest
from argon2 import PasswordHasher

from portal.demo.cast import Cast
from portal.identity.passwords import LANES, MEMORY_KIB, TIME_COST
from tests.running import SignIn, Visitor, new_visitor


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


async def test_a_hash_of_weaker_parameters_is_made_anew_by_the_right_password_alone(
    stranger: Visitor, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    weak = PasswordHasher(1, 8192, 1).hash(cast.dani.password)
    was = await db.fetchrow(
        "UPDATE account SET password_hash = $2 WHERE id = $1 RETURNING password_changed_at",
        cast.dani.account_id,
        weak,
    )
    kept = "SELECT password_hash FROM account WHERE id = $1"
    assert (await stranger.sign_in(cast.dani, "not her words at all")).status == 422
    assert await db.fetchval(kept, cast.dani.account_id) == weak
    # At the same moment on two phones: the slower one checked the words against a hash that is there no more.
    async with new_visitor(stranger.origin) as other:
        both = await asyncio.gather(*(one.sign_in(cast.dani) for one in (stranger, other)))
    assert [one.path for one in both] == ["/home", "/home"]
    now = await db.fetchval(kept, cast.dani.account_id)
    assert now.startswith(f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={LANES}$")
    assert was == await db.fetchrow(
        "SELECT password_changed_at FROM account WHERE id = $1", cast.dani.account_id
    )
    await stranger.post("/sign-out", page="/home")
    assert (await stranger.sign_in(cast.dani)).path == "/home"
    assert await db.fetchval(kept, cast.dani.account_id) == now


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


async def test_who_signed_out_is_told_so_and_nobody_is_named(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    cookies = {one.key for one in dani.http.cookie_jar}
    out = await dani.post("/sign-out", page="/home")
    assert (out.status, out.path) == (200, "/sign-out")
    assert "You are signed out." in out.text
    assert "<title>Sign in" in out.text, "in the list of pages it is the page to sign in"
    assert out.headers["Cache-Control"] == "no-store"
    assert "Dani" not in out.text
    assert {one.key for one in dani.http.cookie_jar} <= cookies | {"csrf"}, "no cookie remembers it"
    # Whoever opens that address without being signed in reads the same: it tells of nobody that they were here.
    never = await stranger.get("/sign-out")
    main = [re.sub(r'value="[^"]*"', "", page.text.split("<main", 1)[1]) for page in (out, never)]
    assert main[0] == main[1]
    for path in ("/sign-in", "/sign-in?done=sign_in.out.done", "/help"):
        assert "You are signed out" not in (await dani.get(path)).text, path
    fields: dict[str, object] = {"name": cast.dani.sign_in, "password": cast.dani.password}
    again = await dani.post("/sign-in", fields, page="/sign-out")
    assert again.path == "/home"
    assert "You are signed out" not in again.text


async def test_who_is_signed_in_is_not_told_that_they_are_signed_out(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    asked = await dani.get("/sign-out")
    assert "You are signed out" not in asked.text
    assert "Do you want to sign out?" in asked.text
    assert (await dani.get("/home")).status == 200
