"""A worker that looks when it is told to, on a turned clock: real queue, claims and library against the stand-in."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from notifications.carrier import Carrier
from notifications.pace import Pace
from portal.clock import LONDON
from portal.db import open_pool
from portal.demo.cast import CAST
from portal.letter_rounds import LetterRounds, Means, Rules, rounds_of
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.notify import RunningNotify
from tests.reminders.arranging import Db, Town
from tests.reminders.deeds import DEEDS
from tests.reminders.table import Part, ticks
from tests.running import SECRET, RunningPortal


@dataclass(frozen=True)
class Left:
    """A letter as it left: at which look, for which phone or mailbox, and what that shows."""

    at: str
    to: str
    title: str | None
    body: str


@dataclass
class Simulation:
    """A worker that looks when it is told to, with the real queue, claims and library; and what came of it."""

    town: Town
    rounds: LetterRounds
    notify: RunningNotify
    left: list[Left] = field(default_factory=list)
    # By letter, every state and reason it was ever in.
    story: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    async def run(self, part: Part, *, every: bool) -> None:
        clock, ahead = self.town.portal.clock, sorted(part.done, key=lambda one: one.at)
        for tick in ticks(part, every=every):
            while ahead and ahead[0].at <= tick:
                done = ahead.pop(0)
                clock.turn_to(done.at)
                await DEEDS[done.what](self.town)
            clock.turn_to(tick)
            await self.look(tick)
        assert not ahead

    async def look(self, tick: datetime) -> None:
        woken = False
        for council in (CAST.exampleshire, CAST.sampleton):
            woken = bool(await self.rounds.look_at(council, every=0)) or woken
        if not woken:
            return
        await self._until_the_queue_is_empty()
        await self.notify.settled()
        for one in self.notify.sent()[len(self.left) :]:
            at = tick.astimezone(LONDON).strftime("%Y-%m-%d %H:%M %Z")
            self.left.append(Left(at, one.to, one.subject, one.body))
        for row in await self.town.db.fetch("SELECT id, state, why FROM letter WHERE why IS NOT NULL"):
            self.story[str(row["id"])].add(f"{row['state']} {row['why']}")

    async def _until_the_queue_is_empty(self) -> None:
        async with asyncio.timeout(60):
            while await self.town.db.fetchval(  # noqa: ASYNC110 - the queue is the database's
                """
                SELECT EXISTS (SELECT FROM jobs.pgqueuer WHERE status IN ('queued', 'picked'))
                    OR EXISTS (SELECT FROM letter WHERE state = 'claimed')
                """
            ):
                await asyncio.sleep(0.005)


@asynccontextmanager
async def simulated(portal: RunningPortal, db: Db, notify: RunningNotify) -> AsyncIterator[Simulation]:
    await notify.connect(portal.database.dsn(), portal.origin)
    dsn = portal.database.dsn("portal_worker")
    web, pool, jobs = [
        await open_pool(address, size)
        for address, size in ((portal.database.dsn("portal_web"), 2), (dsn, 6), (dsn, 3))
    ]
    # What Notify’s stand-in answers late is late and not unclear: nobody turns the clock for half a minute of doubt.
    pace = Pace(look_every=0.5, time_out=20.0, lease=90.0)
    carrier = Carrier(notify.url, {one.key_name: one.whole_key for one in notify.councils}, pace)
    means = Means(pool, jobs, dsn, carrier, portal.clock.now, pace)
    rounds = rounds_of(means, Rules(list_due, Checker([portal.origin], SECRET)))
    stopping = asyncio.Event()
    working = asyncio.create_task(rounds.dispatch.run(stopping))
    try:
        yield Simulation(Town(portal, web, db), rounds, notify)
    finally:
        stopping.set()
        await working
        carrier.close()
        for one in (web, pool, jobs):
            await one.close()
