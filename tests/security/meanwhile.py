"""Two at once: one holds what the other waits for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias, TypeVar

import asyncpg

from tests.running import RunningPortal

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
T = TypeVar("T")
# Every deed ends with its row in the access log: who holds that table back holds deeds open just before their commit.
HOLD_DEEDS = "LOCK TABLE access_log IN SHARE MODE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND ($1::int IS NULL OR pid = $1)"


@asynccontextmanager
async def another_connection(portal: RunningPortal) -> AsyncIterator[Db]:
    conn = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        yield conn
    finally:
        await conn.close()


async def until_waiting(db: Db, task: asyncio.Task[T], pid: int | None = None, *, many: int = 1) -> bool:
    """True once so many (or this very connection) wait for a lock; False where the task was done first."""
    while not task.done():
        if await db.fetchval(WAITING, pid) >= many:
            return True
        await asyncio.sleep(0.01)
    return False
