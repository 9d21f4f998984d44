"""A page that reads together with its session: one trip, for those whom it is made for; nothing for anybody else."""

from uuid import UUID

import asyncpg

from portal.demo.cast import Cast
from portal.identity.sessions import ANSWERED
from portal.web.request import POOL
from portal.web.routes import ROUTES
from tests.running import RunningPortal, SignIn

HERS = "Tuesday 9 June"
# What may end or change between one page and the next, how it is undone, and what /home answers meanwhile.
NOT_NOW = (
    ("account SET state = 'paused'", "account SET state = 'active'", 200),
    ("account SET state = 'invited'", "account SET state = 'active'", 303),
    ("account SET welcome_step = 1", "account SET welcome_step = NULL", 303),
    ("account SET ends_on = '2026-06-01'", "account SET ends_on = NULL", 401),
    ("person SET ended_at = now()", "person SET ended_at = NULL", 401),
    ("session SET ends_at = now()", "session SET ends_at = now() + interval '8 hours'", 401),
    ("session SET last_used_at = now() - interval '31 minutes'", "session SET last_used_at = now()", 401),
    ("session SET ended_at = now()", "session SET ended_at = NULL", 401),
)
WHOSE = {
    "account": "person_id = $1",
    "person": "id = $1",
    "session": "account_id = (SELECT id FROM account WHERE person_id = $1)",
}


async def homes_noted(db: "asyncpg.Connection[asyncpg.Record]", actor: UUID) -> int:
    count: int = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'opened' AND kind = 'home'", actor
    )
    return count


async def test_it_is_one_trip_to_the_database_and_one_row_in_the_log(
    portal: RunningPortal, cast: Cast, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani, kit = await sign_in(cast.dani), await sign_in(cast.kit)
    asked: list[str] = []
    async with portal.app[POOL].acquire() as conn:  # the connection given back last is taken first
        conn._con.add_query_logger(lambda query: asked.append(query.query))  # type: ignore[attr-defined]
    await dani.get("/home")  # the first time a connection asks what the columns are made of
    asked.clear()
    before = await homes_noted(db, cast.dani.id)
    assert HERS in (await dani.get("/home")).text
    assert len(asked) == 1
    assert "open_session" in asked[0]
    assert await homes_noted(db, cast.dani.id) == before + 1
    noted = await db.fetchrow(
        "SELECT council_id, about FROM access_log WHERE actor_id = $1 ORDER BY at DESC LIMIT 1", cast.dani.id
    )
    assert noted is not None
    assert noted["council_id"] == cast.exampleshire
    assert set(noted["about"]) == {cast.dani.id, cast.kit.id, cast.jay.id}
    # Somebody young may be asked something first: theirs is read on its own, and noted once too.
    before = await homes_noted(db, cast.kit.id)
    assert (await kit.get("/home")).status == 200
    assert await homes_noted(db, cast.kit.id) == before + 1


async def test_a_session_that_does_not_open_the_page_reads_nothing_of_it(
    cast: Cast, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(cast.dani)
    before = await homes_noted(db, cast.dani.id)
    for change, undo, status in NOT_NOW:
        whose = WHOSE[change.split()[0]]
        await db.execute(f"UPDATE {change} WHERE {whose}", cast.dani.id)
        answer = await dani.get("/home", follow=False)
        await db.execute(f"UPDATE {undo} WHERE {whose}", cast.dani.id)
        assert answer.status == status, change
        assert HERS not in answer.text, change
        assert await homes_noted(db, cast.dani.id) == before, change
        dani = await sign_in(cast.dani)  # a refusal takes the cookie along
    assert HERS in (await dani.get("/home")).text
    assert await homes_noted(db, cast.dani.id) == before + 1


async def test_the_wrong_audience_reads_nothing_of_it(
    cast: Cast, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for member in (cast.amira, cast.priya, cast.helen, cast.alex):
        visitor = await sign_in(member)
        assert (await visitor.get("/home")).status == 404
        rows = await db.fetch("SELECT deed, kind FROM access_log WHERE actor_id = $1", member.id)
        assert ("denied", "/home") in [tuple(row) for row in rows]
        assert await homes_noted(db, member.id) == 0


async def test_each_row_begins_with_all_that_a_look_up_answers(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    columns = await db.fetchval(
        "SELECT cardinality(array_positions(proargmodes, 't')) FROM pg_proc WHERE proname = 'open_session'"
    )
    assert columns == ANSWERED
    assert {path for (_, path), route in portal.app[ROUTES].items() if route.with_session} == {"/home"}
