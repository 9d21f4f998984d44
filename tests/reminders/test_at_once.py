"""Two letters to one person at the same instant, by two workers: one goes, and the other waits a quarter of an hour."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from notifications import store_outbox
from notifications.carrier import Carrier
from notifications.delivery import Delivery
from notifications.pace import Pace
from notifications.underway import Later
from portal.clock import Clock
from portal.db import Pool, council_transaction, open_pool
from portal.demo.cast import CAST
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.databases import FIRST_DAY, CastDatabase
from tests.notify import RunningNotify
from tests.reminders.arranging import Db
from tests.reminders.crowd import add_crowd
from tests.running import SECRET, at

FAMILIES = 12
NOW = at(FIRST_DAY, 11)


@pytest.fixture
async def db(cast_database: CastDatabase) -> AsyncIterator[Db]:
    connection = await asyncpg.connect(cast_database.dsn())
    yield connection
    await connection.close()


@pytest.fixture
async def pool(cast_database: CastDatabase) -> AsyncIterator[Pool]:
    opened = await open_pool(cast_database.dsn("portal_worker"), 8)
    yield opened
    await opened.close()


async def two_for_each(db: Db, pool: Pool) -> list[tuple[UUID, UUID]]:
    """Families with a visit tomorrow and another one of which they have to be reminded too: their pairs of letters."""
    await db.execute("UPDATE safe_contact_plan SET texting = 'no', email = 'no', letters = false")
    for starts_at in (NOW + timedelta(days=1), NOW + timedelta(days=6)):
        await add_crowd(db, CAST.exampleshire, CAST.amira.id, FAMILIES, starts_at)
        await db.execute("ALTER TABLE crowd RENAME TO crowd_before" if starts_at.day == 2 else "SELECT 1")
    # The later visits are the first families' second ones.
    for statement in (
        "UPDATE visit_reader AS t SET person_id = b.parent FROM {both} AND t.visit_id = c.visit",
        "UPDATE visit_child AS t SET child_id = b.child, child_plan_id = b.plan FROM {both} AND t.visit_id = c.visit",
        "UPDATE visit AS t SET family_id = b.family FROM {both} AND t.id = c.visit",
    ):
        await db.execute(statement.format(both="crowd AS c, crowd_before AS b WHERE b.n = c.n"))
    async with council_transaction(pool, CAST.exampleshire, NOW) as conn:
        await store_outbox.reconcile(conn, await list_due(conn, NOW), NOW)
    rows = await db.fetch(
        """
        SELECT array_agg(l.id) AS letters FROM letter AS l JOIN crowd_before AS b ON b.parent = l.person_id
         GROUP BY l.person_id
        """
    )
    assert [len(row["letters"]) for row in rows] == [2] * FAMILIES
    return [tuple(row["letters"]) for row in rows]


async def test_of_two_letters_at_the_same_instant_one_goes_and_the_other_waits(
    db: Db, pool: Pool, cast_database: CastDatabase, notify: RunningNotify
) -> None:
    await notify.connect(cast_database.dsn(), "http://127.0.0.1:9")
    pairs = await two_for_each(db, pool)
    pace = Pace(a_minute=100_000, time_out=20.0, lease=90.0)
    carrier = Carrier(notify.url, {one.key_name: one.whole_key for one in notify.councils}, pace)
    check = Checker(["http://127.0.0.1:8000"], SECRET)
    workers = [Delivery(pool, carrier, check, Clock.turned_to(NOW).now, pace) for _ in range(2)]

    async def deliver(worker: Delivery, letter_id: UUID) -> None:
        while isinstance(  # noqa: ASYNC110 - as the queue comes back to a letter
            later := await worker.deliver(CAST.exampleshire, letter_id), Later
        ):
            await asyncio.sleep(min(later.seconds, 0.1))

    for pair in pairs:
        await asyncio.gather(*(deliver(worker, one) for worker, one in zip(workers, pair, strict=True)))
    carrier.close()
    rows = await db.fetch("SELECT array_agg(state ORDER BY state) AS states FROM letter GROUP BY person_id")
    states = [row["states"] for row in rows]
    held = await db.fetchval("SELECT count(*) FROM letter WHERE state = 'held' AND why = 'just_told'")
    assert (held, len(notify.sent())) == (FAMILIES, FAMILIES), states
