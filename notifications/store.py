"""What every store of letters begins with: a connection that speaks for one council at one moment."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
else:  # the library's classes take no parameters when the program runs
    Connection, Pool = asyncpg.Connection, asyncpg.Pool
Row: TypeAlias = asyncpg.Record

# What the database may answer instead of keeping something: away, slow, full, or not agreeing; and what the client
# says of a connection that was ended while nobody used it, before it has heard the last of it.
FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
# Many letters share a few connections and hold one for some milliseconds each.
POOL_WAIT = 10.0


@asynccontextmanager
async def speaking_for(pool: Pool, council_id: UUID, moment: datetime) -> AsyncIterator[Connection]:
    """A transaction for one council at one moment."""
    async with pool.acquire(timeout=POOL_WAIT) as conn, conn.transaction():
        await conn.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
            str(council_id),
            moment.isoformat(),
        )
        yield conn


async def list_councils(pool: Pool) -> list[UUID]:
    """Every council of this deployment."""
    async with pool.acquire(timeout=POOL_WAIT) as conn:
        return [row["council_id"] for row in await conn.fetch("SELECT council_id FROM council_ids()")]


async def listen(dsn: str, heard: Callable[[str], None]) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own that hears which councils have a letter that somebody waits for."""
    conn = await asyncpg.connect(
        dsn, timeout=5, server_settings={"application_name": "portal letters listening"}
    )
    await conn.add_listener("letters", lambda _conn, _pid, _channel, told: heard(str(told)))
    return conn


async def tell(conn: Connection) -> None:
    """Says, with the transaction, that somebody waits for a letter: it is looked for now and not within a minute."""
    await conn.execute("SELECT pg_notify('letters', current_council()::text)")
