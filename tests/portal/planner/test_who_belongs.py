"""A reader who belongs to a visit no more: not called about it, not named as its reader, and in nobody’s way."""

from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db
from tests.portal.planner.pages import filled, words
from tests.running import SignIn, at

VISIT_DAY = FIRST_DAY + timedelta(days=8)
DANIS_NUMBER = "tel:07700900401"


@pytest.mark.parametrize("day", ["to_on", "apart_on"])
async def test_who_belongs_no_more_is_not_called_about_the_visit(
    sign_in: SignIn, cast: Cast, clock: Clock, db: Db, day: str
) -> None:
    """By a relationship that ended, or a birthday that came, on the day of the visit itself."""
    clock.turn_to(at(VISIT_DAY, 11))
    amira, pages = await sign_in(cast.amira), ("/staff/today", "/staff/visits")
    assert DANIS_NUMBER in (await amira.get("/staff/today")).text
    for path in pages:
        assert "Dani R" in words((await amira.get(path)).text).split("Past visits")[0], path
    await db.execute(f"UPDATE relationship SET {day} = $2 WHERE person_id = $1", cast.dani.id, VISIT_DAY)
    assert DANIS_NUMBER not in (await amira.get("/staff/today")).text
    shown = words((await amira.get(f"/staff/visits/{cast.home_visit}")).text)
    assert "Dani Rowe" not in shown.split("Who can see this plan")[1].split("What happened")[0]


async def test_a_plan_is_changed_though_a_reader_of_it_belongs_no_more(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", cast.dani.id, FIRST_DAY)
    amira, path = await sign_in(cast.amira), f"/staff/visits/{cast.home_visit}/change"
    page = await amira.get(path)
    done = await amira.send(path, {**filled(page.text, path, time="5pm"), "do": "share"})
    assert "The visit is moved." in done.text
    reads = "SELECT person_id FROM visit_reader WHERE visit_id = $1 AND ended_at IS NULL"
    readers = {row["person_id"] for row in await db.fetch(reads, cast.home_visit)}
    assert readers == {cast.kit.id, cast.jay.id}


async def test_an_account_that_ended_at_25_reaches_nobody(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """Whoever cannot sign in any more is told in another way."""
    ines, path = await sign_in(cast.ines), f"/staff/visits/new/{cast.sol.id}"
    ends = "UPDATE account SET ends_on = $2 WHERE person_id = $1"
    await db.execute(ends, cast.sol.id, FIRST_DAY + timedelta(1))
    assert "Has no sign-in" not in (await ines.get(path)).text
    await db.execute(ends, cast.sol.id, FIRST_DAY)
    assert "Has no sign-in" in (await ines.get(path)).text
