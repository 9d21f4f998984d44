"""What a process does for its sockets without being asked: hears of others' commits, looks again, writes marks down.

A telling between processes may be lost, so every two seconds each socket here is looked at: whether its session still
stands, what it may hear, and what was written that nobody here was told of. The same look says whether any other
process listens: one that is alone need not tell. One that has just come says so, and makes up by its own look for what
was kept in the moment before.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from messaging import store, store_live, store_marks
from messaging.hub import Listener
from messaging.kept import KeptConnection
from messaging.live import Live
from messaging.store import FAULTS, Connection
from messaging.store_marks import Mark

log = logging.getLogger(__name__)
One = TypeVar("One")

LOOK_EVERY = 2.0
WRITE_MARKS_EVERY = 1.0
LISTEN_AGAIN_AFTER = 1.0
# A message that comes in the middle of a look waits for the rest of it: some sockets at a time, one after the other
# over the whole while; of very many, a hundredth. Fewer still would ask so often that more messages meet a look.
AT_A_TIME, MOST_TIMES = 25, 100


class Watching:
    """Background work beside `Live`, from `start` to `stop`."""

    def __init__(self, live: Live, dsn: str) -> None:
        self._live, self._dsn = live, dsn
        self._kept = KeptConnection(live.means.pool, live.means.now)
        self._tasks: list[asyncio.Task[None]] = []
        self._passing: set[asyncio.Task[None]] = set()
        self._heard: dict[UUID, set[UUID]] = {}
        self._news = asyncio.Event()
        self._lost = asyncio.Event()
        # The connection that listens, and whether another process was heard since it was last asked for.
        self._listening: Connection | None = None
        self._heard_others = False

    def start(self) -> None:
        for work in (self._look, self._write_marks, self._listen, self._fetch):
            self._tasks.append(asyncio.create_task(_for_ever(work)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._kept.end()

    async def _look(self) -> None:
        while True:
            await _trying(self.look_for_others())
            async for council_id, listeners in _few_at_a_time(self._live.hub.councils(), LOOK_EVERY):
                await _trying(self._look_at(council_id, listeners))

    async def look_for_others(self) -> None:
        """Notes whether any other process listens. One that cannot be told of others has some, for all it knows."""
        outbound, found, self._heard_others = self._live.outbound, True, False
        if self._listening is not None:
            with suppress(*FAULTS):
                async with self._live.means.pool.acquire(timeout=2.0) as conn:
                    found = await store_live.others_listen(conn, self._listening.get_server_pid())
        # Whoever came while the answer was on its way is not in it.
        outbound.others = found or self._heard_others or self._listening is None

    async def _look_at(self, council_id: UUID, listeners: Sequence[Listener]) -> None:
        """Sessions, rights and news of some sockets of a council, in one statement; one more where there is news."""
        hub = self._live.hub
        sessions = list({listener.caller.session_id for listener in listeners})
        async with self._kept.speaking_for(council_id) as conn:
            sides = [listener.caller.session_id for listener in listeners if listener.side is not None]
            standings = await store_live.list_standings(conn, sessions, sides=sides)
            hub.judge(listeners, standings)
            if behind := hub.behind(standings.values()):
                await self._tell(conn, behind)

    async def _tell(self, conn: Connection, behind: dict[UUID, int]) -> None:
        for told in await store_live.list_told(conn, behind):
            self._live.hub.tell_item(told.conversation_id, told.item, told.readers)

    async def _write_marks(self) -> None:
        while True:
            async for council_id, marks in _few_at_a_time(self._live.hub.taken_marks(), WRITE_MARKS_EVERY):
                await _trying(self._write(council_id, marks))

    async def _write(self, council_id: UUID, marks: Sequence[Mark]) -> None:
        # Not on the kept connection: a mark can wait for a page that has locked its row, and no look may wait for that.
        means, origin = self._live.means, self._live.origin if self._live.outbound.others else None
        try:
            async with store.speaking_for(means.pool, council_id, means.now, lasting=False) as conn:
                moved = await store_marks.change_marks(conn, origin, marks, seen=False)
        except FAULTS:
            self._live.hub.take_again(council_id, marks)
            raise
        self._live.hub.tell_marks("delivered", moved)

    async def _listen(self) -> None:
        """Listens for as long as the process runs; a connection that ends is made anew."""
        while True:
            self._lost.clear()
            await _trying(self._listen_once())
            await asyncio.sleep(LISTEN_AGAIN_AFTER)

    async def _listen_once(self) -> None:
        conn = await store_live.listen(self._dsn, self._live.origin, self._hear)
        conn.add_termination_listener(lambda _conn: self._lost.set())
        self._listening = conn
        try:
            await self._lost.wait()
        finally:
            self._listening, self._live.outbound.others = None, True
            conn.terminate()

    def _hear(self, channel: str, told: str) -> None:
        if told.startswith(self._live.origin):
            return
        # What a page tells does not say whose page it was.
        if not told.startswith(" "):
            self._heard_others = self._live.outbound.others = True
        if channel == store_live.HERE:
            return
        _, council, what = told.split(" ", 2)
        listening = self._live.hub.listening
        ids = {UUID(one.split("/")[0]) for one in what.split(",")} & listening.keys()
        if not ids:
            return
        if channel == "messages":
            self._heard.setdefault(UUID(council), set()).update(ids)
            self._news.set()
        else:
            marks = [Mark(UUID(c), UUID(p), int(seq[0]) if seq else 0) for c, p, *seq in _parts(what)]
            mine = [mark for mark in marks if mark.conversation_id in ids]
            passing = asyncio.get_running_loop().create_task(
                _trying(self._pass_on(channel, UUID(council), mine))
            )
            self._passing.add(passing)
            passing.add_done_callback(self._passing.discard)

    async def _pass_on(self, channel: str, council_id: UUID, marks: list[Mark]) -> None:
        """Marks and typing of another process: the names are looked up here, for a telling holds ids only."""
        hub = self._live.hub
        async with self._kept.speaking_for(council_id) as conn:
            if channel == "typing":
                for mark in marks[:1]:  # a telling of typing names one person
                    hub.tell_typing(
                        mark.conversation_id, await store_live.get_name(conn, mark.person_id) or ""
                    )
            else:
                hub.tell_marks(channel, await store_marks.list_marks(conn, marks, seen=channel == "seen"))

    async def _fetch(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            heard, self._heard = self._heard, {}
            for council_id, ids in heard.items():
                await _trying(self._fetch_for(council_id, ids))

    async def _fetch_for(self, council_id: UUID, ids: set[UUID]) -> None:
        hub = self._live.hub
        after = {one: hub.told[one] for one in ids if one in hub.told}
        if after:
            async with self._kept.speaking_for(council_id) as conn:
                await self._tell(conn, after)


async def _few_at_a_time(
    all_of: Mapping[UUID, Sequence[One]], seconds: float
) -> AsyncIterator[tuple[UUID, Sequence[One]]]:
    """Each council's things, a few at a time, spread over so many seconds; at least so long passes."""
    few = max(AT_A_TIME, sum(map(len, all_of.values())) // MOST_TIMES)
    parts = [
        (council_id, things[begin : begin + few])
        for council_id, things in all_of.items()
        for begin in range(0, len(things), few)
    ]
    for part in parts:
        yield part
        await asyncio.sleep(seconds / len(parts))
    if not parts:
        await asyncio.sleep(seconds)


def _parts(what: str) -> list[list[str]]:
    return [one.split("/") for one in what.split(",")]


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """None of these ends by itself; one that does all the same is begun anew."""
    while True:
        await _trying(work())
        await asyncio.sleep(LISTEN_AGAIN_AFTER)


async def _trying(work: Awaitable[None]) -> None:
    """A database that is away is waited for; the next look makes up for it.

    Nothing else ends the looks either: who has lost a right meanwhile would keep their socket.
    """
    try:
        await work
    except FAULTS as fault:
        log.warning("sockets not looked after: %s", type(fault).__name__)
    except Exception as fault:  # noqa: BLE001 - see above
        log.error("sockets not looked after: %s", type(fault).__name__)
