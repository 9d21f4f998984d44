"""Before an account ends at 25: a letter half a year and a month before, to who has not read it by themselves."""

from datetime import date, timedelta

from portal.demo.cast import CAST
from portal.statutory.birthdays import birthday
from portal.statutory.counting import add_months
from tests.reminders import arranging_meetings as meetings
from tests.reminders import arranging_views as views
from tests.reminders.arranging import Db, Town, on
from tests.reminders.meeting_town import due, town

__all__ = ["town"]


async def test_an_account_that_ends_is_written_about_twice(town: Town, db: Db) -> None:
    ends = birthday(await db.fetchval("SELECT born_on FROM person WHERE id = $1", CAST.sol.id), 25)
    half, month = (
        on(day.year, day.month, day.day, 10) for day in (add_months(ends, -6), add_months(ends, -1))
    )
    versions = []
    for begins in (half, month):
        assert "something_to_read" not in await due(town, CAST.sol, begins - timedelta(seconds=1))
        letter = (await due(town, CAST.sol, begins))["something_to_read"]
        assert letter.subject.kind == "account"
        versions.append(letter.subject.version)
        assert "something_to_read" not in await due(town, CAST.sol, begins + timedelta(days=8))
    assert len(set(versions)) == 2
    # Whoever signs in on the day has it before them there.
    town.portal.clock.turn_to(month - timedelta(hours=1))
    await town.signs_in(CAST.sol, "/account/ending")
    assert "something_to_read" not in await due(town, CAST.sol, month)
    assert "something_to_read" not in await due(town, CAST.jay, month)


async def test_nobody_is_told_of_what_their_account_no_longer_opens(town: Town, db: Db) -> None:
    """From that day on only times are told, which need no account: of whom they come to, and when."""
    await town.writes(CAST.amira, CAST.marcus)
    await meetings.shares_paper(town, CAST.amira, CAST.marcus)
    await meetings.shares_decision(town, CAST.helen, CAST.marcus)
    await views.thinks(town, CAST.marcus, "things", typed_in_by=CAST.amira)
    await town.goes_away(CAST.amira, (date(2026, 7, 8), date(2026, 7, 17)), CAST.sam)
    later = on(2026, 7, 10, 11)
    told = await due(town, CAST.marcus, later)
    to_read = {"message", "pack_ready", "something_to_read", "views_received", "worker_away"}
    assert told.keys() == {"visit", "views_invite"} | to_read
    await db.execute("UPDATE account SET ends_on = $2 WHERE person_id = $1", CAST.marcus.id, later.date())
    assert (await due(town, CAST.marcus, later)).keys() == {"visit", "views_invite"}
    await db.execute(
        "UPDATE account SET ends_on = $2 WHERE person_id = $1", CAST.marcus.id, date(2026, 7, 11)
    )
    assert await due(town, CAST.marcus, later) == told
