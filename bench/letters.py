"""Letters a minute: three workers, 20,000 letters of two councils due at once, and Notify that answers after 60 ms.

The letters are really due: families, plans and visits are there, the workers' own look finds them, and each is
checked before it leaves. Who was sent what, and when, is read from Notify's side. Then ten thousand letters of one
council and fifty of the other: how long the fifty wait.
"""

import tempfile
import time
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.letter_ground import FIRST_PORT, Ground, Notify, load, make_ground, now
from bench.processes import ROOT, Server
from portal.demo.cast import CAST
from portal.demo.postgres import DevPostgres

# How long is measured follows from how many there are.
SECONDS = 0.0
WORKERS = 3
MANY, OTHERS = 10_000, 50
NAMES = {CAST.exampleshire: "Exampleshire", CAST.sampleton: "Sampleton"}
A_MINUTE, TARGET, SOON = 3_000, 0.9 * 2 * 3_000, 60.0
PATIENCE = 1_800.0
Result = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """What came of it: of each council, when its letters were taken, in order; `opened` is when all were due."""

    opened: float
    taken: dict[UUID, list[float]]
    references: int
    refused: int
    workers: float
    postgres: float
    notify: float

    @property
    def total(self) -> int:
        return sum(map(len, self.taken.values()))


def measure(seconds: float, rounds: int) -> list[Result]:
    """Runs both once, for each takes minutes by itself; prints; returns the results by name."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-")))
        postgres = DevPostgres(folder / "data")
        postgres.start(ROOT / "migrations" / "roles.sql")
        stack.callback(postgres.stop)
        both = make_ground(postgres, folder, "bench_both", dict.fromkeys(NAMES, MANY))
        if both.database.lies_on() in ("tmpfs", "ramfs"):
            raise RuntimeError("the database lies in memory: nothing here would be kept")
        disk = both.database.lies_on()
        print(f"\n{2 * MANY} letters of two councils due at once, {WORKERS} workers, PostgreSQL on {disk}")
        results = _tell(_run(both, FIRST_PORT, dict.fromkeys(NAMES, MANY)))
        few = {CAST.exampleshire: MANY, CAST.sampleton: OTHERS}
        fair = make_ground(postgres, folder, "bench_fair", few)
        results.append(_tell_fair(_run(fair, FIRST_PORT + 2, {CAST.sampleton: OTHERS})))
    return results


def _run(ground: Ground, port: int, until: dict[UUID, int]) -> Run:
    """Until these many letters were taken of these councils."""
    with ground.notify(port) as notify:
        before = ground.database.cpu_seconds()
        opened = now()
        with ground.workers(WORKERS, notify, opened) as workers:
            _until_taken(ground, notify, workers, until)
            spent = sum(one.cpu_seconds() for one in workers)
            postgres, stand_in = ground.database.cpu_seconds() - before, notify.process.cpu_seconds()
        rows = notify.taken()
        taken = {
            council: sorted(at for service, _, at in rows if service == ground.service_of(council))
            for council in NAMES
        }
        return Run(
            opened,
            taken,
            len({reference for _, reference, _ in rows}),
            notify.refused(),
            spent,
            postgres,
            stand_in,
        )


def _until_taken(ground: Ground, notify: Notify, workers: Sequence[Server], until: dict[UUID, int]) -> None:
    """Says once a minute how far it is, and how busy the machine."""
    begun, told = time.monotonic(), 0
    while True:
        counts = notify.count()
        if all(counts[ground.service_of(council)] >= number for council, number in until.items()):
            return
        passed = time.monotonic() - begun
        if passed > PATIENCE or any(one.process.poll() is not None for one in workers):
            raise RuntimeError(f"letters stopped leaving after {passed:.0f} s: {sorted(counts.values())}")
        if passed // 60 > told:
            told = int(passed // 60)
            print(f"  after {told} min: {sum(counts.values())} taken ({load()})", flush=True)
        time.sleep(1)


def _tell(run: Run) -> list[Result]:
    print(f"{'':14}{'letters':>9}{'a minute':>10}{'most in 60 s':>14}{'p50 s':>8}{'p95 s':>8}   due -> taken")
    rates = []
    for council, taken in run.taken.items():
        rates.append(_rate(taken))
        print(f"{NAMES[council]:14}{_row(taken, run.opened)}")
    both = sorted(at for taken in run.taken.values() for at in taken)
    print(f"{'together':14}{_row(both, run.opened)}")
    print(
        f"CPU s/1000 letters: workers {_thousandth(run.workers, run)}, PostgreSQL {_thousandth(run.postgres, run)}, "
        f"Notify's stand-in {_thousandth(run.notify, run)}; {load()}"
    )
    print(f"{run.total} taken under {run.references} references; {run.refused} refused")
    print(f"together / {2 * A_MINUTE} a minute = {_rate(both) / (2 * A_MINUTE):.2f} (to be at least 0.9)")
    for council, taken in run.taken.items():
        if _most(taken) > A_MINUTE:
            raise RuntimeError(
                f"{NAMES[council]} had {_most(taken)} letters in a minute: Notify takes {A_MINUTE}"
            )
    if run.total != run.references:
        raise RuntimeError("letters went twice")
    return [
        _result("reminders.rate", _rate(both), "1/min", 2 * A_MINUTE),
        _result("reminders.cpu.per1000", 1000 * (run.workers + run.postgres) / run.total, "s", None),
    ]


def _tell_fair(run: Run) -> Result:
    few, many = run.taken[CAST.sampleton], run.taken[CAST.exampleshire]
    last = few[OTHERS - 1] - run.opened
    meanwhile = bisect_left(many, few[OTHERS - 1])
    print(
        f"\n{MANY} letters of one council due at once: the other's {OTHERS} had left after {last:.1f} s (to be at most "
        f"{SOON:.0f}), while {meanwhile} of the first left; {load()}"
    )
    return _result("reminders.fair", last, "s", SOON)


def _row(taken: list[float], opened: float) -> str:
    p50, p95 = (taken[min(int(len(taken) * part), len(taken) - 1)] - opened for part in (0.5, 0.95))
    return f"{len(taken):9}{_rate(taken):10.0f}{_most(taken):14}{p50:8.1f}{p95:8.1f}"


def _rate(taken: list[float]) -> float:
    """Letters a minute, from the first to the last."""
    return 60 * (len(taken) - 1) / (taken[-1] - taken[0])


def _most(taken: list[float]) -> int:
    """The most that any 60 seconds held."""
    return max(bisect_left(taken, at + 60) - place for place, at in enumerate(taken))


def _thousandth(seconds: float, run: Run) -> str:
    return f"{1000 * seconds / run.total:.2f}"


def _result(name: str, value: float, unit: str, floor: float | None) -> Result:
    found: Result = {"name": name, "value": round(value, 2), "unit": unit}
    return found if floor is None else found | {"floor": floor, "ratio": round(value / floor, 3)}
