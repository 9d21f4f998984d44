"""Workers that are killed outright, anywhere: every letter that is due goes once, and none after what ends it is done.

The workers are processes of their own over a real database; Notify's stand-in and the ledger live here, outside of what
is killed. Builds that break a promise on purpose are caught.
"""

from pathlib import Path

import pytest

from tests.faults.letter_run import OUTSIDE, letter_run
from tests.faults.letter_worker import ASKS_NOBODY, LINGERS, POINTS, RECORDS_FIRST
from tests.figures import Figure
from tests.notify import RunningNotify
from tests.reminders.arranging import Db
from tests.running import RunningPortal

A_FEW, FEW, MANY, SEED = 8, 10, 50, 20261123


async def test_killed_workers_lose_no_letter_send_none_twice_and_none_after_a_confirmation(
    portal: RunningPortal, db: Db, notify: RunningNotify, tmp_path: Path, figure: Figure
) -> None:
    async with letter_run(portal, db, notify, tmp_path, kills=FEW, seed=SEED) as run:
        report = await run.through(FEW, SEED)
    figure(f"letters: {report}")
    assert report.broken[:10] == []
    assert sum(report.kills.values()) == FEW


# Together 200.
@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_the_same_on_other_schedules(
    portal: RunningPortal, db: Db, notify: RunningNotify, tmp_path: Path, figure: Figure, seed: int
) -> None:
    async with letter_run(portal, db, notify, tmp_path, kills=MANY, seed=seed) as run:
        report = await run.through(MANY, seed)
    figure(f"letters: {report}")
    assert report.broken[:10] == []
    assert sum(report.kills.values()) == MANY
    assert set(POINTS) <= set(report.kills)
    assert any(where.startswith(OUTSIDE) for where in report.kills)


@pytest.mark.prove
@pytest.mark.parametrize(
    ("build", "words"),
    [(ASKS_NOBODY, "went 2 times"), (RECORDS_FIRST, "is lost"), (LINGERS, "after it was confirmed")],
)
async def test_a_build_that_breaks_a_promise_is_caught(
    portal: RunningPortal,
    db: Db,
    notify: RunningNotify,
    tmp_path: Path,
    figure: Figure,
    build: str,
    words: str,
) -> None:
    async with letter_run(portal, db, notify, tmp_path, kills=A_FEW, seed=7, build=build) as run:
        report = await run.through(A_FEW, 7)
    figure(f"letters, broken on purpose ({build}): {report}")
    assert any(words in line for line in report.broken), report.broken[:5]
