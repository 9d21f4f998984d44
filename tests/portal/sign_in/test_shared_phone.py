"""One phone for several people, and one host for several councils."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.sign_in.guessing import again, guess
from tests.running import SignIn, Visitor


async def test_nobody_locks_the_owner_out_of_her_phone_because_her_son_signed_in_on_it(
    stranger: Visitor, sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    phone = await sign_in(cast.dani)
    await phone.post("/sign-out", page="/home")
    await phone.sign_in(cast.kit)
    await phone.post("/sign-out", page="/home")
    await guess(stranger, cast.dani.sign_in)
    await again(db, 20)
    assert (await stranger.sign_in(cast.dani)).status == 429
    assert (await phone.sign_in(cast.dani)).path == "/home"
    await phone.post("/sign-out", page="/home")
    assert (await phone.sign_in(cast.kit)).path == "/home"


async def test_a_phone_that_somebody_was_never_right_on_is_not_known_to_them(
    stranger: Visitor, sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    marcus = await sign_in(cast.marcus)
    await marcus.post("/sign-out", page="/home")
    await guess(stranger, cast.dani.sign_in)
    await again(db, 20)
    assert (await guess(marcus, cast.dani.sign_in)).status == 429


async def test_a_token_that_could_be_guessed_is_not_taken_for_a_phone(
    stranger: Visitor, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    stranger.extra["Cookie"] = "device=easy"
    await stranger.sign_in(cast.dani)
    assert (
        await db.fetchval("SELECT count(*) FROM known_device WHERE token_hash = sha256('easy'::bytea)") == 0
    )


@pytest.mark.parametrize("who", ["dani", "chloe", None])
async def test_a_busy_network_waits_alike_for_names_of_every_council_and_of_none(
    stranger: Visitor, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]", who: str | None
) -> None:
    """Two councils share the host: whose name it is must not show in who still may guess."""
    await guess(stranger, "nobody.at.all@example.com")
    await again(db, 200)
    name = getattr(cast, who).sign_in if who else "somebody.else@example.com"
    assert (await guess(stranger, name)).status == 429


async def test_every_failure_is_kept_in_one_place(
    stranger: Visitor, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for name in (cast.dani.sign_in, cast.chloe.sign_in, "nobody@example.com"):
        await guess(stranger, name)
    kept = await db.fetch("SELECT council_id, count(*) AS failures FROM sign_in_failure GROUP BY council_id")
    assert [row["failures"] for row in kept] == [9]
