"""Messages on their way into PostgreSQL: what comes while a commit is under way shares the next one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from messaging.model import Caller, Draft, Problem, Refused
from messaging.store import FAULTS, HELD, Pool, Pooled, is_over
from messaging.store_live import list_held, wait_briefly
from messaging.store_sending import Judged, add_messages

log = logging.getLogger(__name__)

# A telling names each conversation of its batch, and holds less than 8,000 bytes.
MOST_AT_ONCE = 200
MOST_WAITING = 5_000
MOST_CONNECTIONS = 4
WAIT_FOR_CONNECTION = 2.0
LONGEST_COMMIT = 5.0
# Whoever asks is answered within five seconds, whatever the database does: this long, and looked at so often.
LONGEST_WAIT, LOOK_EVERY = 3.5, 1.0

Answer = asyncio.Future[Judged]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A draft, whose it is, where its answer goes, and since when it waits, by the loop's clock."""

    caller: Caller
    draft: Draft
    answer: Answer
    since: float


# Called after the commit, before the senders are answered, with the batch and what became of each.
Told = Callable[[UUID, Sequence[Spoken], Sequence[Judged]], None]


class Outbound:
    """One queue a council, one batch of it at a time; councils side by side on a few connections.

    `others`: another process may listen. Telling it costs a message that goes alone a tenth of its time.
    """

    def __init__(self, pool: Pool, now: Callable[[], datetime], origin: str, told: Told) -> None:
        self._pool, self._now, self._origin, self._told = pool, now, origin, told
        self.others = True
        self._queues: dict[UUID, list[Spoken]] = {}
        self._working: dict[UUID, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(MOST_CONNECTIONS)
        # Pages need the pool too.
        self._spare: list[Pooled] = []
        self._most_spare = min(MOST_CONNECTIONS, pool.get_max_size() // 3)
        self._loop = asyncio.get_running_loop()
        self._watch: asyncio.TimerHandle | None = None

    def put(self, caller: Caller, draft: Draft) -> Answer:
        """Takes a draft; its answer comes after the commit, or is Refused(busy). Raises Refused."""
        queue = self._queues.setdefault(caller.council_id, [])
        if len(queue) >= MOST_WAITING:
            raise Refused(Problem.BUSY)
        answer: Answer = self._loop.create_future()
        queue.append(Spoken(caller, draft, answer, self._loop.time()))
        if self._watch is None:
            self._watch = self._loop.call_later(LOOK_EVERY, self._refuse_late)
        if caller.council_id not in self._working:
            self._working[caller.council_id] = self._loop.create_task(self._work(caller.council_id))
        return answer

    async def close(self) -> None:
        """Waits until what was taken has been answered."""
        while self._working:
            await asyncio.wait(list(self._working.values()))
        if self._watch is not None:
            self._watch.cancel()
        while self._spare:
            await self._pool.release(self._spare.pop())

    def _refuse_late(self) -> None:
        """Once a second while anybody waits: who has waited for long hears so. What is under way may yet be kept."""
        self._watch, latest = None, self._loop.time() - LONGEST_WAIT
        for queue in self._queues.values():
            for spoken in takewhile(lambda one: one.since < latest, queue):
                _refuse(spoken)
        waiting = any(self._queues.values())
        self._watch = self._loop.call_later(LOOK_EVERY, self._refuse_late) if waiting else None

    async def _work(self, council_id: UUID) -> None:
        queue = self._queues[council_id]
        try:
            # Asked again after the connection went back: others may have come meanwhile.
            while queue:
                async with self._free:
                    conn = await self._take()
                    try:
                        await self._empty(conn, council_id, queue)
                    except BaseException:
                        await self._pool.release(conn)
                        raise
                    await self._give_back(conn)
        except FAULTS as fault:
            log.warning("messages not kept: %s", type(fault).__name__, extra={"council": council_id})
        finally:
            del self._working[council_id]
            # Only after a fault is anything left. Nobody is told that it was kept; the same id may be sent again.
            for spoken in queue:
                _refuse(spoken)
            queue.clear()

    async def _take(self) -> Pooled:
        """A connection of the pool, or one that was kept: nothing that is left on it has to be reset before."""
        while self._spare:
            kept = self._spare.pop()
            if not is_over(kept):
                return kept
            await self._pool.release(kept)
        conn = await self._pool.acquire(timeout=WAIT_FOR_CONNECTION)
        try:
            await wait_briefly(conn)
        except BaseException:
            await self._pool.release(conn)
            raise
        return conn

    async def _give_back(self, conn: Pooled) -> None:
        """Kept for the next batch, unless there are enough."""
        if is_over(conn) or len(self._spare) >= self._most_spare:
            await self._pool.release(conn)
        else:
            self._spare.append(conn)

    async def _empty(self, conn: Pooled, council_id: UUID, queue: list[Spoken]) -> None:
        """Batch after batch; the next is under way in the database while the last one is told."""
        if not (batch := _next_of(queue)):
            return
        # Not a task: a message that comes alone, as most do, waits for no more turns of the loop than it must.
        keeping: Awaitable[list[Judged | None]] = self._keep(conn, council_id, batch)
        while batch:
            judged, before = await keeping, batch
            del queue[: len(before)]
            batch = _next_of(queue)
            if batch:
                keeping = self._loop.create_task(self._keep(conn, council_id, batch))
                # One turn of the loop to ask the database, and one for the network to take the question: telling
                # holds the loop up.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            self._tell(council_id, before, judged)

    async def _keep(self, conn: Pooled, council_id: UUID, batch: Sequence[Spoken]) -> list[Judged | None]:
        """One commit for all, but for conversations that somebody else holds for long: those are told to try again."""
        try:
            return list(await self._commit(conn, council_id, batch))
        except HELD:
            held = await list_held(conn, council_id, {spoken.draft.conversation_id for spoken in batch})
        except FAULTS:
            if is_over(conn) or len(batch) == 1:
                raise
            held = set()
        rest = [spoken for spoken in batch if spoken.draft.conversation_id not in held]
        kept: dict[int, Judged | None] = {}
        if rest and held:
            with suppress(*FAULTS):
                answers = await self._commit(conn, council_id, rest)
                kept = {id(spoken): answer for spoken, answer in zip(rest, answers, strict=True)}
        if rest and not kept:
            kept = await self._keep_each(conn, council_id, rest)
        return [kept.get(id(spoken)) for spoken in batch]

    async def _keep_each(
        self, conn: Pooled, council_id: UUID, batch: Sequence[Spoken]
    ) -> dict[int, Judged | None]:
        """Each alone, so that one that the database refuses cannot hold up others."""
        kept: dict[int, Judged | None] = {}
        held: set[UUID] = set()
        for spoken in batch:
            if spoken.draft.conversation_id in held:
                continue
            try:
                [kept[id(spoken)]] = await self._commit(conn, council_id, [spoken])
            except FAULTS as fault:
                if is_over(conn):
                    raise
                log.warning("message not kept: %s", type(fault).__name__, extra={"council": council_id})
                if isinstance(fault, HELD):
                    held.add(spoken.draft.conversation_id)
        return kept

    async def _commit(self, conn: Pooled, council_id: UUID, batch: Sequence[Spoken]) -> list[Judged]:
        said = [(spoken.caller.session_id, spoken.draft) for spoken in batch]
        origin = self._origin if self.others or len(said) > 1 else None
        return await add_messages(conn, council_id, self._now(), origin, said, within=LONGEST_COMMIT)

    def _tell(self, council_id: UUID, batch: Sequence[Spoken], judged: Sequence[Judged | None]) -> None:
        pairs = [(spoken, answer) for spoken, answer in zip(batch, judged, strict=True) if answer]
        try:
            self._told(council_id, [spoken for spoken, _ in pairs], [answer for _, answer in pairs])
        finally:
            for spoken, answer in zip(batch, judged, strict=True):
                if answer is None:
                    _refuse(spoken)
                elif not spoken.answer.done():
                    spoken.answer.set_result(answer)


def _next_of(queue: list[Spoken]) -> list[Spoken]:
    """Who was told to try again meanwhile is left out for good, so that no words arrive unasked long afterwards."""
    waits = next((place for place, one in enumerate(queue) if not one.answer.done()), len(queue))
    del queue[:waits]
    return queue[:MOST_AT_ONCE]


def _refuse(spoken: Spoken) -> None:
    if not spoken.answer.done():
        spoken.answer.set_exception(Refused(Problem.BUSY))
