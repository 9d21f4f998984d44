"""A family gets another worker: access, visits, promises, and what both are asked to write."""

from datetime import timedelta
from uuid import UUID

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, another_teams_manager, covers_of, day, give_cover, go_away
from tests.portal.cover.moving import MOVES, hand_over, held_by, rowes
from tests.portal.messages.talk import address_of
from tests.running import SignIn, at


async def test_access_goes_over_on_the_day(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    priya, amira, sam = [await sign_in(who) for who in (cast.priya, cast.amira, cast.sam)]
    saved = await hand_over(priya, await rowes(db, cast), cast.sam)
    assert "The change is saved. Both workers are asked to write" in saved.text, saved.text
    assert "Amira Khan to Sam Okoro" in saved.text
    conversation = await address_of(db, cast.dani, staff=True)
    clock.turn_to(at(MOVES - timedelta(days=1), 23, 59))
    assert ((await amira.get(conversation)).status, (await sam.get(conversation)).status) == (200, 404)
    clock.turn_to(at(MOVES, 0, 1))
    assert ((await amira.get(conversation)).status, (await sam.get(conversation)).status) == (404, 200)
    clock.turn_to(at(MOVES, 10))
    parent = await (await sign_in(cast.dani)).get(await address_of(db, cast.dani))
    assert "Sam Okoro is your social worker now. Sam can read your old messages." in parent.text
    codes = await db.fetch(
        "SELECT change_reason FROM involvement WHERE from_at = $1 OR to_at = $1", at(MOVES, 0)
    )
    assert {row["change_reason"] for row in codes} == {"LEFTRL"}


async def test_visits_from_that_day_on_are_the_new_workers_and_their_readers_are_told(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    await hand_over(await sign_in(cast.priya), await rowes(db, cast), cast.sam)
    rows = await db.fetch(
        "SELECT worker_id, starts_at FROM visit WHERE id = ANY ($1)",
        [cast.home_visit, cast.office_visit, cast.unannounced_visit],
    )
    assert rows
    assert {row["worker_id"] for row in rows if row["starts_at"] >= at(MOVES, 0)} == {cast.sam.id}
    told = await db.fetchval(
        "SELECT count(*) FROM visit_news WHERE visit_id = $1 AND kind = 'changed' AND by_id = $2",
        cast.home_visit,
        cast.priya.id,
    )
    assert told == 1
    home = await (await sign_in(cast.kit)).get("/home")
    assert "New: who is coming." in home.text
    hidden = await db.fetchval("SELECT count(*) FROM visit_news WHERE visit_id = $1", cast.unannounced_visit)
    assert hidden == 0


async def test_a_visit_about_a_child_who_stays_stays(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await hand_over(await sign_in(cast.priya), await held_by(db, cast.amira, cast.jay), cast.sam)
    about = await db.fetch("SELECT child_id FROM visit_child WHERE visit_id = $1", cast.home_visit)
    assert cast.kit.id in {row["child_id"] for row in about}
    assert await db.fetchval("SELECT worker_id FROM visit WHERE id = $1", cast.home_visit) == cast.amira.id


async def test_open_promises_go_along_with_their_days(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, dani = await sign_in(cast.priya), await sign_in(cast.dani)
    await db.execute(
        "UPDATE promise SET who_words = 'Amira' WHERE owed_by = 'council' AND visit_id = $1", cast.last_visit
    )
    before = await db.fetch(
        "SELECT id, state, by_on, made_at, who_words FROM promise WHERE visit_id = $1 AND owed_by = 'council'",
        cast.last_visit,
    )
    assert {row["state"] for row in before} >= {"open"}
    await hand_over(priya, await rowes(db, cast), cast.sam)

    async def said() -> dict[UUID, str | None]:
        await db.execute("SELECT set_config('app.now', $1, false)", clock.now().isoformat())
        rows = await db.fetch(
            "SELECT p.id, (SELECT o.said FROM taken_over(p.id) AS o) AS said FROM promise AS p WHERE p.visit_id = $1"
            " AND p.owed_by = 'council'", cast.last_visit,
        )  # fmt: skip
        return {row["id"]: row["said"] for row in rows}

    assert set((await said()).values()) == {None}, "not before the day"
    clock.turn_to(at(MOVES, 12))
    now = await said()
    assert {now[row["id"]] for row in before if row["state"] == "open"} == {"Sam"}
    assert {now[row["id"]] for row in before if row["state"] != "open"} <= {None}
    after = await db.fetch("SELECT id, state, by_on, made_at, who_words FROM promise WHERE visit_id = $1"
                           " AND owed_by = 'council'", cast.last_visit)  # fmt: skip
    assert sorted(map(tuple, after)) == sorted(map(tuple, before)), "the record itself is as it was written"
    page = await dani.get(f"/visits/{cast.last_visit}/after")
    assert "Sam" in page.text
    staff = await (await sign_in(cast.sam)).get(f"/staff/visits/{cast.last_visit}/after/promises")
    assert "Sam" in staff.text

    await hand_over(
        priya, await held_by(db, cast.sam, cast.kit, cast.jay), cast.amira, MOVES + timedelta(days=2)
    )
    clock.turn_to(at(MOVES + timedelta(days=2), 12))
    assert {value for value in (await said()).values() if value} == {"Amira"}


async def test_who_covered_there_covers_no_more(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, sam = await sign_in(cast.priya), await sign_in(cast.sam)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, FIRST_DAY + timedelta(days=10))
    now = await hand_over(priya, await held_by(db, cast.amira, cast.kit, cast.jay), cast.priya, FIRST_DAY)
    assert "The new worker is asked to write to the families." in now.text, "who leaves cannot write any more"
    assert (await sam.get(await address_of(db, cast.dani, staff=True))).status == 404
    assert (await sam.get(await address_of(db, cast.tigist, staff=True))).status == 200
    assert {row["staff_id"] for row in await covers_of(db, cast.amira)} == {cast.sam.id}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"plans": []}, "Choose at least one plan"),
        ({"to": ""}, "Choose who takes over"),
        ({"reason": "NOSUCH"}, "Choose why"),
        ({"on-day": 31, "on-month": 5}, "The date must be today or later"),
        ({"on-year": 2028}, "Choose a day within a year"),
    ],
)
async def test_what_cannot_be_is_refused(
    sign_in: SignIn, cast: Cast, db: Db, change: dict[str, object], says: str
) -> None:
    fields = {
        "plans": await rowes(db, cast),
        "to": cast.sam.id,
        "reason": "LEFTRL",
        **day("on", MOVES),
        **change,
    }
    answer = await (await sign_in(cast.priya)).post("/team/moves", fields)
    assert (answer.status, says in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM change_of_worker") == 0


async def test_nobody_takes_over_from_themselves_or_twice(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, plans = await sign_in(cast.priya), await rowes(db, cast)
    same = await hand_over(priya, plans, cast.amira)
    assert (same.status, "They have this plan now" in same.text) == (422, True)
    assert (await hand_over(priya, plans, cast.sam)).status == 200
    again = await hand_over(priya, plans, cast.priya)
    assert (again.status, "Choose at least one plan" in again.text) == (422, True)


async def test_plans_of_another_team_cannot_be_given_away(sign_in: SignIn, cast: Cast, db: Db) -> None:
    other = await another_teams_manager(db, cast, sign_in)
    answer = await hand_over(other, await rowes(db, cast), cast.ines)
    assert (answer.status, "Choose at least one plan" in answer.text) == (422, True)
    assert await db.fetchval("SELECT count(*) FROM change_of_worker") == 0


def without_cover(page: str) -> str:
    """The part of the team's page about workers who are away."""
    return page.split("Workers away without cover", 1)[1].split("<h2", 1)[0]


async def test_a_plan_that_goes_to_another_worker_first_needs_no_cover(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya, amira = await sign_in(cast.priya), await sign_in(cast.amira)
    await go_away(amira, MOVES, MOVES + timedelta(days=5), "nobody")
    assert "Kit Rowe" in without_cover((await priya.get("/team")).text)
    await hand_over(priya, await rowes(db, cast), cast.sam)
    team = without_cover((await priya.get("/team")).text)
    assert "Kit Rowe" not in team
    assert "Samuel Haile" in team
