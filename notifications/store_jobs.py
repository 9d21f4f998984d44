"""The queue that gets letters worked on: PgQueuer in the schema `jobs`. A job is a letter's id and nothing else.

The queue guarantees nothing: a job may be lost, or run twice. What may be sent is decided by the letter's row.
"""

import asyncio
from collections.abc import Sequence
from typing import cast
from uuid import UUID

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import Relay
from pgqueuer.adapters.persistence import qb
from pgqueuer.db import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver, NotifyCallback
from pgqueuer.queries import Queries

from notifications.store import Connection, Pool

CHANNEL = Channel("ch_pgqueuer")
# Every name is given here, so that no variable of the environment can move the queue.
SETTINGS = DBSettings(
    prefix="",
    db_schema="jobs",
    channel=CHANNEL,
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
_AT_ONCE, _IN_TURN = 10, 0


def entrypoint_of(council_id: UUID) -> str:
    """Each council's letters stand in a line of their own."""
    return f"letters/{council_id}"


def queries_over(driver: Driver) -> Queries:
    return Queries(
        driver,
        qb.QueryBuilderEnvironment(SETTINGS),
        qb.QueryQueueBuilder(SETTINGS),
        qb.QuerySchedulerBuilder(SETTINGS),
    )


async def add_jobs(conn: Connection, council_id: UUID, letters: Sequence[tuple[UUID, bool]]) -> None:
    """One job for each letter, in the transaction of the connection; those with `True` go before the others.

    A letter that has a job keeps it.
    """
    if not letters:
        return
    # A pool's connection does all that the driver asks of one.
    driver = AsyncpgDriver(cast("asyncpg.Connection[asyncpg.Record]", conn))
    await queries_over(driver).enqueue(
        [entrypoint_of(council_id)] * len(letters),
        [letter_id.bytes for letter_id, _ in letters],
        [_AT_ONCE if first else _IN_TURN for _, first in letters],
        None,
        [str(letter_id) for letter_id, _ in letters],
        on_conflict="skip",
    )


async def end_old_jobs(conn: Connection, days: int) -> None:
    """Forgets what became of jobs some days ago: it is told by the letters."""
    await conn.execute(
        "DELETE FROM jobs.pgqueuer_log WHERE created < now() - make_interval(days => $1)", days
    )
    await conn.execute(
        "DELETE FROM jobs.pgqueuer_statistics WHERE created < now() - make_interval(days => $1)", days
    )


class Listening(AsyncpgPoolDriver):
    """The queue's driver over a pool, which hears of new jobs on a connection of its own."""

    def __init__(self, pool: Pool, dsn: str) -> None:
        super().__init__(pool)
        self._dsn, self._listens = dsn, asyncio.Event()
        self._own: asyncpg.Connection[asyncpg.Record] | None = None

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        if self._own is None:
            self._own = await asyncpg.connect(
                self._dsn, timeout=5, server_settings={"application_name": "portal queue listening"}
            )
        await self._own.add_listener(channel, Relay(callback))
        self._listens.set()

    async def notify(self, channel: str, payload: str) -> None:
        # The library asks whether it hears itself, and may do so before it listens.
        await self._listens.wait()
        await super().notify(channel, payload)

    async def remove_listener(self, channel: str, callback: NotifyCallback) -> None:
        if self._own is not None:
            await self._own.remove_listener(channel, Relay(callback))

    async def __aexit__(self, *_: object) -> None:
        own, self._own = self._own, None
        if own is not None:
            own.terminate()
