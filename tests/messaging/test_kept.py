"""The connection that a process keeps for its rounds."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from messaging.kept import KeptConnection
from messaging.store import Connection, Pool
from tests.databases import CastDatabase
from tests.messaging.keeping import NOW
from tests.patience import PATIENCE


@pytest.fixture
async def pool(cast_database: CastDatabase) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(cast_database.dsn("portal_web"), min_size=0, max_size=1) as made:
        yield made


async def council_and_moment(conn: Connection) -> tuple[UUID, object]:
    row = await conn.fetchrow("SELECT current_council(), this_moment()")
    assert row is not None
    return row[0], row[1]


async def test_who_waited_for_their_turn_speaks_of_the_moment_it_came(
    pool: Pool, cast_database: CastDatabase
) -> None:
    """A right that ended meanwhile has ended."""
    cast, moment = cast_database.cast, NOW
    kept = KeptConnection(pool, lambda: moment)

    async def second() -> tuple[UUID, object]:
        async with kept.speaking_for(cast.sampleton) as conn:
            return await council_and_moment(conn)

    async with kept.speaking_for(cast.exampleshire) as conn:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert await council_and_moment(conn) == (cast.exampleshire, NOW)
        moment = NOW + timedelta(hours=1)
    assert await waiting == (cast.sampleton, moment)
    await kept.end()


async def test_what_was_set_on_it_reaches_no_page(pool: Pool, cast_database: CastDatabase) -> None:
    kept = KeptConnection(pool, lambda: NOW)
    async with kept.speaking_for(cast_database.cast.exampleshire) as conn:
        assert await conn.fetchval("SHOW enable_hashjoin") == "off"
        ours = conn.get_server_pid()
    with pytest.raises(asyncpg.UndefinedTableError):
        async with kept.speaking_for(cast_database.cast.exampleshire) as conn:
            await conn.execute("SELECT FROM nothing")
    # There is one at most, so a page would have got it.
    async with pool.acquire(timeout=PATIENCE) as page:
        assert page.get_server_pid() != ours
        assert await page.fetchval("SHOW enable_hashjoin") == "on"
    async with kept.speaking_for(cast_database.cast.exampleshire) as conn:
        assert (await council_and_moment(conn))[0] == cast_database.cast.exampleshire
    await kept.end()


async def test_a_connection_that_ended_between_two_looks_is_made_anew(
    pool: Pool, cast_database: CastDatabase
) -> None:
    cast, owner = cast_database.cast, await asyncpg.connect(cast_database.dsn("postgres"))
    kept = KeptConnection(pool, lambda: NOW)
    async with kept.speaking_for(cast.exampleshire) as conn:
        pid = conn.get_server_pid()
    await owner.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await owner.close()
    await asyncio.sleep(0.1)
    async with kept.speaking_for(cast.exampleshire) as conn:
        assert (await council_and_moment(conn))[0] == cast.exampleshire
        assert conn.get_server_pid() != pid
    await kept.end()
