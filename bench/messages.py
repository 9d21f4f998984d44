"""Messages a second and how long they take, all of them kept, beside a relay that keeps nothing and beside pgbench.

The portal and the relay are loaded in turn, a few seconds each, several rounds, by a process of its own for each;
pgbench runs in the same rounds, and at a fixed rate so does a relay that keeps one plain row before it tells. A message
counts when it was acknowledged (after the commit) and the other side has it. Whoever is measured has a core;
PostgreSQL, pgbench and the generator share the others.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.crowd import Said
from bench.floors import commit
from bench.generator import Generator, generating
from bench.messages_told import Measured, Result, tell_closed, tell_fixed, tell_limit, tell_memory
from bench.processes import ROOT, Database, Server, cores, running
from bench.servers import FIRST_MOMENT
from portal.demo.crowd import seat_crowd
from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.migrate import migrate

SECONDS = 2.5
SIZES = (50, 200, 1000)
JUDGED = 200
RATE = 500
FEW_ROUNDS = 3
NO_LIMIT, LIMIT = 100_000, 20
FIRST_PORT = 18440
SETTLE = 1.5
People = list[dict[str, str]]


@dataclass
class Side:
    """A server and its crowd."""

    server: Server
    crowd: Generator


@dataclass
class Ground:
    """What every part of the measurement stands on."""

    postgres: DevPostgres
    database: Database
    folder: Path
    people: People

    def __post_init__(self) -> None:
        self.own, self.others = cores()

    def portal(self, stack: ExitStack, port: int, limit: int) -> Side:
        dsn = self.postgres.dsn("portal", "portal_web")
        return self._side(stack, "portal", port, "bench.servers", "portal", dsn, str(port), str(limit))

    def relay(self, stack: ExitStack, port: int) -> Side:
        return self._side(stack, "relay", port, "bench.floors.relay", str(port))

    def keeping(self, stack: ExitStack, port: int) -> Side:
        """A relay that keeps one plain row before it tells."""
        return self._side(
            stack, "keeping", port, "bench.floors.relay", str(port), self.postgres.dsn(commit.DATABASE)
        )

    def _side(self, stack: ExitStack, name: str, port: int, *arguments: str) -> Side:
        server = stack.enter_context(running(name, port, *arguments, cores=self.own))
        people = self.people
        if name != "portal":  # a relay takes a conversation for a session
            people = [person | {"value": person["conversation"]} for person in people]
        return Side(server, stack.enter_context(generating(server, people, self.folder, self.others)))


def measure(seconds: float, rounds: int) -> list[Result]:
    """Runs everything; prints tables; returns the results by name."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-")))
        postgres = DevPostgres(folder / "data")
        postgres.start(ROOT / "migrations" / "roles.sql")
        stack.callback(postgres.stop)
        postgres.ensure_database()
        people = asyncio.run(_fill(postgres.dsn(), max(SIZES)))
        ground = Ground(postgres, Database(folder / "data"), folder, people)
        ground.database.keep_to(ground.others)
        _say_ground(ground)
        commit.prepare(postgres)
        results = _memory(ground)
        results += _speed(ground, seconds, rounds)
    return results


async def _fill(dsn: str, number: int) -> People:
    """Pairs of both councils in turn, so that any number of them speaks for both."""
    await migrate(dsn, ROOT / "migrations")
    await fill(dsn, first_day=FIRST_MOMENT.date())
    seats = await seat_crowd(dsn, number // 4, FIRST_MOMENT.date())
    seats.sort(key=lambda seat: (seat.pair, seat.council_id, not seat.family))
    return [{name: str(value) for name, value in seat.as_json("", "session").items()} for seat in seats]


def _say_ground(ground: Ground) -> None:
    asked = "fsync", "synchronous_commit", "full_page_writes"
    told = ", ".join(f"{name} {ground.postgres.run_sql(f'SHOW {name}').strip()}" for name in asked)
    kind = ground.database.lies_on()
    if kind in ("tmpfs", "ramfs"):
        raise RuntimeError(f"the database lies in memory ({kind}): nothing here would be kept")
    own, others = (",".join(map(str, sorted(some))) for some in (ground.own, ground.others))
    print(f"PostgreSQL on {kind}: {told}. Server on core {own}; PostgreSQL and generator on {others}.")


def _memory(ground: Ground) -> list[Result]:
    """Fresh processes that nothing has been asked of; then, as they stand, a run at the usual limit."""
    sizes = {}
    with ExitStack() as stack:
        portal = ground.portal(stack, FIRST_PORT, LIMIT)
        for side in (portal, ground.relay(stack, FIRST_PORT + 1)):
            few = _kibibytes(side, JUDGED)
            sizes[side.server.name] = (_kibibytes(side, max(SIZES)) - few) / (max(SIZES) - JUDGED)
        results = tell_memory(sizes["portal"], sizes["relay"])
        steady = portal.crowd.fixed(max(SIZES), 2 * SECONDS)
        tell_limit(LIMIT, max(SIZES), steady, portal.crowd.burst(3 * LIMIT // 2))
    return results


def _kibibytes(side: Side, people: int) -> int:
    side.crowd.connect(people)
    time.sleep(SETTLE)
    return side.server.kibibytes()


def _speed(ground: Ground, seconds: float, rounds: int) -> list[Result]:
    results = []
    with ExitStack() as stack:
        sides = [ground.portal(stack, FIRST_PORT + 2, NO_LIMIT), ground.relay(stack, FIRST_PORT + 3)]
        keeping = ground.keeping(stack, FIRST_PORT + 4)
        before = asyncio.run(_count(ground.postgres.dsn()))
        for people in SIZES:
            judged = people == JUDGED
            paced = [*sides, keeping] if judged else sides
            for side in paced:
                side.crowd.connect(people)
                side.crowd.closed(1.0)
            turns = rounds if judged else min(rounds, FEW_ROUNDS)
            closed = _in_turn(ground, sides, turns, lambda side: side.crowd.closed(seconds))
            fixed = _in_turn(
                ground, paced, turns, lambda side: side.crowd.fixed(RATE, seconds), beside=seconds / 2
            )
            results += tell_closed(people, closed, judged=judged)
            results += tell_fixed(people, RATE, fixed, judged=judged)
        kept = asyncio.run(_count(ground.postgres.dsn())) - before
    acknowledged = sides[0].crowd.kept
    print(f"\nIn the database: {kept} messages; acknowledged and heard: {acknowledged}")
    if kept < acknowledged:
        raise RuntimeError("messages were acknowledged that are not in the database")
    return results


def _in_turn(
    ground: Ground, sides: list[Side], rounds: int, load: Callable[[Side], Said], *, beside: float = 0
) -> Measured:
    """`beside`: so many seconds of pgbench in every round, and as many at the pace of the crowd."""
    measured = Measured()
    for _ in range(rounds):
        for side in sides:
            ours = measured.rounds[side.server.name]
            web, postgres = side.server.cpu_seconds(), ground.database.cpu_seconds()
            said = load(side)
            ours.web.append((side.server.cpu_seconds() - web) / said.messages * 1000)
            ours.postgres.append((ground.database.cpu_seconds() - postgres) / said.messages * 1000)
            ours.said.append(said)
        if beside:
            measured.commits.append(commit.run(ground.postgres, beside))
            measured.paced.append(commit.run(ground.postgres, beside, pace=RATE))
    return measured


async def _count(dsn: str) -> int:
    conn = await asyncpg.connect(dsn)
    try:
        found: int = await conn.fetchval("SELECT count(*) FROM message")
    finally:
        await conn.close()
    return found
