"""The queue's worker: takes jobs, each a letter's id, and delivers them, council beside council.

Each council has an entrypoint of its own with a limit of its own, so ten thousand letters of one take their places
and leave the others'. Any number of workers on any number of machines may do this over one database.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from pgqueuer.domain.models import Job
from pgqueuer.errors import RetryRequested
from pgqueuer.qm import QueueManager

from notifications import store_jobs, store_outcomes
from notifications.delivery import Delivery
from notifications.pace import SOON, patience
from notifications.store import FAULTS, Pool, list_councils, speaking_for
from notifications.underway import Later

log = logging.getLogger(__name__)
# The library's lines hold what a job raised.
logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)

BATCH = 16
AGAIN_AFTER = 2.0
# A letter that is on its way to Notify is waited for; longer than this it is left to its lease.
STOP_AFTER = 15.0


class Dispatch:
    """Works the queue from `run` until `stopping` is set."""

    def __init__(self, delivery: Delivery, jobs: Pool, dsn: str) -> None:
        self._delivery, self._jobs, self._dsn = delivery, jobs, dsn

    async def run(self, stopping: asyncio.Event) -> None:
        """Never gives up: a queue that cannot be worked is begun anew."""
        while not stopping.is_set():
            try:
                await self._work(stopping)
            except Exception as fault:  # noqa: BLE001 - whatever it was, letters have to go on leaving
                log.warning("The queue of letters is begun anew: %s", type(fault).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), AGAIN_AFTER)

    async def _work(self, stopping: asyncio.Event) -> None:
        queries = store_jobs.queries_over(store_jobs.Listening(self._jobs, self._dsn))
        manager = QueueManager(queries, store_jobs.CHANNEL)
        await self._notice_councils(manager)
        pace = self._delivery.pace
        working = asyncio.create_task(
            manager.run(
                dequeue_timeout=timedelta(seconds=pace.look_every),
                batch_size=BATCH,
                heartbeat_timeout=timedelta(seconds=pace.heartbeat),
                shutdown_on_listener_failure=True,
            )
        )
        noticing = asyncio.create_task(self._keep_noticing(manager))
        told = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({working, told, noticing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            noticing.cancel()
            told.cancel()
            manager.shutdown.set()
            await asyncio.wait({working}, timeout=STOP_AFTER)
            working.cancel()
            await asyncio.gather(working, noticing, told, return_exceptions=True)
        for ended in (noticing, working):
            if not ended.cancelled():
                ended.result()

    async def _keep_noticing(self, manager: QueueManager) -> None:
        while True:
            await asyncio.sleep(self._delivery.pace.look_every)
            with suppress(*FAULTS):
                await self._notice_councils(manager)

    async def _notice_councils(self, manager: QueueManager) -> None:
        """A council that was added while we ran has letters too."""
        for council_id in await list_councils(self._delivery.pool):
            name = store_jobs.entrypoint_of(council_id)
            if name not in manager.entrypoint_registry:
                manager.entrypoint(name, concurrency_limit=self._delivery.pace.at_once)(
                    self._worked(council_id)
                )

    def _worked(self, council_id: UUID) -> Callable[[Job], Awaitable[None]]:
        async def work(job: Job) -> None:
            if job.payload is None or len(job.payload) != 16:
                return
            later = await self.attempt(council_id, UUID(bytes=job.payload), job.attempts)
            if later is not None:
                raise RetryRequested(timedelta(seconds=later.seconds))

        return work

    async def attempt(self, council_id: UUID, letter_id: UUID, attempts: int) -> Later | None:
        """Delivers one letter. Nothing that goes wrong with it reaches the queue, whose log keeps what it is told."""
        try:
            return await self._delivery.deliver(council_id, letter_id)
        except FAULTS as fault:
            log.warning("A letter waits for the database: %s", type(fault).__name__)
            return Later(patience(self._delivery.pace, min(attempts, 3)))
        except Exception as fault:  # noqa: BLE001 - one letter that cannot be worked out holds up no other
            log.error("A letter could not be worked out: %s. Letter %s", type(fault).__name__, letter_id)
        return await self._put_off(council_id, letter_id, attempts)

    async def _put_off(self, council_id: UUID, letter_id: UUID, attempts: int) -> Later | None:
        wait = patience(self._delivery.pace, attempts) + SOON
        with suppress(*FAULTS):
            now = self._delivery.now()
            async with speaking_for(self._delivery.pool, council_id, now) as conn:
                await store_outcomes.put_off(conn, letter_id, now + timedelta(seconds=wait))
        return Later(wait + SOON)
