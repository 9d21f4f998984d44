"""Composition root of the worker: what happens on its own, council by council."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from notifications.carrier import Carrier
from notifications.delivery import Delivery
from notifications.pace import Pace
from notifications.store import list_councils
from portal.clock import Clock
from portal.db import UNAVAILABLE, Pool, council_transaction, open_pool, said_of
from portal.letter_rounds import (
    ASK_EVERY,
    LISTEN_AGAIN_AFTER,
    LOOK_EVERY,
    LetterRounds,
    Means,
    Rules,
    rounds_of,
)
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from portal.sealing import (
    AT_ONCE,
    Heads,
    count_put_in,
    first_broken_seal,
    first_lost_seal,
    head_of,
    seal,
)
from portal.settings import Settings, SettingsProblem
from portal.tidying import tidy

log = logging.getLogger(__name__)
Done = TypeVar("Done")
EVERY = 10.0
TIDY_EVERY = TELL_HEADS_EVERY = 3600.0
# Letters that are on their way to Notify are waited for; longer than this they are left to their leases.
STOP_AFTER, CLOSE_AFTER = 20.0, 5.0
SEALING, DELIVERING, QUEUE = 2, 10, 3


@dataclass(frozen=True)
class Ways:
    """How this worker goes about letters. Tests shorten the pace, and break a delivery at its steps."""

    pace: Pace = field(default_factory=Pace)
    look_every: float = LOOK_EVERY
    delivering: type[Delivery] = Delivery
    rules: Rules | None = None


async def run_worker(settings: Settings, *, clock: Clock | None = None, ways: Ways | None = None) -> None:
    """Works until it is cancelled. A database that goes away is waited for, never given up on; one that is away at the
    start ends it, as it does a web process: whoever started both sees it, and starts them again.
    """
    if settings.audit_key is None:
        raise SettingsProblem(
            "Set PORTAL_AUDIT_KEY to at least 64 hexadecimal digits: the worker seals the access log."
        )
    clock, ways, dsn = clock or Clock(), ways or Ways(), settings.database_url
    carrier = Carrier(settings.letters.url, settings.letters.keys, ways.pace)
    pools: list[Pool] = []
    try:
        for name, size in (("worker", SEALING), ("letters", DELIVERING), ("queue", QUEUE)):
            pools.append(await open_pool(dsn, size, name=f"portal {name}", role="portal_worker"))
        own, pool, jobs = pools
        means = Means(pool, jobs, dsn, carrier, clock.now, ways.pace)
        rounds = rounds_of(means, ways.rules or _rules(settings), ways.delivering)
        await _keep_working(_Own(own, settings.audit_key, clock), rounds, ways)
    finally:
        carrier.close()
        for opened in pools:
            await _close(opened)


async def _close(pool: Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), CLOSE_AFTER)
    except (*UNAVAILABLE, asyncio.CancelledError):
        pool.terminate()


def _rules(settings: Settings) -> Rules:
    return Rules(list_due, Checker(settings.origins, settings.secret))


async def _keep_working(own: "_Own", rounds: LetterRounds, ways: Ways) -> None:
    """Every kind of work in a task of its own, so that none stops another. Ends when it is cancelled."""
    stopping = asyncio.Event()
    works: list[tuple[str, float, Callable[[], Awaitable[object]]]] = [
        ("sealing", EVERY, own.seal),
        ("telling the last seals", TELL_HEADS_EVERY, own.tell_heads),
        ("tidying", TIDY_EVERY, own.tidy),
        ("looking what is due", ways.look_every, lambda: rounds.look(every=ways.look_every / 2)),
        ("waking letters", ways.pace.look_every, rounds.wake),
        ("asking Notify", ASK_EVERY, rounds.ask),
        ("listening for letters", LISTEN_AGAIN_AFTER, lambda: rounds.listen(stopping)),
        ("tidying jobs", TIDY_EVERY, rounds.tidy),
    ]
    tasks = [asyncio.create_task(_repeat(name, every, work, stopping)) for name, every, work in works]
    delivering = asyncio.create_task(rounds.dispatch.run(stopping))
    try:
        await asyncio.gather(*tasks, delivering)
    finally:
        # Rounds are transactions and may be cut off anywhere; a letter on its way is waited for.
        stopping.set()
        for task in tasks:
            task.cancel()
        await asyncio.wait({delivering}, timeout=STOP_AFTER)
        delivering.cancel()
        await asyncio.gather(*tasks, delivering, return_exceptions=True)


async def _repeat(
    name: str, every: float, work: Callable[[], Awaitable[object]], stopping: asyncio.Event
) -> None:
    while not stopping.is_set():
        try:
            await work()
        except UNAVAILABLE as fault:
            log.warning("database unavailable: %s", said_of(fault))
        except Exception as fault:  # noqa: BLE001 - it is tried again, and nothing else waits for it
            log.error("%s did not work: %s", name, type(fault).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every)


@dataclass(frozen=True)
class _Own:
    """What the worker does for itself: seals the access log, and forgets what is kept for a short time only."""

    pool: Pool
    key: bytes
    clock: Clock

    async def seal(self) -> None:
        await seal_all(self.pool, self.key, self.clock)

    async def tell_heads(self) -> None:
        await tell_heads(self.pool, self.clock)

    async def tidy(self) -> None:
        await tidy_all(self.pool, self.clock)


async def seal_all(pool: Pool, key: bytes, clock: Clock, *, days: int | None = 1) -> int:
    """Seals every council's new rows; one council's many rows do not hold up another's."""

    async def seal_one(council_id: UUID) -> int:
        total = 0
        while True:
            async with council_transaction(pool, council_id, clock.now()) as conn:
                sealed = await seal(conn, key, days=days)
            total += sealed
            if sealed < AT_ONCE:
                return total

    return sum(await _each(pool, "sealing", seal_one))


async def tell_heads(pool: Pool, clock: Clock) -> None:
    """Each council's last seal as a line of the log, which leaves the machine: whoever cuts the sealed log at its end
    would have to cut that too.
    """

    async def tell_one(council_id: UUID) -> None:
        async with council_transaction(pool, council_id, clock.now()) as conn:
            number, last = await head_of(conn)
        if number:
            told = {"council": council_id, "seals": number, "head": last.hex()}
            log.info("the access log is sealed so far", extra=told)

    await _each(pool, "telling the last seal", tell_one)


async def tidy_all(pool: Pool, clock: Clock) -> None:
    async def tidy_one(council_id: UUID) -> None:
        async with council_transaction(pool, council_id, clock.now()) as conn:
            await tidy(conn)

    await _each(pool, "tidying", tidy_one)


async def _each(pool: Pool, what: str, work: Callable[[UUID], Awaitable[Done]]) -> list[Done]:
    """One council's trouble is not another's: it is told, and the next round tries again."""
    done = []
    for council_id in await list_councils(pool):
        try:
            done.append(await work(council_id))
        except Exception as fault:  # noqa: BLE001 - the other councils' rows are looked after all the same
            log.error("%s did not work: %s. Council %s", what, type(fault).__name__, council_id)
    return done


@dataclass(frozen=True, slots=True)
class Chain:
    """One council's sealed log: its last seal, the first that does not fit, and how many rows no seal will reach."""

    council_id: UUID
    number: int
    hash: str
    broken_at: int | None
    put_in: int


async def verify(
    settings: Settings, heads: Heads | None = None, *, clock: Clock | None = None
) -> list[Chain]:
    """Checks every council's chain, and against heads noted earlier: a log cut at its end has lost one of them."""
    if settings.audit_key is None:
        raise SettingsProblem("Set PORTAL_AUDIT_KEY: the chain cannot be checked without its key.")
    heads, clock, chains = heads or {}, clock or Clock(), []
    pool = await open_pool(settings.database_url, 2, name="portal audit", serves=False, role="portal_worker")
    try:
        for council_id in sorted({*await list_councils(pool), *heads}):
            async with council_transaction(pool, council_id, clock.now()) as conn:
                broken_at = await first_broken_seal(conn, settings.audit_key)
                number, last = await head_of(conn)
                if broken_at is None:
                    broken_at = await first_lost_seal(conn, heads.get(council_id, {}), number)
                put_in = await count_put_in(conn)
            chains.append(Chain(council_id, number, last.hex(), broken_at, put_in))
    finally:
        await pool.close()
    return chains
