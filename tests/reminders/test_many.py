"""Ten thousand letters of one council due at once: found in one look, and each decided on by itself in no time.

The short run has two thousand: writing the families down is what takes the time.
"""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from notifications.model import Due, Go, Letter, State
from portal.db import Pool, council_transaction, open_pool
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.databases import FIRST_DAY, CastDatabase
from tests.figures import Figure
from tests.reminders.crowd import add_crowd
from tests.running import SECRET, at

MANY, FEWER = 10_000, 2_000
NOW = at(FIRST_DAY, 11)


@pytest.fixture
def many(proving: bool) -> int:
    return MANY if proving else FEWER


@pytest.fixture
async def pool(cast_database: CastDatabase, many: int) -> AsyncIterator[Pool]:
    db = await asyncpg.connect(cast_database.dsn())
    cast = cast_database.cast
    await add_crowd(db, cast.exampleshire, cast.amira.id, many, NOW + timedelta(days=1))
    await db.close()
    opened = await open_pool(cast_database.dsn("portal_worker"), 2)
    yield opened
    await opened.close()


async def test_thousands_are_found_in_one_look(
    pool: Pool, cast_database: CastDatabase, many: int, figure: Figure
) -> None:
    council = cast_database.cast.exampleshire
    async with council_transaction(pool, council, NOW) as conn:
        begun = time.monotonic()
        dues = await list_due(conn, NOW)
        took = time.monotonic() - begun
    assert len([due for due in dues if due.subject.kind == "visit_day"]) >= many
    figure(f"{many} due letters of one council found in {took:.2f} s")
    figure(await _checked(pool, cast_database, dues[:200]))


async def _checked(pool: Pool, cast_database: CastDatabase, dues: list[Due]) -> str:
    check = Checker(["http://127.0.0.1:8000"], SECRET)
    council, went = cast_database.cast.exampleshire, 0
    begun = time.monotonic()
    async with council_transaction(pool, council, NOW) as conn:
        for due in dues:
            letter = Letter(
                uuid4(),
                council,
                due.key,
                due.channel,
                due.person_id,
                due.subject,
                State.QUEUED,
                due.due_at,
                0,
            )
            went += isinstance(await check(conn, letter, NOW), Go)
    took = time.monotonic() - begun
    return f"{went} of {len(dues)} letters may leave, decided in {1000 * took / len(dues):.1f} ms each"
