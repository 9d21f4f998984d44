"""What the worker does for itself, it does for each council by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from portal.db import Pool, open_pool
from portal.worker import seal_all, tidy_all
from tests.running import SECRET, RunningPortal

Db = asyncpg.Connection


@pytest.fixture
async def pool(portal: RunningPortal) -> AsyncIterator[Pool]:
    pool = await open_pool(portal.database.dsn("portal_worker"), 2)
    try:
        yield pool
    finally:
        await pool.close()


def in_turn(portal: RunningPortal) -> list[UUID]:
    """As the worker goes through them."""
    return sorted([portal.cast.exampleshire, portal.cast.sampleton])


async def test_a_log_that_somebody_else_seals_holds_no_other_up(
    portal: RunningPortal, pool: Pool, db: Db
) -> None:
    first, second = in_turn(portal)
    for council in (first, second):
        await db.execute(
            "INSERT INTO access_log (council_id, at, actor_id, deed, kind) VALUES ($1, $2, $3, 'opened', 'help')",
            council, portal.clock.now(), portal.cast.dani.id,
        )  # fmt: skip
    async with db.transaction():
        await db.execute("SELECT pg_advisory_xact_lock(hashtextextended('seal' || $1::text, 0))", str(first))
        await seal_all(pool, SECRET, portal.clock)
        sealed = await db.fetch("SELECT DISTINCT council_id FROM access_seal")
    assert [row["council_id"] for row in sealed] == [second]
    await seal_all(pool, SECRET, portal.clock)
    assert await db.fetchval("SELECT count(DISTINCT council_id) FROM access_seal") == 2


async def test_what_was_written_while_nobody_sealed_is_sealed_by_the_next_round(
    portal: RunningPortal, pool: Pool, db: Db
) -> None:
    """However long that was, and without looking through all that there is."""
    here, now = portal.cast.exampleshire, portal.clock.now()
    for days in (9, 5, 3):
        await db.execute(
            "INSERT INTO access_log (council_id, at, actor_id, deed, kind) VALUES ($1, $2, $3, 'opened', 'help')",
            here, now - timedelta(days=days), portal.cast.dani.id,
        )  # fmt: skip
        if days == 9:
            portal.clock.turn_to(now - timedelta(days=days, minutes=-5))
            assert await seal_all(pool, SECRET, portal.clock) == 1
    portal.clock.turn_to(now)
    assert await seal_all(pool, SECRET, portal.clock) == 2
    assert await db.fetchval("SELECT count(*) FROM access_seal") == 3


async def test_what_cannot_be_forgotten_yet_holds_no_other_up(
    portal: RunningPortal, pool: Pool, db: Db
) -> None:
    first, second = in_turn(portal)
    for council in (first, second):
        await db.execute(
            """
            INSERT INTO form_draft (council_id, account_id, form, fields, saved_at)
            SELECT council_id, id, '/messages', '{}', now() - interval '40 days' FROM account
             WHERE council_id = $1 LIMIT 1
            """,
            council,
        )
    async with db.transaction():
        await db.execute("SELECT FROM form_draft WHERE council_id = $1 FOR UPDATE", first)
        await tidy_all(pool, portal.clock)
        kept = await db.fetch("SELECT council_id FROM form_draft WHERE saved_at < now() - interval '30 days'")
    assert [row["council_id"] for row in kept] == [first]
