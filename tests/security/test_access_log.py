"""Who opened what stands in the log with the deed, sealed soon after; the seal finds whoever changed it."""

from uuid import UUID

import asyncpg
import pytest

from portal.clock import Clock
from portal.db import council_transaction, open_pool
from portal.sealing import first_broken_seal, read_heads
from portal.settings import Settings, SettingsProblem
from portal.worker import seal_all, verify
from tests.databases import FIRST_DAY
from tests.running import SECRET, RunningPortal, SignIn, at, hidden_fields

KEY = bytes(reversed(range(32)))


async def log_of(db: "asyncpg.Connection[asyncpg.Record]", actor: UUID) -> list[tuple[str, str, UUID | None]]:
    rows = await db.fetch("SELECT deed, kind, item_id FROM access_log WHERE actor_id = $1 ORDER BY at", actor)
    return [(row["deed"], row["kind"], row["item_id"]) for row in rows]


async def test_opening_changing_and_being_turned_away_are_written_down(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cast = portal.cast
    await db.execute("TRUNCATE access_log")
    dani, marcus = await sign_in(cast.dani), await sign_in(cast.marcus)
    page = f"/visits/{cast.home_visit}"
    await dani.get(page)
    form = {
        **hidden_fields((await dani.get(f"{page}/topics/new")).text),
        "body": "The school run",
        "audience": "worker",
    }
    assert (await dani.send(f"{page}/topics/new", form, follow=False)).status == 303
    assert (await marcus.get(page)).status == 404
    hers, his = await log_of(db, cast.dani.id), await log_of(db, cast.marcus.id)
    assert ("opened", "visit", cast.home_visit) in hers
    assert [deed for deed, _, _ in hers].count("changed") == 1
    assert ("denied", "/visits/{visit_id}", cast.home_visit) in his
    assert not [deed for deed, _, item in his if deed != "denied" and item == cast.home_visit]
    about = await db.fetchval(
        "SELECT count(*) FROM access_log WHERE deed = 'changed' AND actor_id = $1", cast.dani.id
    )
    assert about == 1
    words = await db.fetch("SELECT l::text AS row FROM access_log AS l")
    assert not any("school run" in row["row"] for row in words), "the log holds no content"


async def test_a_refusal_looks_the_same_in_the_log_whether_it_was_there_or_not(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await db.execute("TRUNCATE access_log")
    marcus, never = await sign_in(portal.cast.marcus), UUID(int=7)
    for visit in (portal.cast.home_visit, portal.cast.unannounced_visit, never):
        await marcus.get(f"/visits/{visit}")
    denied = [row for row in await log_of(db, portal.cast.marcus.id) if row[0] == "denied"]
    assert {kind for _, kind, _ in denied} == {"/visits/{visit_id}"}
    assert len(denied) == 3


async def test_a_deed_that_cannot_be_logged_does_not_happen(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    dani = await sign_in(portal.cast.dani)
    page = f"/visits/{portal.cast.home_visit}/topics/new"
    fields = {**hidden_fields((await dani.get(page)).text), "body": "Not logged", "audience": "worker"}
    await db.execute("REVOKE INSERT ON access_log FROM portal_web")
    assert (await dani.send(page, fields, follow=False)).status == 500
    assert (await dani.get(f"/visits/{portal.cast.home_visit}")).status == 500
    assert await db.fetchval("SELECT count(*) FROM visit_topic WHERE body = 'Not logged'") == 0


class Chain:
    """A sealed log, its owner's connection, and what the worker would say of it."""

    def __init__(self, portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.portal, self.db = portal, db
        self.clock = Clock.turned_to(at(FIRST_DAY, 10))

    async def seal(self, days: int | None = None) -> int:
        pool = await open_pool(self.portal.database.dsn("portal_worker"), 2)
        try:
            return await seal_all(pool, KEY, self.clock, days=days)
        finally:
            await pool.close()

    async def first_broken(self, key: bytes = KEY) -> int | None:
        pool = await open_pool(self.portal.database.dsn("portal_worker"), 2)
        try:
            async with council_transaction(pool, self.portal.cast.exampleshire, self.clock.now()) as conn:
                return await first_broken_seal(conn, key)
        finally:
            await pool.close()

    async def row(self, number: int) -> tuple[UUID, object]:
        row = await self.db.fetchrow(
            "SELECT log_id, log_at FROM access_seal WHERE number = $1 AND council_id = $2",
            number,
            self.portal.cast.exampleshire,
        )
        assert row is not None
        return row["log_id"], row["log_at"]


@pytest.fixture
async def chain(portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]") -> Chain:
    await db.execute("TRUNCATE access_log; TRUNCATE access_seal")
    await db.execute(
        """
        INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about)
        SELECT $1, $2::timestamptz + n * interval '1 second', $3, 'opened', 'visit', gen_random_uuid(), ARRAY[$3::uuid]
          FROM generate_series(1, 9) AS n
        """,
        portal.cast.exampleshire,
        at(FIRST_DAY, 9),
        portal.cast.amira.id,
    )
    return Chain(portal, db)


async def test_the_worker_seals_every_row_once_in_its_own_order(chain: Chain) -> None:
    assert await chain.seal() == 9
    assert await chain.seal() == 0
    assert await chain.first_broken() is None
    # A row with an earlier time may commit later: it is sealed after, and nothing breaks.
    await chain.db.execute(
        "INSERT INTO access_log (council_id, at, actor_id, deed, kind) VALUES ($1, $2, $3, 'opened', 'home')",
        chain.portal.cast.exampleshire, at(FIRST_DAY, 8), chain.portal.cast.amira.id,
    )  # fmt: skip
    assert await chain.seal() == 1
    assert await chain.first_broken() is None
    assert await chain.first_broken(SECRET) == 1, "without the key nothing can be sealed or checked"


EDITS = {
    "an edited actor": (4, "UPDATE access_log SET actor_id = gen_random_uuid() WHERE id = $1 AND at = $2"),
    "an edited item": (5, "UPDATE access_log SET item_id = NULL WHERE id = $1 AND at = $2"),
    "an edited reason": (3, "UPDATE access_log SET reason = 'all is well' WHERE id = $1 AND at = $2"),
    "an edited list of people": (6, "UPDATE access_log SET about = '{}' WHERE id = $1 AND at = $2"),
    "people moved into the reason": (
        4,
        "UPDATE access_log SET reason = about[1] || chr(31), about = '{}' WHERE id = $1 AND at = $2",
    ),
    "an edited time": (2, "UPDATE access_log SET at = at + interval '1 second' WHERE id = $1 AND at = $2"),
    "a row taken out": (7, "DELETE FROM access_log WHERE id = $1 AND at = $2"),
    "the first row taken out": (1, "DELETE FROM access_log WHERE id = $1 AND at = $2"),
    "the last row taken out": (9, "DELETE FROM access_log WHERE id = $1 AND at = $2"),
    "a seal taken out": (8, "DELETE FROM access_seal WHERE log_id = $1 AND log_at = $2"),
    "the first seal taken out": (1, "DELETE FROM access_seal WHERE log_id = $1 AND log_at = $2"),
}


@pytest.mark.parametrize("edit", EDITS)
async def test_the_seal_names_the_first_row_that_was_touched(chain: Chain, edit: str) -> None:
    await chain.seal()
    number, statement = EDITS[edit]
    await chain.db.execute(statement, *await chain.row(number))
    assert await chain.first_broken() == number


async def test_rows_put_in_or_in_another_order_are_found(chain: Chain) -> None:
    await chain.seal()
    swap = """
        UPDATE access_seal SET number = CASE number WHEN 4 THEN -5 WHEN 5 THEN -4 END WHERE number IN (4, 5);
        UPDATE access_seal SET number = -number WHERE number < 0
    """
    for statement in swap.split(";"):
        await chain.db.execute(statement)
    assert await chain.first_broken() == 4
    for statement in swap.split(";"):
        await chain.db.execute(statement)
    assert await chain.first_broken() is None
    await chain.db.execute(
        """
        INSERT INTO access_seal (council_id, number, log_id, log_at, hash)
        SELECT council_id, 10, gen_random_uuid(), log_at, hash FROM access_seal WHERE number = 9
        """
    )
    assert await chain.first_broken() == 10


async def test_a_new_seal_made_over_an_edited_row_needs_the_key(chain: Chain) -> None:
    await chain.seal()
    await chain.db.execute(
        "UPDATE access_log SET reason = 'x' WHERE id = $1 AND at = $2", *await chain.row(9)
    )
    await chain.db.execute("DELETE FROM access_seal WHERE number = 9")
    pool = await open_pool(chain.portal.database.dsn("portal_worker"), 2)
    try:
        await seal_all(pool, SECRET, chain.clock, days=None)
    finally:
        await pool.close()
    assert await chain.first_broken() == 9


def auditing(chain: Chain) -> Settings:
    return Settings(
        database_url=chain.portal.database.dsn("portal_worker"),
        origins=(chain.portal.origin,),
        secret=SECRET,
        audit_key=KEY,
    )


async def test_the_command_names_the_council_and_the_seal(chain: Chain) -> None:
    await chain.seal()
    whole = await verify(auditing(chain), clock=chain.clock)
    assert [(one.council_id, one.number) for one in whole if one.number] == [
        (chain.portal.cast.exampleshire, 9)
    ]
    assert {one.broken_at for one in whole} == {None}
    await chain.db.execute("DELETE FROM access_log WHERE id = $1 AND at = $2", *await chain.row(3))
    broken = await verify(auditing(chain), clock=chain.clock)
    assert [one.council_id for one in broken if one.broken_at == 3] == [chain.portal.cast.exampleshire]


@pytest.mark.parametrize("also_the_rows", [True, False])
async def test_a_log_cut_at_its_end_has_lost_the_seal_that_was_noted(
    chain: Chain, also_the_rows: bool
) -> None:
    await chain.seal()
    noted = await verify(auditing(chain), clock=chain.clock)
    heads = {one.council_id: {one.number: one.hash} for one in noted if one.number}
    cut = [await chain.row(number) for number in (8, 9)]
    await chain.db.execute("DELETE FROM access_seal WHERE number >= 8")
    if also_the_rows:
        await chain.db.executemany("DELETE FROM access_log WHERE id = $1 AND at = $2", cut)
    assert {one.broken_at for one in await verify(auditing(chain), clock=chain.clock)} == {None}
    found = await verify(auditing(chain), heads, clock=chain.clock)
    assert [one.broken_at for one in found if one.broken_at] == [8]


@pytest.mark.parametrize(
    ("put_in", "found"),
    [
        ("log.id, log.at - interval '2 hours'", 1),
        ("gen_random_uuid(), log.at - interval '2 days'", 1),
        # What commits late is sealed by the next round.
        ("gen_random_uuid(), log.at - interval '2 hours'", 0),
    ],
)
async def test_rows_that_no_seal_will_reach_are_told(chain: Chain, put_in: str, found: int) -> None:
    await chain.seal(days=1)
    await chain.db.execute(
        f"""
        INSERT INTO access_log
        SELECT log.council_id, {put_in}, $3, log.deed, log.kind, log.item_id, log.about
          FROM access_log AS log WHERE log.id = $1 AND log.at = $2
        """,
        *await chain.row(9),
        chain.portal.cast.sam.id,
    )
    await chain.seal(days=1)
    assert sum(one.put_in for one in await verify(auditing(chain), clock=chain.clock)) == found


def test_what_an_audit_printed_can_be_read_again() -> None:
    council = UUID(int=7)
    assert read_heads(f"{council} 12 ab12\n{UUID(int=8)} 0 -\n") == {council: {12: "ab12"}}
    with pytest.raises(SettingsProblem):
        read_heads("not an audit")
