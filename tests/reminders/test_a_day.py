"""Whole days on a turned clock: Notify's stand-in took in what the table says, line by line, and nothing else."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from notifications.carrier import Carrier
from notifications.pace import Pace
from portal.clock import LONDON
from portal.db import open_pool
from portal.demo.cast import CAST
from portal.letter_rounds import LetterRounds, Means, Rules, rounds_of
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.notify import RunningNotify, notify
from tests.reminders.arranging import Db, Town
from tests.reminders.deeds import DEEDS
from tests.reminders.table import Part, read_table, ticks
from tests.running import SECRET, RunningPortal

__all__ = ["notify"]
PARTS, LEGEND = read_table()


def test_the_table_is_long_enough_and_explains_each_of_its_rules() -> None:
    rules = [row.rules for part in PARTS.values() for row in part.rows]
    rules += [nothing.rules for part in PARTS.values() for nothing in part.nothing]
    assert len(rules) >= 60
    assert all(rules)
    assert {rule for some in rules for rule in some} == LEGEND
    assert {done.what for part in PARTS.values() for done in part.done} == set(DEEDS)


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

    async def run(self, part: Part) -> None:
        clock, ahead = self.town.portal.clock, sorted(part.done, key=lambda one: one.at)
        for tick in ticks(part):
            while ahead and ahead[0].at <= tick:
                done = ahead.pop(0)
                clock.turn_to(done.at)
                await DEEDS[done.what](self.town)
            clock.turn_to(tick)
            await self._look(tick)
        assert not ahead

    async def _look(self, tick: datetime) -> None:
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
        async with asyncio.timeout(20):
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
    pace = Pace(look_every=0.5)
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


@pytest.mark.parametrize("name", PARTS)
async def test_the_right_words_by_the_safe_way_at_the_right_time_once(
    name: str, portal: RunningPortal, db: Db, notify: RunningNotify
) -> None:
    part = PARTS[name]
    await db.execute("UPDATE safe_contact_plan SET email = 'yes' WHERE person_id = $1", CAST.sol.id)
    async with simulated(portal, db, notify) as simulation:
        await simulation.run(part)
    left, right = Counter(simulation.left), Counter(wanted(part, portal.origin))
    assert (sorted(map(str, right - left)), sorted(map(str, left - right))) == ([], []), "(missing, too many)"
    held, told = await kept(db, simulation), said(part)
    assert (sorted(told - held), sorted(held - told)) == ([], []), "(missing, too many)"
    print(f"{name}: {len(simulation.left)} letters left, as the table says; 0 others")


def wanted(part: Part, origin: str) -> list[Left]:
    return [
        Left(
            row.at.strftime("%Y-%m-%d %H:%M %Z"),
            address(row.who, row.channel),
            row.title,
            row.body.replace("(url)", origin).replace("//", "\n\n").replace("http:\n\n", "http://"),
        )
        for row in part.rows
    ]


def address(who: str, channel: str) -> str:
    member = next(one for one in CAST.everybody() if one.called == who.split(" or ")[0] and not one.is_staff)
    if channel == "email":
        return member.email or ""
    # As Notify keeps it.
    return "44" + (member.mobile or "").replace(" ", "").removeprefix("0")


async def kept(db: Db, simulation: Simulation) -> Counter[tuple[str, str, str]]:
    """Every row of the outbox: whose, about what, and that it left, or why it did not."""
    rows = await db.fetch(
        """
        SELECT l.id, p.called, l.key, l.subject_kind, l.state, l.why
          FROM letter AS l JOIN person AS p ON p.id = l.person_id
        """
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        about = row["subject_kind"] if row["key"] == "visit" else row["key"]
        became = row["state"] if row["why"] is None else f"{row['state']} {row['why']}"
        # What was held in vain is superseded when it is over; the table says what it was held for.
        if became == "superseded no_longer_true":
            became = min(simulation.story[str(row["id"])] - {became}, default=became)
        found[_phone_of(row["called"]), about, became] += 1
    return found


def said(part: Part) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in part.rows:
        about = row.key if row.key != "visit" else "visit_week" if "W7" in row.rules else "visit_day"
        found[_phone_of(row.who), about, "delivered"] += 1
    for nothing in part.nothing:
        if nothing.kept != "no row":
            found[_phone_of(nothing.who), nothing.about.split()[0], nothing.kept] += 1
    return found


def _phone_of(who: str) -> str:
    """Rosa and Luca are told apart in the table where they can be."""
    return "Rosa or Luca" if who in ("Rosa", "Luca", "Rosa or Luca") else who
