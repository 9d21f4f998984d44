"""One run: letters become due, visits are called off and moved, readings end, and workers are killed by a schedule."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

import asyncpg

from portal.db import UNAVAILABLE, open_pool
from portal.demo.cast import CAST
from portal.demo.notify.stand_in import plain_address
from portal.demo.notify.switches import Receipts
from portal.planner.store_news import end_visit
from portal.planner.store_plan import change_visit
from tests.databases import FIRST_DAY, ROOT
from tests.faults.letter_ledger import CALLED_OFF, MOVED, REVOKED, Family, LetterLedger, Report
from tests.faults.letter_nursery import Nursery, listen_in
from tests.faults.letter_worker import ANSWERS_AFTER, LINGERS, POINTS, WHERE, Order
from tests.notify import RunningNotify
from tests.reminders.arranging import Db, Town
from tests.reminders.crowd import add_crowd
from tests.running import RunningPortal, at

OUTSIDE = "from outside, at a random moment"
# For each kill so many families; enough that none of the workers finds nothing to do.
FAMILIES_A_KILL = 8
# How many letters wait at any time, and how long a worker may take to come to where it dies.
WAITING, LIFE = 12, 10.0
# The end of the quarter of an hour that lies between two letters to one person.
RESTED = timedelta(minutes=20)
PATIENCE = 90.0


@dataclass
class LetterRun:
    """The town, its nursery, the schedule's dice and the ledger."""

    town: Town
    nursery: Nursery
    ledger: LetterLedger
    dice: random.Random
    build: str = ""
    deeds: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def ahead(self) -> float:
        return (self.town.portal.clock.now() - datetime.now(UTC)).total_seconds()

    async def through(self, kills: int, seed: int) -> Report:
        self.left = kills
        releasing = asyncio.create_task(self._keep_releasing())
        await asyncio.gather(self._lives(alone=False), self._lives(alone=True))
        releasing.cancel()
        await asyncio.gather(releasing, *self.deeds, return_exceptions=True)
        await self._bring_home()
        done = [family.done for family in self.ledger.released]
        return Report(
            seed,
            sum(len(times) for family in self.ledger.families.values() for times in family.taken.values()),
            {what: done.count(what) for what in (CALLED_OFF, MOVED, REVOKED)},
            dict(self.ledger.kills),
            self.ledger.judge(),
        )

    async def _lives(self, *, alone: bool) -> None:
        """One worker after another; beside the first ones there is sometimes a second."""
        while self.left > 0:
            if alone and self.dice.random() < 0.5:
                await asyncio.sleep(0.3)
                continue
            self.left -= 1
            await self._life()

    async def _life(self) -> None:
        anywhere = (*POINTS, *POINTS, OUTSIDE, OUTSIDE, OUTSIDE)
        point = self.dice.choice(WHERE.get(self.build, anywhere))
        order = Order(str(uuid4()), self.ahead, point, self.dice.randint(1, 3), self.build)
        pid = await self.nursery.begin(order)
        lifetime = LIFE if point != OUTSIDE else self.dice.uniform(0.3, 2.5)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.nursery.ends[pid].wait(), lifetime)
            self.ledger.kills[point] += 1
            return
        os.kill(pid, signal.SIGKILL)
        await self.nursery.ends[pid].wait()
        self.ledger.kills[f"{OUTSIDE}, {await self._what_it_held(order)}"] += 1

    async def _what_it_held(self, order: Order) -> str:
        rows = await self.town.db.fetch(
            "SELECT reference::text FROM letter WHERE claimed_by = $1 AND state = 'claimed'",
            UUID(order.worker),
        )
        if not rows:
            return "with nothing in hand"
        taken = [row for row in rows if self.ledger.references[row["reference"]]]
        return "with letters taken and not recorded" if taken else "with letters claimed and not taken"

    async def _keep_releasing(self) -> None:
        ahead = list(self.ledger.families.values())
        while ahead:
            waiting = sum(not family.taken and not family.done for family in self.ledger.released)
            some = [ahead.pop() for _ in range(min(len(ahead), max(WAITING - waiting, 0)))]
            await self._release(some)
            await asyncio.sleep(0.3)

    async def _release(self, families: list[Family]) -> None:
        for family in families:
            family.released = True
        await self.town.db.execute(
            "UPDATE visit SET shared_at = $2 WHERE id = ANY ($1)",
            [family.visit for family in families],
            self.town.portal.clock.now(),
        )
        for family in families:
            if self.dice.random() < 0.6:
                deed = self.dice.choice([CALLED_OFF, MOVED, REVOKED])
                task = asyncio.create_task(self._do(family, deed, self.dice.uniform(0.2, 2.5)))
                self.deeds.add(task)

    async def _do(self, family: Family, deed: str, after: float) -> None:
        """As the pages do it. It is confirmed when its transaction is committed, and not before."""
        await asyncio.sleep(after)
        if self.build == LINGERS:
            await self._until_claimed(family)
        by = CAST.amira
        while family.confirmed is None:
            with suppress(*UNAVAILABLE):
                plan, version = await self.town.planned(family.visit)
                async with self.town.deed(by) as conn:
                    if deed == CALLED_OFF:
                        assert await end_visit(conn, by.id, family.visit, None)
                    else:
                        later = replace(plan.start, at=plan.start.at + timedelta(hours=1))
                        planned = replace(plan, start=later) if deed == MOVED else replace(plan, readers=())
                        assert await change_visit(conn, by.id, family.visit, version, planned)
                family.done, family.confirmed = deed, time.monotonic()

    async def _until_claimed(self, family: Family) -> None:
        """What lingers shows only where somebody comes meanwhile, however late a busy machine claims."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LIFE):
                while not await self.town.db.fetchval(  # noqa: ASYNC110
                    "SELECT EXISTS (SELECT FROM letter WHERE subject_id = $1 AND state = 'claimed')",
                    family.visit,
                ):
                    await asyncio.sleep(0.1)

    async def _bring_home(self) -> None:
        """Two workers that live, until everybody heard what they have to hear.

        A text that a dead worker had sent is known only now, and holds the next one back for a quarter of an hour: so
        the clock is turned on a second time.
        """
        await self._bring(RESTED, lambda: self._under_way("queued", "claimed", "ambiguous"))
        await self._bring(2 * RESTED, self._untold)

    async def _bring(self, later: timedelta, waits: Callable[[], Awaitable[int]]) -> None:
        ahead = self.ahead + later.total_seconds()
        pids = [await self.nursery.begin(Order(str(uuid4()), ahead, build=self.build)) for _ in range(2)]
        # The first look comes with the workers; what would come twice comes after the last letter.
        await asyncio.sleep(2)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while await waits():  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        await asyncio.sleep(2)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            await self.nursery.ends[pid].wait()

    async def _untold(self) -> int:
        return (not self.ledger.all_told()) + await self._under_way("queued", "held", "claimed", "ambiguous")

    async def _under_way(self, *states: str) -> int:
        found: int = await self.town.db.fetchval(
            "SELECT count(*) FROM letter WHERE state = ANY ($1)", list(states)
        )
        return found


@asynccontextmanager
async def letter_run(
    portal: RunningPortal,
    db: Db,
    notify: RunningNotify,
    folder: Path,
    *,
    kills: int,
    seed: int,
    build: str = "",
) -> AsyncIterator[LetterRun]:
    """A town with enough families, their visits not shared yet, and a nursery for workers."""
    dice = random.Random(seed)
    await notify.connect(portal.database.dsn(), portal.origin)
    notify.switches.turn_on("slow", seconds=ANSWERS_AFTER, on="send")
    if seed % 2:
        # Receipts tell what a dead worker cannot. Without any, Notify has to be asked.
        notify.switches.receipts = Receipts.NEVER
    ledger = LetterLedger(await _families(db, kills * FAMILIES_A_KILL))
    arguments = (
        portal.database.dsn("portal_worker"),
        notify.url,
        str(notify.keys_file(folder)),
        portal.origin,
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.letter_worker", *arguments, cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    web = await open_pool(portal.database.dsn("portal_web"), 6)
    # Several ask at once; a pool does all that the town asks of a connection.
    owner = await asyncpg.create_pool(portal.database.dsn(), min_size=1, max_size=6)
    nursery = Nursery(process)
    listen_in(notify, ledger, nursery)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield LetterRun(Town(portal, web, cast("Db", owner)), nursery, ledger, dice, build)
    finally:
        process.kill()
        await process.wait()
        await listening
        await web.close()
        await owner.close()


async def _families(db: Db, number: int) -> dict[str, Family]:
    """Each with a phone of their own. The cast's own letters are not looked at here."""
    await db.execute("UPDATE safe_contact_plan SET texting = 'no', email = 'no', letters = false")
    await add_crowd(db, CAST.exampleshire, CAST.amira.id, number, at(FIRST_DAY, 14) + timedelta(days=1))
    rows = await db.fetch(
        """
        UPDATE visit AS v SET shared_at = NULL
          FROM crowd AS c JOIN contact_point AS n ON n.person_id = c.parent
         WHERE v.id = c.visit RETURNING v.id, n.value
        """
    )
    return {plain_address(row["value"]): Family(row["id"], plain_address(row["value"])) for row in rows}
