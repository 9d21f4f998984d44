"""One phone for several people, and one host for several councils."""

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.portal.sign_in.asking_for_links import dani_takes_emails, letters
from tests.portal.sign_in.guessing import again, guess
from tests.portal.sign_in.letters import NEW, Letters, ask, choose
from tests.running import SignIn, Visitor

__all__ = ["dani_takes_emails", "letters"]


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


@pytest.mark.parametrize("way", ["Exit", "signs in and out", "her son signs in"])
async def test_whoever_has_the_phone_next_does_not_go_on_with_her_link(
    stranger: Visitor, cast: Cast, letters: Letters, way: str
) -> None:
    await ask(stranger, cast.dani.sign_in)
    link = f"/sign-in/link/{await letters.token(cast.dani)}"
    assert "Choose a new password" in (await stranger.get(link)).text
    if way == "Exit":
        await stranger.get("/exit", follow=False)
    elif way == "signs in and out":
        await stranger.sign_in(cast.dani)
        await stranger.post("/sign-out", page="/home")
    else:
        await stranger.sign_in(cast.kit)
    assert "This link has run out" in (await stranger.get("/sign-in/link")).text
    assert (await choose(stranger)).status == 409
    # Nothing is used up: from her letter it opens again.
    assert "Choose a new password" in (await stranger.get(link)).text
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert (await stranger.sign_in(cast.dani, NEW)).path == "/home"
