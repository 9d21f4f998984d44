"""When a letter may leave: in somebody's hours, not too soon after another, and not too late."""

from datetime import date, timedelta

import pytest

from notifications.model import Drop, Go, Hold
from portal.demo.cast import CAST
from tests.reminders.arranging import Db
from tests.reminders.asking import NOW, TUESDAY, Ask, ask, change_plan, db, pool, sent
from tests.running import at

__all__ = ["ask", "db", "pool"]


@pytest.mark.parametrize(("hour", "until"), [(10, None), (14, None), (15, 10), (21, 10)])
async def test_the_persons_hours_are_kept(ask: Ask, hour: int, until: int | None) -> None:
    verdict = await ask(CAST.dani, at(TUESDAY, hour))
    if until is None:
        assert isinstance(verdict, Go)
    else:
        assert verdict == Hold("hours", at(date(2026, 6, 3), until))


async def test_without_hours_of_their_own_eight_to_eight_holds(ask: Ask) -> None:
    assert isinstance(await ask(CAST.marcus, at(date(2026, 6, 3), 19, 59)), Go)
    assert await ask(CAST.marcus, at(date(2026, 6, 3), 20)) == Hold("hours", at(date(2026, 6, 4), 8))


async def test_a_night_is_waited_for_where_the_morning_is_early_enough(ask: Ask) -> None:
    assert await ask(CAST.dani, at(date(2026, 6, 8), 15)) == Hold("hours", at(date(2026, 6, 9), 10))


async def test_what_would_be_held_until_it_is_too_late_is_dropped_at_once(ask: Ask, db: Db) -> None:
    await change_plan(db, CAST.dani, days=[1, 2])
    await db.execute(
        "UPDATE visit SET starts_at = '2026-06-10T15:00Z', starts_wall = '2026-06-10 16:00' WHERE id = $1",
        CAST.home_visit,
    )
    assert await ask(CAST.dani, at(date(2026, 6, 9), 15)) == Drop("too_late")


@pytest.mark.parametrize(
    ("state", "waits"), [("sent", True), ("delivered", True), ("claimed", True), ("failed", False)]
)
async def test_there_are_fifteen_minutes_between_two(ask: Ask, db: Db, state: str, waits: bool) -> None:
    ten_ago = NOW - timedelta(minutes=10)
    await sent(db, CAST.dani, ten_ago, state=state)
    verdict = await ask(CAST.dani)
    if not waits:
        assert isinstance(verdict, Go)
    elif state == "claimed":
        assert verdict == Hold("just_told", NOW + timedelta(minutes=15))
    else:
        assert verdict == Hold("just_told", ten_ago + timedelta(minutes=15))


async def test_five_a_day_by_the_day_in_london(ask: Ask, db: Db) -> None:
    for minutes in range(0, 100, 20):
        await sent(db, CAST.dani, NOW - timedelta(hours=2, minutes=minutes))
    # Yesterday's, just before midnight in London.
    await sent(db, CAST.dani, at(date(2026, 6, 1), 23, 59))
    assert await ask(CAST.dani) == Hold("five_a_day", at(date(2026, 6, 3), 10))
    await db.execute("DELETE FROM letter WHERE sent_at = $1", NOW - timedelta(hours=2))
    assert isinstance(await ask(CAST.dani), Go)


async def test_links_that_were_asked_for_are_none_of_the_five(ask: Ask, db: Db) -> None:
    for key in ("reset", "welcome"):
        for minutes in (3, 30, 60):
            await sent(db, CAST.dani, NOW - timedelta(minutes=minutes), key=key)
    assert isinstance(await ask(CAST.dani), Go)
