"""How long a page waits for a connection to the database."""

import asyncio
import time

import pytest

from portal.db import POOL_WAIT, Connection, connection_of, connection_to_look_up, open_pool
from tests.databases import CastDatabase


async def test_a_process_that_stood_still_has_its_connection_all_the_same(
    shared_cast_database: CastDatabase,
) -> None:
    """It comes back to an answer that has long been there, and to a time that is over."""
    pool = await open_pool(shared_cast_database.dsn("portal_web"), 2)

    async def first() -> int:
        async with connection_of(pool) as conn:
            return await one(conn)

    async def looked_up() -> int:
        async with connection_to_look_up(pool) as conn:
            return await one(conn)

    asking = asyncio.gather(first(), looked_up())
    await asyncio.sleep(0)
    time.sleep(POOL_WAIT + 0.1)  # noqa: ASYNC251 - nothing of this process goes on
    assert sum(await asking) == 2
    async with pool.acquire(), pool.acquire():
        with pytest.raises(TimeoutError):
            await first()
    await pool.close()


async def one(conn: Connection) -> int:
    return int(await conn.fetchval("SELECT 1"))
