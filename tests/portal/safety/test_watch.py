"""By when somebody has to look, and how soon a changed list holds."""

import asyncio
from datetime import date, datetime, timedelta

import asyncpg
import pytest

from portal.safety.watch import WATCH, Watch
from portal.web.request import POOL
from tests.databases import FIRST_DAY
from tests.patience import PATIENCE
from tests.running import RunningPortal, at

WORDS = "he came in my room again"


@pytest.mark.parametrize(
    ("now", "by"),
    [
        (at(FIRST_DAY, 10), at(FIRST_DAY, 10, 30)),
        (at(FIRST_DAY, 16, 45), at(FIRST_DAY, 17, 15)),
        (at(FIRST_DAY, 17), at(date(2026, 6, 2), 9, 30)),
        (at(FIRST_DAY, 23, 4), at(date(2026, 6, 2), 9, 30)),
        (at(date(2026, 6, 5), 23, 4), at(date(2026, 6, 8), 9, 30)),
        # The bank holiday of 31 August is a Monday.
        (at(date(2026, 8, 28), 18), at(date(2026, 9, 1), 9, 30)),
    ],
)
async def test_somebody_looks_within_half_an_hour_of_opening_time(
    portal: RunningPortal, now: datetime, by: datetime
) -> None:
    watch = portal.app[WATCH]
    assert watch.alarm(portal.cast.exampleshire, WORDS, None, now) == by
    assert watch.alarm(portal.cast.exampleshire, "See you on Tuesday", None, now) is None


async def test_each_council_has_its_own_words_and_hours(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    watch, cast, now = portal.app[WATCH], portal.cast, at(FIRST_DAY, 23, 4)
    await db.execute(
        "INSERT INTO safety_word (council_id, language, words, added_at) VALUES ($1, 'en', 'purple kettle', now())",
        cast.sampleton,
    )
    assert watch.alarm(cast.sampleton, "Purple kettle!", "en", now) is None, "read before it was added"
    await watch.read()
    assert watch.alarm(cast.sampleton, "Purple kettle!", "en", now) == at(date(2026, 6, 2), 9)
    assert watch.alarm(cast.exampleshire, "Purple kettle!", "en", now) is None


async def test_a_language_is_told_by_the_first_part_of_its_tag(portal: RunningPortal) -> None:
    watch, here, now = portal.app[WATCH], portal.cast.exampleshire, at(FIRST_DAY, 10)
    for language in ("pl", "pl-PL", "PL", None, "", "xx", "so-Latn"):
        assert watch.alarm(here, "Boję się go", language, now) == now + timedelta(minutes=30)
    assert watch.alarm(here, "Boję się go", "en", now) is None


async def test_a_council_that_is_not_served_here_raises_no_alarm(portal: RunningPortal) -> None:
    nobody = portal.cast.dani.id
    assert portal.app[WATCH].alarm(nobody, WORDS, "en", at(FIRST_DAY, 10)) is None


async def test_what_is_added_holds_also_after_a_fault_that_nobody_thought_of(
    portal: RunningPortal, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Such as a right that an update takes away, and gives back."""
    here, now = portal.cast.sampleton, at(FIRST_DAY, 10)
    watch = Watch(portal.app[POOL], portal.clock, lambda: [here])
    watch.every = 0.02
    async with watch.kept_fresh():
        await db.execute("REVOKE SELECT ON safety_word FROM portal_web")
        await asyncio.sleep(0.5)
        await db.execute("GRANT SELECT ON safety_word TO portal_web")
        await db.execute(
            "INSERT INTO safety_word (council_id, language, words, added_at) VALUES ($1, 'en', 'purple kettle', now())",
            here,
        )
        async with asyncio.timeout(PATIENCE):
            while watch.alarm(here, "Purple kettle!", "en", now) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
