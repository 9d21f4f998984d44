"""Who tried too often is told how long to wait, and learns nothing else by it."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.sign_in.guessing import again, guess
from tests.running import SignIn, Visitor

Db = asyncpg.Connection


@pytest.mark.parametrize("who", ["dani", "chloe", None])
async def test_the_wait_grows_with_the_guesses_alike_for_names_that_nobody_has(
    stranger: Visitor, cast: Cast, db: Db, who: str | None
) -> None:
    name = getattr(cast, who).sign_in if who else "nobody.at.all@example.com"
    answers = [await guess(stranger, name) for _ in range(6)]
    assert [answer.headers.get("Retry-After") for answer in answers] == [None] * 5 + ["1"]
    # Five more of each: a second doubled five times. From strangers they are enough for five minutes.
    await again(db, 1)
    assert (await guess(stranger, name)).headers["Retry-After"] == "300"
    await again(db, 1)
    told = int((await guess(stranger, name)).headers["Retry-After"])
    assert 880 <= told <= 900, "a quarter of an hour at most, from the last guess on"


async def test_a_phone_that_was_right_before_waits_for_its_own_guesses_alone(
    sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    dani = await sign_in(cast.dani)
    await dani.post("/sign-out", page="/home")
    await guess(stranger, cast.dani.sign_in)
    await again(db, 20)
    for _ in range(5):
        assert "Retry-After" not in (await guess(dani, cast.dani.sign_in)).headers
    assert (await guess(dani, cast.dani.sign_in)).headers["Retry-After"] == "1"


@pytest.mark.parametrize("who", ["dani", None])
async def test_who_asks_for_too_many_links_waits_as_long_for_any_name(
    stranger: Visitor, cast: Cast, db: Db, who: str | None
) -> None:
    name = getattr(cast, who).sign_in if who else "nobody.at.all@example.com"
    await stranger.post("/sign-in/help", {"name": "somebody.else@example.com"})
    await again(db, 39)
    answer = await stranger.post("/sign-in/help", {"name": name})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "300")
