"""A link to choose a new password: asked for by anybody, of use to one person, once."""

import asyncio
import logging
import re
from collections import Counter
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.identity.links import link_address
from portal.identity.sessions import hash_of
from tests.portal.sign_in.asking_for_links import dani_takes_emails, letters
from tests.portal.sign_in.letters import NEW, Db, Letters, ask, choose
from tests.running import RunningPortal, SignIn, Visitor, new_visitor

__all__ = ["dani_takes_emails", "letters"]


async def test_somebody_who_forgot_asks_gets_a_link_chooses_and_then_signs_in(
    stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    sent = await ask(stranger, cast.dani.sign_in)
    assert sent.path == "/sign-in/help/sent"
    assert "If we know you, we have sent a link." in sent.text
    opened = await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    assert opened.path == "/sign-in/link"
    assert "Choose a new password" in opened.text
    done = await choose(stranger)
    assert done.path == "/sign-in/password-saved"
    assert (await stranger.get("/home")).path == "/sign-in", "a link signs nobody in"
    assert (await stranger.sign_in(cast.dani)).status == 422
    assert (await stranger.sign_in(cast.dani, NEW)).path == "/home"


async def test_the_secret_stands_in_no_table_no_page_and_no_log(
    stranger: Visitor, cast: Cast, db: Db, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ask(stranger, cast.dani.sign_in)
    token = await letters.token(cast.dani)
    first = await stranger.get(f"/sign-in/link/{token}", follow=False)
    assert (first.status, first.headers["Location"]) == (303, "/sign-in/link")
    assert first.text == ""
    page = await stranger.get("/sign-in/link")
    assert token not in page.text + str(page.headers)
    assert token not in caplog.text
    assert await db.fetchval("SELECT token_hash FROM sign_in_link WHERE token_hash IS NOT NULL") == hash_of(
        token
    )
    tables = await db.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    for table in tables:
        name = table["relname"]
        kept = await db.fetchval(f"SELECT count(*) FROM {name} AS t WHERE t::text LIKE $1", f"%{token}%")
        assert kept == 0, name


async def test_a_link_has_131_bits_and_begins_with_the_configured_origin(
    stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    token = await letters.token(cast.dani)
    assert re.fullmatch(r"[A-Za-z0-9]{22}", token)
    assert (
        link_address("https://kite.example.gov.uk", token)
        == f"https://kite.example.gov.uk/sign-in/link/{token}"
    )


async def test_looking_at_a_link_uses_nothing_up(
    portal: RunningPortal, stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    """A program of the mailbox opens it first, follows it to the page, twice and with HEAD too."""
    await ask(stranger, cast.dani.sign_in)
    path = f"/sign-in/link/{await letters.token(cast.dani)}"
    for _ in range(30):
        async with new_visitor(portal.origin) as scanner:
            scanner.extra["Sec-Purpose"] = "prefetch"
            await scanner.get(path)
            await scanner.http.head(portal.origin + path)
    assert "Choose a new password" in (await stranger.get(path)).text
    assert (await choose(stranger)).path == "/sign-in/password-saved"


async def test_a_link_works_once(
    portal: RunningPortal, stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    path = f"/sign-in/link/{await letters.token(cast.dani)}"
    await stranger.get(path)
    shown = await stranger.get("/sign-in/link")
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert "This link has run out" in (await stranger.get(path)).text
    async with new_visitor(portal.origin) as other:
        assert "This link has run out" in (await other.get(path)).text
        assert (await choose(other, "four even saucers")).status == 409
    assert shown.status == 200
    assert (await stranger.sign_in(cast.dani, "four even saucers")).status == 422
    assert (await stranger.sign_in(cast.dani, NEW)).path == "/home"


async def test_of_50_at_once_one_is_the_password(
    portal: RunningPortal, cast: Cast, letters: Letters, db: Db
) -> None:
    async with new_visitor(portal.origin) as asking:
        await ask(asking, cast.dani.sign_in)
    path = f"/sign-in/link/{await letters.token(cast.dani)}"
    browsers = [new_visitor(portal.origin) for _ in range(10)]
    visitors = [await browser.__aenter__() for browser in browsers]
    try:
        await asyncio.gather(*(visitor.get(path) for visitor in visitors))
        answers = await asyncio.gather(*(choose(visitors[n % 10], f"{NEW} number {n}") for n in range(50)))
        found = Counter(answer.path if answer.status == 200 else answer.status for answer in answers)
        assert found["/sign-in/password-saved"] == 1, found
        assert set(found) <= {"/sign-in/password-saved", 409, 503}
    finally:
        for browser in browsers:
            await browser.__aexit__()
    assert await db.fetchval("SELECT count(*) FROM sign_in_link WHERE used_at IS NOT NULL") == 1


async def test_a_link_runs_out_after_30_minutes(
    stranger: Visitor, cast: Cast, clock: Clock, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    path = f"/sign-in/link/{await letters.token(cast.dani)}"
    clock.turn_to(clock.now() + timedelta(minutes=29))
    assert "Choose a new password" in (await stranger.get(path)).text
    clock.turn_to(clock.now() + timedelta(minutes=2))
    assert (await choose(stranger)).status == 409
    assert "This link has run out" in (await stranger.get(path)).text


async def test_what_could_not_leave_within_30_minutes_does_not_leave(
    stranger: Visitor, cast: Cast, clock: Clock, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    (link,) = await letters.wanted(cast.dani)
    clock.turn_to(clock.now() + timedelta(minutes=31))
    assert await letters.wanted(cast.dani) == []
    assert await letters.token_of(link.subject_id) is None


async def test_a_newer_link_ends_the_older(stranger: Visitor, cast: Cast, letters: Letters) -> None:
    await ask(stranger, cast.dani.sign_in)
    older = await letters.token(cast.dani)
    await ask(stranger, cast.dani.sign_in)
    newer = await letters.token(cast.dani)
    assert "This link has run out" in (await stranger.get(f"/sign-in/link/{older}")).text
    await stranger.get(f"/sign-in/link/{newer}")
    assert "This link has run out" in (await stranger.get(f"/sign-in/link/{older}")).text
    assert "Choose a new password" in (await stranger.get(f"/sign-in/link/{newer}")).text


async def test_a_letter_that_leaves_again_ends_the_secret_that_left_before(
    stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    first = await letters.token(cast.dani)
    second = await letters.token(cast.dani)
    assert "This link has run out" in (await stranger.get(f"/sign-in/link/{first}")).text
    assert "Choose a new password" in (await stranger.get(f"/sign-in/link/{second}")).text


async def test_choosing_signs_everybody_out_and_knows_no_phone_but_this(
    stranger: Visitor, sign_in: SignIn, cast: Cast, letters: Letters, db: Db
) -> None:
    here, there = await sign_in(cast.dani), await sign_in(cast.dani)
    await ask(stranger, cast.dani.sign_in)
    await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    for browser in (here, there):
        assert (await browser.get("/home", follow=False)).status == 401
    account = await db.fetchval("SELECT id FROM account WHERE person_id = $1", cast.dani.id)
    assert await db.fetchval("SELECT count(*) FROM known_device WHERE account_id = $1", account) == 1
    logged = await db.fetchrow("SELECT actor_id, item_id, reason FROM access_log WHERE kind = 'password'")
    assert tuple(logged or ()) == (cast.dani.id, account, "by link")


async def test_whoever_was_signed_in_on_this_phone_is_signed_out_of_it(
    sign_in: SignIn, cast: Cast, letters: Letters
) -> None:
    """A phone that two people share: his session, her link."""
    phone = await sign_in(cast.kit)
    await ask(phone, cast.dani.sign_in)
    await phone.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    assert (await choose(phone)).path == "/sign-in/password-saved"
    assert (await phone.get("/home")).path == "/sign-in"
