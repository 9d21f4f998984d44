"""Who gets no link, how often anybody gets one, and what a link does not do."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.web.request import SETTINGS
from tests.databases import CastDatabase
from tests.portal.sign_in.asking_for_links import dani_takes_emails, letters
from tests.portal.sign_in.letters import NEW, Db, Letters, ask, choose
from tests.running import SignIn, Visitor, new_visitor, run_portal

__all__ = ["dani_takes_emails", "letters"]


@pytest.mark.parametrize("name", ["nobody@example.com", "07700 900 999", "dani", "kit", "chloe", "tom"])
async def test_the_answer_is_the_same_for_every_name(
    stranger: Visitor, cast: Cast, db: Db, name: str
) -> None:
    if hasattr(cast, name):
        name = getattr(cast, name).sign_in
    page = await ask(stranger, name)
    known = await ask(stranger, cast.marcus.sign_in)
    assert (page.status, page.path) == (known.status, known.path)
    nonce = re.compile(r'nonce="[^"]*"|value="[^"]*"')
    assert nonce.sub("", page.text) == nonce.sub("", known.text)
    # And the same is written: one asking, one row.
    assert await db.fetchval("SELECT count(*) FROM sign_in_link") == 2


@pytest.mark.parametrize("state", ["invited", "paused", "closed"])
async def test_nothing_leaves_for_an_account_that_is_not_active(
    stranger: Visitor, cast: Cast, db: Db, letters: Letters, state: str
) -> None:
    """Words on paper, a pause, an end: a link of one's own asking goes past none of them."""
    await db.execute("UPDATE account SET state = $2 WHERE person_id = $1", cast.dani.id, state)
    assert (await ask(stranger, cast.dani.sign_in)).path == "/sign-in/help/sent"
    assert await letters.wanted(cast.dani) == []


async def test_a_pause_holds_for_a_link_that_was_sent_before_it(
    stranger: Visitor, cast: Cast, db: Db, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    shown = await stranger.get("/sign-in/link")
    await db.execute("UPDATE account SET state = 'paused' WHERE person_id = $1", cast.dani.id)
    assert (await choose(stranger)).status == 409
    assert shown.status == 200


async def test_two_an_hour_and_three_a_day_leave_for_one_asker_and_the_rest_is_silent(
    stranger: Visitor, cast: Cast, clock: Clock, letters: Letters, db: Db
) -> None:
    left = []
    for _ in range(26):
        for _ in range(3):
            assert (await ask(stranger, cast.dani.sign_in)).path == "/sign-in/help/sent"
            left += [one.subject_id for one in await letters.wanted(cast.dani) if one.subject_id not in left]
        clock.turn_to(clock.now() + timedelta(minutes=30))
        await db.execute("DELETE FROM sign_in_failure")
    asked = await db.fetch("SELECT made_at FROM sign_in_link WHERE id = ANY ($1) ORDER BY made_at", left)
    times = [row["made_at"] for row in asked]
    for since in times:
        assert sum(since <= at < since + timedelta(hours=1) for at in times) <= 2
        assert sum(since <= at < since + timedelta(days=1) for at in times) <= 3
    assert len(times) == 3


async def test_a_stranger_who_asks_again_and_again_neither_floods_nor_locks_out(
    stranger: Visitor, sign_in: SignIn, cast: Cast, clock: Clock, letters: Letters, db: Db
) -> None:
    """He asks every quarter of an hour of a day; she stays signed in, signs in, and gets the link that she asks for."""
    dani = await sign_in(cast.dani)
    letters_sent = set()
    for _ in range(24 * 4 - 4):
        await ask(stranger, cast.dani.sign_in)
        letters_sent |= {one.subject_id for one in await letters.wanted(cast.dani)}
        clock.turn_to(clock.now() + timedelta(minutes=15))
        await db.execute("DELETE FROM sign_in_failure")
    assert len(letters_sent) == 3
    assert (await dani.get("/home", follow=False)).status == 200
    await dani.post("/sign-out", page="/home")
    assert (await dani.sign_in(cast.dani)).path == "/home"
    await dani.post("/sign-out", page="/home")
    await ask(dani, cast.dani.sign_in)
    token = await letters.token(cast.dani)
    await ask(stranger, cast.dani.sign_in)
    await dani.get(f"/sign-in/link/{token}")
    assert (await choose(dani)).path == "/sign-in/password-saved"
    assert (await dani.sign_in(cast.dani, NEW)).path == "/home"


async def test_one_network_that_asks_for_many_names_waits_alike_for_all(
    stranger: Visitor, cast: Cast, db: Db
) -> None:
    await ask(stranger, "nobody@example.com")
    await db.execute(
        """
        INSERT INTO sign_in_failure (council_id, key)
        SELECT council_id, key FROM sign_in_failure, generate_series(1, 39)
        """
    )
    for name in (cast.dani.sign_in, cast.chloe.sign_in, "somebody.else@example.com"):
        assert (await ask(stranger, name)).status == 429


async def test_at_another_councils_host_a_link_is_no_link(cast_database: CastDatabase) -> None:
    def serve_another_host_too(app: web.Application) -> None:
        port = app[SETTINGS].origins[0].rsplit(":", 1)[1]
        app[SETTINGS] = replace(app[SETTINGS], origins=(*app[SETTINGS].origins, f"http://localhost:{port}"))

    async with run_portal(cast_database, prepare=serve_another_host_too) as portal:
        letters = Letters(portal, portal.cast.exampleshire)
        other = portal.origin.replace("127.0.0.1", "localhost")
        async with new_visitor(portal.origin) as here, new_visitor(other) as there:
            await ask(here, portal.cast.dani.sign_in)
            path = f"/sign-in/link/{await letters.token(portal.cast.dani)}"
            assert "This link has run out" in (await there.get(path)).text
            assert (await choose(there)).status == 409
            assert "Choose a new password" in (await here.get(path)).text


@pytest.mark.parametrize("password", ["short", "password password", "dani rowe dani", "x" * 1025])
async def test_words_that_are_refused_leave_the_link_as_it_was(
    stranger: Visitor, cast: Cast, letters: Letters, password: str
) -> None:
    await ask(stranger, cast.dani.sign_in)
    await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    refused = await choose(stranger, password)
    assert refused.status == 422
    assert password not in refused.text
    assert (await choose(stranger)).path == "/sign-in/password-saved"


@pytest.mark.parametrize(
    "token", ["x", "0" * 22, "é" * 22, "A" * 43, "..%2f..%2fhome", "0" * 2000, "link", "%00"]
)
async def test_what_was_never_a_link_leads_to_the_page_that_says_so(stranger: Visitor, token: str) -> None:
    answer = await stranger.get(f"/sign-in/link/{token}")
    assert answer.status in (200, 404)
    if answer.status == 200:
        assert "This link has run out" in answer.text
        assert token not in answer.url
    assert "device" not in {cookie.key for cookie in stranger.http.cookie_jar}


async def test_the_cookies_are_the_three_that_are_written_down(
    stranger: Visitor, cast: Cast, letters: Letters
) -> None:
    await ask(stranger, cast.dani.sign_in)
    await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    assert {cookie.key for cookie in stranger.http.cookie_jar} == {"csrf", "device"}
    device = next(cookie for cookie in stranger.http.cookie_jar if cookie.key == "device")
    assert device["httponly"]
    assert device["max-age"] == "", "nobody has signed in here yet"


async def test_a_browser_that_left_the_page_for_an_hour_opens_the_link_again(
    stranger: Visitor, cast: Cast, letters: Letters, db: Db
) -> None:
    await ask(stranger, cast.dani.sign_in)
    path = f"/sign-in/link/{await letters.token(cast.dani)}"
    await stranger.get(path)
    await db.execute("UPDATE sign_in_link_opening SET opened_at = opened_at - interval '61 minutes'")
    assert "This link has run out" in (await stranger.get("/sign-in/link")).text
    assert "Choose a new password" in (await stranger.get(path)).text


async def test_a_changed_password_ends_the_links_on_their_way(
    stranger: Visitor, sign_in: SignIn, cast: Cast, letters: Letters
) -> None:
    dani = await sign_in(cast.dani)
    await ask(stranger, cast.dani.sign_in)
    await stranger.get(f"/sign-in/link/{await letters.token(cast.dani)}")
    shown = await stranger.get("/sign-in/link")
    own: dict[str, object] = {"old_password": cast.dani.password, "new_password": NEW}
    assert (await dani.post("/account/password", own)).path == "/account"
    assert shown.status == 200
    assert (await choose(stranger, "four even saucers")).status == 409
