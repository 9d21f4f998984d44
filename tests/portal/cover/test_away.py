"""A worker goes away with cover, changes it, and is back."""

from datetime import date, timedelta

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import absence_of, covers_of, days, go_away, plans_of
from tests.portal.messages.talk import Db, address_of
from tests.running import SignIn, at

BEGINS, BACK = FIRST_DAY + timedelta(days=7), FIRST_DAY + timedelta(days=14)


async def test_set_away_with_cover_takes_three_taps_from_today(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    today = await amira.get("/staff/today")
    assert 'href="/staff/away"' in today.text  # 1: the link, 2: the person, 3: Save
    page = await amira.get("/staff/away")
    assert page.text.index("Sam Okoro") < page.text.index("Nobody yet")
    saved = await go_away(amira, BEGINS, BACK, cast.sam.id)
    assert saved.status == 200, saved.text
    assert "Your dates are saved." in saved.text
    covers = await covers_of(db, cast.amira)
    assert {row["child_plan_id"] for row in covers} == {row["id"] for row in await plans_of(db, cast.amira)}
    assert {(row["staff_id"], row["from_at"], row["to_at"]) for row in covers} == {
        (cast.sam.id, at(BEGINS, 0), at(BACK, 0))
    }


async def test_one_child_may_have_another_cover_and_one_none(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    plans = {row["child_id"]: row["id"] for row in await plans_of(db, cast.amira)}
    kit, jay = plans[cast.kit.id], plans[cast.jay.id]
    own = {f"plan_{kit.hex}": cast.priya.id, f"plan_{jay.hex}": "nobody"}
    saved = await go_away(amira, BEGINS, BACK, cast.sam.id, **own)
    assert "Nobody covers some of these plans." in saved.text
    covers = {row["child_plan_id"]: row["staff_id"] for row in await covers_of(db, cast.amira)}
    assert covers[kit] == cast.priya.id
    assert jay not in covers
    assert {staff for plan, staff in covers.items() if plan != kit} == {cast.sam.id}


@pytest.mark.parametrize(
    ("from_on", "back_on", "says"),
    [
        (BACK, BEGINS, "The first day back must be after today and after the first day away"),
        (BEGINS, BEGINS, "The first day back must be after today and after the first day away"),
        (FIRST_DAY - timedelta(days=1), BACK, "The date must be today or later"),
        (BEGINS, BEGINS + timedelta(days=367), "Choose a day within a year"),
    ],
)
async def test_days_that_cannot_be_are_refused(
    sign_in: SignIn, cast: Cast, db: Db, from_on: date, back_on: date, says: str
) -> None:
    amira = await sign_in(cast.amira)
    answer = await go_away(amira, from_on, back_on, cast.sam.id)
    assert (answer.status, says in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM absence WHERE staff_id = $1", cast.amira.id) == 0


@pytest.mark.parametrize("who", ["amira", "ines", "dani", "lewis", "tom"])
async def test_only_colleagues_of_the_team_can_be_chosen(
    sign_in: SignIn, cast: Cast, db: Db, who: str
) -> None:
    """Nor oneself, nor somebody of another team, of a family or of another council, nor whose account ended."""
    if who == "tom":
        await db.execute(
            "UPDATE account SET state = 'closed' WHERE person_id = $1",
            cast.tom.id,
        )
    amira = await sign_in(cast.amira)
    answer = await go_away(amira, BEGINS, BACK, getattr(cast, who).id)
    assert (answer.status, "Choose who will cover" in answer.text) == (422, True)


async def test_nobody_is_away_twice_on_one_day(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    assert (await go_away(amira, BEGINS, BACK, cast.sam.id)).status == 200
    again = await go_away(amira, BACK - timedelta(days=1), BACK + timedelta(days=3), cast.sam.id)
    assert (again.status, "You are away on some of these days already" in again.text) == (422, True)
    next_to_it = await go_away(amira, BACK, BACK + timedelta(days=3), cast.sam.id)
    assert next_to_it.status == 200
    assert await db.fetchval("SELECT count(*) FROM absence WHERE staff_id = $1", cast.amira.id) == 2


async def test_a_cover_who_is_away_too_is_said_and_not_forbidden(sign_in: SignIn, cast: Cast) -> None:
    sam, amira = await sign_in(cast.sam), await sign_in(cast.amira)
    await go_away(sam, BEGINS + timedelta(days=2), BACK, "nobody")
    saved = await go_away(amira, BEGINS, BACK, cast.sam.id)
    assert saved.status == 200
    assert "Sam Okoro is away too, from Wednesday 10 June" in saved.text
    assert "Sam Okoro is away too" in (await amira.get("/staff/away")).text


async def test_other_days_move_the_cover_along_and_another_cover_takes_over(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira = await sign_in(cast.amira)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    path = f"/staff/away/{await absence_of(db, cast.amira)}"
    later = {**days(BEGINS + timedelta(days=1), BACK + timedelta(days=1)), "everyone": cast.sam.id}
    assert (await amira.post(path, later)).status == 200
    assert {(row["from_at"], row["to_at"]) for row in await covers_of(db, cast.amira)} == {
        (at(BEGINS + timedelta(days=1), 0), at(BACK + timedelta(days=1), 0))
    }

    clock.turn_to(at(BEGINS + timedelta(days=2), 11))
    page = await amira.get(path)
    assert "You are away since" in page.text
    assert 'name="from_on-day"' not in page.text
    other = {**days(FIRST_DAY, BACK), "everyone": cast.priya.id}
    assert (await amira.post(path, other)).status == 200
    covers = await covers_of(db, cast.amira)
    assert {row["to_at"] for row in covers if row["staff_id"] == cast.priya.id} == {at(BACK, 0)}
    ended = [row["to_at"] for row in covers if row["staff_id"] == cast.sam.id]
    assert ended
    assert all(
        at(BEGINS + timedelta(days=2), 11) <= end < at(BEGINS + timedelta(days=2), 12) for end in ended
    )
    begun = await db.fetchval("SELECT from_on FROM absence WHERE staff_id = $1", cast.amira.id)
    assert begun == BEGINS + timedelta(days=1), "what has begun has begun"


async def test_being_back_early_ends_the_cover_at_once(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, sam = await sign_in(cast.amira), await sign_in(cast.sam)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    conversation = await address_of(db, cast.dani, staff=True)
    assert (await sam.get(conversation)).status == 404
    clock.turn_to(at(BEGINS, 9))
    assert (await sam.get(conversation)).status == 200
    path = f"/staff/away/{await absence_of(db, cast.amira)}/end"
    back = await amira.post(path, page="/staff/away")
    assert "Welcome back. Nobody covers for you any more." in back.text
    assert (await sam.get(conversation)).status == 404
    assert (await amira.post(path, page="/staff/away")).status == 404


async def test_cover_ends_by_itself_on_the_first_day_back(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    amira, sam = await sign_in(cast.amira), await sign_in(cast.sam)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    conversation = await address_of(db, cast.dani, staff=True)
    clock.turn_to(at(BACK - timedelta(days=1), 23, 59))
    assert (await sam.get(conversation)).status == 200
    clock.turn_to(at(BACK, 0, 1))
    assert (await sam.get(conversation)).status == 404
    assert "You are not covering for anyone." in (await sam.get("/staff/covering")).text


async def test_an_absence_ahead_can_be_called_off(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    amira, sam = await sign_in(cast.amira), await sign_in(cast.sam)
    await go_away(amira, BEGINS, BACK, cast.sam.id)
    gone = await amira.post(f"/staff/away/{await absence_of(db, cast.amira)}/end", page="/staff/away")
    assert "These dates are gone." in gone.text
    clock.turn_to(at(BEGINS, 10))
    assert (await sam.get(await address_of(db, cast.dani, staff=True))).status == 404


async def test_an_absence_is_nobody_elses(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await go_away(await sign_in(cast.amira), BEGINS, BACK, cast.sam.id)
    path = f"/staff/away/{await absence_of(db, cast.amira)}"
    fields = {**days(BEGINS, BACK), "everyone": cast.tom.id}
    for member in (cast.sam, cast.tom, cast.priya, cast.ines, cast.lewis, cast.alex, cast.dani, cast.helen):
        visitor = await sign_in(member)
        for address in (path, f"{path}/notes"):
            assert (await visitor.get(address)).status == 404, (member.key, address)
            assert (await visitor.post(address, fields, page="/account")).status == 404, (member.key, address)
        assert (await visitor.post(f"{path}/end", page="/account")).status == 404, member.key
    assert {row["staff_id"] for row in await covers_of(db, cast.amira)} == {cast.sam.id}


@pytest.mark.parametrize("who", ["dani", "kit", "alex", "helen", "grace_lim"])
async def test_the_pages_are_for_staff_who_work_with_families(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for path in ("/staff/away", "/staff/covering"):
        assert (await visitor.get(path)).status == 404
    assert (await visitor.post("/staff/away", days(BEGINS, BACK), page="/account")).status == 404


async def test_what_was_done_is_in_the_log(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await go_away(await sign_in(cast.amira), BEGINS, BACK, cast.sam.id)
    row = await db.fetchrow("SELECT * FROM access_log WHERE deed = 'changed' AND kind = 'absence'")
    assert row is not None
    assert (row["actor_id"], row["item_id"]) == (cast.amira.id, await absence_of(db, cast.amira))
    assert {cast.kit.id, cast.jay.id} <= set(row["about"])
