"""Acknowledged messages under faults: none lost, none doubled, none out of order, none shown to a stranger.

Each run kills web processes and PostgreSQL outright, cuts browsers' lines anywhere and swallows answers to commits,
by a seeded schedule; the ledger is kept here, outside what is killed. Builds that break a promise are caught.
"""

import pytest

from tests.faults.broken import BIGSERIAL, EARLY, TWICE
from tests.faults.run import run
from tests.figures import Figure

# What the long run asks of each schedule, and what the short run asks of one.
ENOUGH, SOME = 2_000, 700


async def test_nothing_acknowledged_is_lost_doubled_reordered_or_shown_to_a_stranger(
    figure: Figure, proving: bool
) -> None:
    seconds, enough = (40, ENOUGH) if proving else (15, SOME)
    report = await run(seed=20261122, seconds=seconds, enough=enough)
    figure(f"faults: {report}")
    assert report.broken[:10] == []
    assert report.acknowledged >= enough


@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
async def test_nothing_is_lost_on_other_schedules(figure: Figure, seed: int) -> None:
    report = await run(seed=seed, seconds=60, enough=ENOUGH)
    figure(f"faults: {report}")
    assert report.broken[:10] == []
    assert report.acknowledged >= ENOUGH


# A cursor that skips needs no fault, only two who write at once.
@pytest.mark.prove
@pytest.mark.parametrize(
    ("build", "words", "faults"),
    [(EARLY, "is lost", True), (TWICE, "times", True), (BIGSERIAL, "never got", False)],
)
async def test_a_build_that_breaks_a_promise_is_caught(
    figure: Figure, build: str, words: str, faults: bool
) -> None:
    report = await run(seed=7, seconds=10, enough=ENOUGH // 2, build=build, pause=0.03, faults=faults)
    figure(f"faults, broken on purpose ({build}): {report}")
    assert any(words in line for line in report.broken), report.broken[:5]
