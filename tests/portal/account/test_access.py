"""Phones that somebody is signed in on, and their password."""

import re

import asyncpg

from portal.demo.cast import PASSWORD, Cast
from tests.running import SignIn, Visitor

NEW = "three odd teapots"


async def _is_in(visitor: Visitor) -> bool:
    return (await visitor.get("/account", follow=False)).status == 200


def _end_links(page: str) -> list[str]:
    return re.findall(r'formaction="(/account/devices/[0-9a-f-]{36}/end)"', page)


async def test_other_phones_are_listed_with_day_and_time_and_can_be_ended_one_by_one(
    sign_in: SignIn, cast: Cast
) -> None:
    one, two, three = [await sign_in(cast.dani) for _ in range(3)]
    page = (await one.get("/account/devices")).text
    assert page.count("Last used on ") == 3
    assert page.count("This one") == 1
    links = _end_links(page)
    assert len(links) == 2
    answer = await one.post(links[0], {"old_password": PASSWORD}, page="/account/devices")
    assert "That phone is signed out." in answer.text
    assert await _is_in(one)
    assert [await _is_in(two), await _is_in(three)].count(False) == 1


async def test_all_other_phones_are_signed_out_at_once(sign_in: SignIn, cast: Cast) -> None:
    one, two, three = [await sign_in(cast.dani) for _ in range(3)]
    answer = await one.post(
        "/account/devices/end-others", {"old_password": PASSWORD}, page="/account/devices"
    )
    assert "All other phones are signed out." in answer.text
    assert await _is_in(one)
    assert not await _is_in(two)
    assert not await _is_in(three)


async def test_an_open_phone_is_not_enough_to_sign_the_others_out(sign_in: SignIn, cast: Cast) -> None:
    found, hers = await sign_in(cast.dani), await sign_in(cast.dani)
    link = _end_links((await found.get("/account/devices")).text)[0]
    for where in (link, "/account/devices/end-others"):
        for typed in ({}, {"old_password": "a guess by him"}):
            answer = await found.post(where, dict(typed), page="/account/devices")
            assert answer.status == 422
            assert "a guess by him" not in answer.text
            assert ("That is not the password you use now" in answer.text) == bool(typed)
    for _ in range(3):
        await found.post("/account/devices/end-others", {"old_password": "no"}, page="/account/devices")
    answer = await found.post(link, {"old_password": PASSWORD}, page="/account/devices")
    assert "You have tried too many times" in answer.text
    assert await _is_in(hers)


async def test_nobody_can_end_somebody_elses_session(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani, marcus = await sign_in(cast.dani), await sign_in(cast.marcus)
    hers = await db.fetchval("SELECT id FROM session WHERE account_id = $1", cast.dani.account_id)
    answer = await marcus.post(f"/account/devices/{hers}/end", page="/account/devices")
    never_was = await marcus.post(f"/account/devices/{cast.home_visit}/end", page="/account/devices")
    assert (answer.status, never_was.status) == (404, 404)
    assert await _is_in(dani)


async def test_a_new_password_needs_the_old_one_and_ends_every_other_session(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    dani, elsewhere = await sign_in(cast.dani), await sign_in(cast.dani)
    answer = await dani.post("/account/password", {"old_password": PASSWORD, "new_password": f" {NEW} "})
    assert "Your password is changed." in answer.text
    assert await _is_in(dani)
    assert not await _is_in(elsewhere)
    assert (await stranger.sign_in(cast.dani)).status == 422
    assert (await stranger.sign_in(cast.dani, NEW)).status == 422
    assert (await stranger.sign_in(cast.dani, f" {NEW} ")).path == "/home"


async def test_an_open_phone_is_not_enough_to_change_the_password(
    sign_in: SignIn, stranger: Visitor, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    answer = await dani.post("/account/password", {"old_password": "a guess by him", "new_password": NEW})
    assert answer.status == 422
    assert "That is not the password you use now" in answer.text
    assert "a guess by him" not in answer.text
    assert NEW not in answer.text
    assert (await stranger.sign_in(cast.dani)).path == "/home"


async def test_guessing_the_password_from_inside_stops_after_five(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    for guess in range(5):
        answer = await dani.post(
            "/account/password", {"old_password": f"guess no {guess}", "new_password": NEW}
        )
        assert "That is not the password you use now" in answer.text
    answer = await dani.post("/account/password", {"old_password": PASSWORD, "new_password": NEW})
    assert answer.status == 422
    assert "You have tried too many times" in answer.text


async def test_a_password_that_others_could_guess_is_refused_before_the_old_one_is_judged(
    sign_in: SignIn, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    for weak, says in (
        ("short", "Use 12 letters or more"),
        ("x1" * 600, "Use 1,024 letters or fewer"),
        ("Dani Rowe 2026", "Other people could guess that"),
        (PASSWORD, "Choose a password that is not the one you use now"),
    ):
        answer = await dani.post("/account/password", {"old_password": PASSWORD, "new_password": weak})
        assert answer.status == 422
        assert says in answer.text


async def test_passwords_are_in_no_draft(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(cast.dani)
    await dani.post(
        "/drafts", {"form": "/account/password", "old_password": "x", "new_password": NEW}, page="/account"
    )
    kept = await db.fetchval("SELECT string_agg(fields::text, '') FROM form_draft")
    assert NEW not in (kept or "")


async def test_the_longest_left_of_too_many_drafts_gives_way(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani, page = await sign_in(cast.dani), f"/visits/{cast.home_visit}/topics/new"
    await db.execute(
        """
        INSERT INTO form_draft (council_id, account_id, form, fields, saved_at)
        SELECT council_id, id, '/help/' || n, '{}', now() - make_interval(mins => n)
          FROM account, generate_series(1, 200) AS n WHERE person_id = $1
        """,
        cast.dani.id,
    )
    for words in ("The school", "The school run"):
        kept = await dani.post("/drafts", {"form": page, "body": words}, page="/account")
        assert kept.status == 200
    assert "The school run" in (await dani.get(page)).text
    left = {row["form"] for row in await db.fetch("SELECT form FROM form_draft")}
    assert (len(left), "/help/200" in left, "/help/199" in left) == (200, False, True)


async def test_a_session_that_timed_out_is_no_phone_in_the_list(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    one, _ = await sign_in(cast.dani), await sign_in(cast.dani)
    await db.execute(
        """
        UPDATE session SET last_used_at = last_used_at - interval '31 minutes'
         WHERE id = (SELECT id FROM session ORDER BY created_at DESC LIMIT 1)
        """
    )
    page = (await one.get("/account/devices")).text
    assert page.count("Last used on ") == 1
