"""One connection that a process keeps for its looks: two trips to the database and not five, whatever pages hold."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from messaging.store import Connection, Pool, Pooled, ask_by_ids, is_over


class KeptConnection:
    """For statements that wait for nobody's lock, and of which losing one in a crash loses nobody a word.

    Kept for ever, it never goes back to pages with what was set on it here: it is ended instead.
    """

    def __init__(self, pool: Pool, now: Callable[[], datetime]) -> None:
        self._pool, self._now = pool, now
        self._conn: Pooled | None = None
        self._one_by_one = asyncio.Lock()

    @asynccontextmanager
    async def speaking_for(self, council_id: UUID) -> AsyncIterator[Connection]:
        """For one council at one moment, asked for once it is this one's turn. What fails ends the connection."""
        async with self._one_by_one:
            if self._conn is None or is_over(self._conn):
                await self.end()
                self._conn = await self._pool.acquire(timeout=2.0)
            try:
                await ask_by_ids(
                    self._conn, council_id, self._now(), lasting=False, for_one_transaction=False
                )
                yield self._conn
            except BaseException:
                await self.end()
                raise

    async def end(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            if not is_over(conn):
                conn.terminate()
            await self._pool.release(conn)
