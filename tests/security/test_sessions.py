"""Sessions: made anew at sign-in, ended by time, by leaving and by what people lose; guesses that lock nobody out."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.running import RunningPortal, SignIn, Visitor, hidden_fields, new_visitor


def cookie_of(visitor: Visitor, name: str = "session") -> str:
    return next((cookie.value for cookie in visitor.http.cookie_jar if cookie.key == name), "")


async def test_signing_in_makes_a_new_session_and_ends_the_old(
    portal: RunningPortal, stranger: Visitor
) -> None:
    stranger.extra["Cookie"] = "session=chosen-by-somebody-else"
    assert (await stranger.get("/home", follow=False)).status == 401
    stranger.extra.clear()
    await stranger.sign_in(portal.cast.dani)
    first = cookie_of(stranger)
    assert len(first) >= 43
    fields = {
        **hidden_fields((await stranger.get("/sign-out")).text),
        "name": portal.cast.dani.sign_in, "password": portal.cast.dani.password,
    }  # fmt: skip
    assert (await stranger.send("/sign-in", fields, follow=False)).status == 303
    second = cookie_of(stranger)
    assert second != first
    async with new_visitor(portal.origin) as other:
        assert (await other.get("/home", follow=False, Cookie=f"session={first}")).status == 401
        assert (await other.get("/home", follow=False, Cookie=f"session={second}")).status == 200
        assert (
            await other.get("/home", follow=False, Cookie="session=chosen-by-somebody-else")
        ).status == 401


async def test_only_the_hash_of_a_token_is_kept(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(portal.cast.dani)
    tokens = [cookie_of(dani), cookie_of(dani, "device")]
    rows = await db.fetch(
        "SELECT s::text AS row FROM session AS s UNION SELECT d::text FROM known_device AS d"
    )
    assert rows
    for row in rows:
        assert not any(token in row["row"] or token.encode().hex() in row["row"] for token in tokens)


@pytest.mark.parametrize(
    ("who", "change", "open_after"),
    [
        ("dani", "last_used_at = now() - interval '29 minutes'", True),
        ("dani", "last_used_at = now() - interval '31 minutes'", False),
        ("amira", "last_used_at = now() - interval '14 minutes'", True),
        ("amira", "last_used_at = now() - interval '16 minutes'", False),
        ("dani", "ends_at = now() - interval '1 second'", False),
        ("amira", "ends_at = now() - interval '1 second'", False),
        ("dani", "ended_at = now()", False),
    ],
)
async def test_time_ends_a_session_by_the_databases_clock(
    portal: RunningPortal,
    sign_in: SignIn,
    db: "asyncpg.Connection[asyncpg.Record]",
    who: str,
    change: str,
    open_after: bool,
) -> None:
    visitor = await sign_in(getattr(portal.cast, who))
    limits = await db.fetchrow("SELECT max(ends_at - created_at) AS whole FROM session")
    assert limits is not None
    assert limits["whole"].total_seconds() == (8 if who == "dani" else 12) * 3600
    await db.execute(f"UPDATE session SET {change}")
    answer = await visitor.get("/account", follow=False)
    assert answer.status == (200 if open_after else 401)
    posted = await visitor.send("/session/stay", hidden_fields(answer.text), follow=False)
    assert posted.status in ((200, 403) if open_after else (401,))


async def test_only_somebody_who_asks_stays_signed_in(
    sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """A page that stands open asks by itself what is new: nobody need be there for that."""
    dani = await sign_in(cast.dani)
    conversation = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.dani.id)
    page = f"/messages/{conversation}"
    asking = ((f"{page}/since?after=0", "empty"), (f"{page}/people", "empty"), (page, "document"))
    for path, meant_for in asking:
        await db.execute("UPDATE session SET last_used_at = now() - interval '20 minutes'")
        dani.extra["Sec-Fetch-Dest"] = meant_for
        assert (await dani.get(path)).status == 200
        away = await db.fetchval("SELECT now() - last_used_at > interval '19 minutes' FROM session")
        assert away is (meant_for == "empty"), path
    form = hidden_fields((await dani.get("/account")).text)
    await db.execute("UPDATE session SET last_used_at = now() - interval '20 minutes'")
    dani.extra["Sec-Fetch-Dest"] = "empty"
    assert (await dani.send("/session/stay", form)).status == 200
    assert await db.fetchval("SELECT now() - last_used_at < interval '1 minute' FROM session")


async def test_what_was_typed_into_an_old_form_comes_back_and_nothing_is_written(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(portal.cast.dani)
    path = f"/visits/{portal.cast.home_visit}/topics/new"
    fields = {**hidden_fields((await dani.get(path)).text), "body": "Kit sleeps badly", "audience": "worker"}
    fields["seen"] = "2026-06-09T15:00:00+00:00"
    await db.execute("UPDATE session SET ended_at = now()")
    answer = await dani.send(path, fields, follow=False)
    assert answer.status == 401
    assert "Kit sleeps badly" in answer.text
    # What a program wrote is sent along, and not shown to be read.
    assert f'<input type="hidden" name="seen" value="{fields["seen"]}">' in answer.text
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body = 'Kit sleeps badly'") == 0
    # Signed in again in another page, the words go from here: once more as an old form, then for good.
    await dani.sign_in(portal.cast.dani)
    again = await dani.send(path, fields, follow=False)
    assert again.status == 403
    assert "Kit sleeps badly" in again.text
    fields = {**fields, **hidden_fields(again.text), "who": "worker"}
    assert (await dani.send(path, fields, follow=False)).status == 303
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body = 'Kit sleeps badly'") == 1


async def test_a_family_has_five_sessions_at_most_and_the_oldest_ends(
    portal: RunningPortal, sign_in: SignIn
) -> None:
    phones = [await sign_in(portal.cast.dani) for _ in range(6)]
    statuses = [(await phone.get("/account", follow=False)).status for phone in phones]
    assert statuses == [401, 200, 200, 200, 200, 200]


async def test_leaving_is_at_once_and_for_ever(portal: RunningPortal, sign_in: SignIn) -> None:
    for leave in ("exit", "sign-out"):
        dani = await sign_in(portal.cast.dani)
        token = cookie_of(dani)
        if leave == "exit":
            await dani.get("/exit", follow=False)
        else:
            await dani.post("/sign-out", page="/account", follow=False)
        async with new_visitor(portal.origin) as other:
            assert (await other.get("/account", follow=False, Cookie=f"session={token}")).status == 401


LOSSES = {
    "the involvement ends": "UPDATE involvement SET to_at = from_at + interval '1 second' WHERE staff_id = $1",
    "the reader is taken off": "UPDATE visit_reader SET ended_at = now() WHERE person_id = $1",
    "the account is closed": "UPDATE account SET state = 'closed' WHERE person_id = $1",
    "the account is paused": "UPDATE account SET state = 'paused' WHERE person_id = $1",
    "the person has left": "UPDATE person SET ended_at = now() WHERE id = $1",
    "an order begins": """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on)
        SELECT council_id, $1, worker.id, 'no_contact', 'a court', '2026-01-01', '2027-01-01'
          FROM person AS worker WHERE worker.name = 'Kit Rowe'
    """,
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_somebody_loses_is_gone_at_the_next_request(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]", loss: str
) -> None:
    cast = portal.cast
    member, page, form = cast.dani, f"/visits/{cast.home_visit}", f"/visits/{cast.home_visit}/topics/new"
    if "involvement" in loss:
        member, page = cast.amira, f"/staff/visits/{cast.last_visit}/after"
        form = f"/staff/visits/{cast.last_visit}/notes"
    visitor = await sign_in(member)
    assert (await visitor.get(page, follow=False)).status == 200
    fields = {
        **hidden_fields((await visitor.get(form)).text),
        "body": "written too late",
        "audience": "worker",
    }
    await db.execute(LOSSES[loss], member.id)
    gone = (401, 404)
    assert (await visitor.get(page, follow=False)).status in gone
    assert (await visitor.send(form, fields, follow=False)).status in gone
    for table in ("visit_topic", "visit_note"):
        assert await db.fetchval(f"SELECT count(*) FROM {table} WHERE body = 'written too late'") == 0


async def test_the_ids_of_sessions_are_their_owners(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani, marcus = await sign_in(portal.cast.dani), await sign_in(portal.cast.marcus)
    own: UUID = await db.fetchval(
        "SELECT s.id FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE a.person_id = $1",
        portal.cast.dani.id,
    )
    answer = await marcus.post(f"/account/devices/{own}/end", page="/account", follow=False)
    assert answer.status == 404
    assert (await dani.get("/account", follow=False)).status == 200


async def test_one_session_cannot_hold_every_connection(sign_in: SignIn, cast: Cast) -> None:
    """Wrong guesses are counted on a connection of their own, while the deed they belong to has one."""
    jay, dani = await sign_in(cast.jay), await sign_in(cast.dani)
    token = hidden_fields((await jay.get("/account/password")).text)["csrf"]
    guess: dict[str, object] = {"csrf": token, "old_password": "wrong", "new_password": "long enough words"}
    guesses = [asyncio.create_task(jay.send("/account/password", guess)) for _ in range(12)]
    looks = [asyncio.create_task(dani.get("/home")) for _ in range(4)]
    assert {answer.status for answer in await asyncio.gather(*looks)} == {200}
    assert {answer.status for answer in await asyncio.gather(*guesses)} == {422}
