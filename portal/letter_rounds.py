"""What the worker does about letters: looks what is due, delivers it, asks what became of it, and tidies after it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from notifications import store, store_jobs, store_outbox
from notifications.carrier import Carrier
from notifications.delivery import Check, Delivery
from notifications.dispatch import Dispatch
from notifications.model import Due
from notifications.pace import Pace
from notifications.polling import poll, probe
from portal.db import Connection, Pool, reaching

log = logging.getLogger(__name__)

ListDue: TypeAlias = Callable[[Connection, datetime], Awaitable[Sequence[Due]]]
# The look for what is due, and how soon again where somebody waits in front of a screen.
LOOK_EVERY, LOOK_AT_ONCE = 60.0, 0.5
ASK_EVERY = 20.0
LISTEN_AGAIN_AFTER = 2.0
JOBS_KEPT_DAYS = 14


@dataclass
class LetterRounds:
    """The rounds of one worker. Each may fail by itself; several workers share the councils between them."""

    delivery: Delivery
    dispatch: Dispatch
    list_due: ListDue
    dsn: str

    @property
    def pool(self) -> Pool:
        return self.delivery.pool

    async def look(self, *, every: float = LOOK_EVERY) -> None:
        """What is due to whom now, council by council."""
        await self._each(lambda council_id: self.look_at(council_id, every=every))

    async def look_at(self, council_id: UUID, *, every: float) -> list[UUID] | None:
        """The letters of one council that have to be worked on; None where somebody has just looked, or is looking."""
        now = self.delivery.now()
        async with store.speaking_for(self.pool, council_id, now) as conn:
            if not await store_outbox.take_turn(conn, every):
                return None
            return await store_outbox.reconcile(conn, await self.list_due(conn, now), now)

    async def wake(self) -> None:
        """Letters whose worker was never heard of again, and those that were to be tried again about now."""
        await self._each(self._wake)

    async def _wake(self, council_id: UUID) -> None:
        async with store.speaking_for(self.pool, council_id, self.delivery.now()) as conn:
            await store_outbox.wake(conn)

    async def ask(self) -> None:
        """What Notify says of letters that no receipt came for, and whether it takes a council again."""
        await self._each(self._ask)

    async def _ask(self, council_id: UUID) -> None:
        carrier, now = self.delivery.carrier, self.delivery.now
        await probe(self.pool, carrier, council_id, now, self.delivery.pace)
        await poll(self.pool, carrier, council_id, now)

    async def tidy(self) -> None:
        async with self.pool.acquire(timeout=store.POOL_WAIT) as conn:
            await store_jobs.end_old_jobs(conn, JOBS_KEPT_DAYS)

    async def listen(self, stopping: asyncio.Event) -> None:
        """Looks at once where a letter is waited for. What is not heard is found by the next look."""
        told: asyncio.Queue[str] = asyncio.Queue()
        with reaching():
            conn = await store.listen(self.dsn, told.put_nowait)
        ended = asyncio.Event()
        conn.add_termination_listener(lambda _: ended.set())
        try:
            while not ended.is_set() and not stopping.is_set():
                with suppress(TimeoutError):
                    council = await asyncio.wait_for(told.get(), LISTEN_AGAIN_AFTER)
                    await self._look_now(UUID(council))
        finally:
            conn.terminate()

    async def _look_now(self, council_id: UUID) -> None:
        """For what was just told. A look that began before it cannot have found it: then another one follows."""
        told_at = time.monotonic()
        if await self.look_at(council_id, every=LOOK_AT_ONCE) is None:
            await asyncio.sleep(LOOK_AT_ONCE)
            await self.look_at(council_id, every=time.monotonic() - told_at)

    async def _each(self, work: Callable[[UUID], Awaitable[object]]) -> None:
        """One council's trouble is not another's."""
        for council_id in await store.list_councils(self.pool):
            try:
                await work(council_id)
            except Exception as fault:  # noqa: BLE001 - the other councils' letters have to go on leaving
                log.error("Letters were not looked after: %s. Council %s", type(fault).__name__, council_id)


@dataclass(frozen=True)
class Rules:
    """What is due, and whether a letter may leave: what the letters' own package does not know."""

    list_due: ListDue
    check: Check


@dataclass(frozen=True)
class Means:
    """What the rounds work with. `jobs`: connections of the queue's own, so that signs of life never wait."""

    pool: Pool
    jobs: Pool
    dsn: str
    carrier: Carrier
    now: Callable[[], datetime]
    pace: Pace


def rounds_of(means: Means, rules: Rules, delivering: type[Delivery] = Delivery) -> LetterRounds:
    delivery = delivering(means.pool, means.carrier, rules.check, means.now, means.pace)
    return LetterRounds(delivery, Dispatch(delivery, means.jobs, means.dsn), rules.list_due, means.dsn)
