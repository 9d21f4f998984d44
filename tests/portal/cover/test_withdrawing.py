"""A change of manager that is still to come is withdrawn: who may, who is told, and who manages the plan afterwards."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, another_teams_manager, day
from tests.portal.cover.managing import hand_over, manages, plan_of
from tests.portal.visits.pages import words
from tests.running import SignIn, Visitor, at

LATER = FIRST_DAY + timedelta(days=3)
PAGE = "/team/managers/withdraw"
DONE = "The change is withdrawn. You go on managing these plans, and the workers are told."


async def offered(visitor: Visitor) -> list[str]:
    return re.findall(r'name="changes"[^>]* value="([0-9a-f-]{36})"', (await visitor.get(PAGE)).text)


async def works_until(db: Db, staff_id: UUID, plan: UUID) -> list[object]:
    """Until when somebody has this plan to manage, of all that is not ended yet; nothing: until further notice."""
    rows = await db.fetch(
        """
        SELECT to_at FROM involvement
         WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager' AND (to_at IS NULL OR to_at > from_at)
        """,
        staff_id,
        plan,
    )
    return [row["to_at"] for row in rows]


async def test_both_are_as_before_and_it_is_in_the_record(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    ines, priya = await another_teams_manager(db, cast, sign_in), await sign_in(cast.priya)
    samuel, kit = await plan_of(db, cast.samuel), await plan_of(db, cast.kit)
    await hand_over(priya, cast.ines, samuel, kit, **day("on", LATER))
    amira, child = await sign_in(cast.amira), f"/staff/people/{cast.kit.id}"
    assert "Ines Duarte: Manager (from Thursday 4 June)" in words((await amira.get(child)).text)
    page = words((await priya.get(PAGE)).text)
    assert "Samuel Haile: Ines Duarte from Thursday 4 June" in page
    [to_kit] = [
        str(row["id"])
        for row in await db.fetch("SELECT id FROM change_of_manager WHERE child_plan_id = $1", kit)
    ]
    assert len(await offered(priya)) == 2
    done = await priya.post(PAGE, {"changes": to_kit})
    assert done.path == "/team/managers"
    assert DONE in words(done.text)
    assert "Priya Nair. Withdrawn by Priya Nair on Monday 1 June" in words(done.text)
    assert "Ines Duarte" not in words((await amira.get(child)).text)
    told = words((await (await sign_in(cast.amira)).get("/staff/today")).text)
    assert "Priya Nair stays the manager for Kit: the change is withdrawn" in told
    assert await works_until(db, cast.priya.id, kit) == [None]
    assert await works_until(db, cast.ines.id, kit) == []
    clock.turn_to(at(LATER, 9))
    ines, priya = await sign_in(cast.ines), await sign_in(cast.priya)
    assert ((await priya.get(child)).status, (await ines.get(child)).status) == (200, 404)
    other = f"/staff/people/{cast.samuel.id}"
    assert ((await priya.get(other)).status, (await ines.get(other)).status) == (404, 200)
    today = words((await ines.get("/staff/today")).text)
    assert "See what you manage now, after Priya Nair: Samuel" in today
    assert "Kit" not in today.split("See what you manage now", 1)[1].split("</li>")[0].split("Samuel")[0]
    logged = await db.fetch(
        "SELECT reason FROM access_log WHERE kind = 'change_of_manager' AND item_id = $1 ORDER BY at, id",
        UUID(to_kit),
    )
    assert {row["reason"] for row in logged} == {"leaves", "withdrawn"}


async def test_it_can_be_handed_over_again(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    await priya.post(PAGE, {"changes": await offered(priya)})
    assert (await hand_over(priya, cast.ines, kit)).status == 200
    assert await manages(db, cast.ines, kit)
    assert not await manages(db, cast.priya, kit)


async def test_until_when_the_former_one_had_it_stays(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    until = at(FIRST_DAY + timedelta(days=90), 0)
    await db.execute(
        "UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager'",
        cast.priya.id, kit, until,
    )  # fmt: skip
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    await priya.post(PAGE, {"changes": await offered(priya)})
    assert await works_until(db, cast.priya.id, kit) == [until]


async def test_what_the_other_had_anyway_stays_theirs(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    until = at(FIRST_DAY + timedelta(days=90), 0)
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at)
        SELECT council_id, $1, id, 'manager', $3::timestamptz - interval '100 days', $3 FROM child_plan WHERE id = $2
        """,
        cast.ines.id, kit, until,
    )  # fmt: skip
    await db.execute(
        "UPDATE involvement SET to_at = $3 WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager'",
        cast.priya.id, kit, until - timedelta(days=30),
    )  # fmt: skip
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    await priya.post(PAGE, {"changes": await offered(priya)})
    assert await works_until(db, cast.ines.id, kit) == [until]
    assert await works_until(db, cast.priya.id, kit) == [until - timedelta(days=30)]


async def test_twice_nothing_chosen_and_too_late_are_told_plainly(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit, jay = await sign_in(cast.priya), await plan_of(db, cast.kit), await plan_of(db, cast.jay)
    await hand_over(priya, cast.ines, kit, jay, **day("on", LATER))
    none = await priya.post(PAGE)
    assert (none.status, "Choose at least one change" in none.text) == (422, True)
    first, second = await offered(priya)
    assert DONE in words((await priya.post(PAGE, {"changes": first})).text)
    again = await priya.post(PAGE, {"changes": [first, second]})
    assert again.status == 409
    assert "Some of these changes were withdrawn already, or their day has come." in again.text
    assert await offered(priya) == [second], "nothing of a refused answer is kept"
    clock.turn_to(at(LATER, 0, 1))
    priya = await sign_in(cast.priya)
    assert "No change that you could withdraw is still to come." in (await priya.get(PAGE)).text
    late = await priya.post(PAGE, {"changes": second})
    assert late.status == 409
    assert await db.fetchval("SELECT count(*) FROM change_of_manager WHERE withdrawn_at IS NULL") == 1


async def test_what_went_on_to_somebody_else_is_not_withdrawn(sign_in: SignIn, cast: Cast, db: Db) -> None:
    """An administrator gave all of the new manager's to another meanwhile: theirs is not taken by the way."""
    await another_teams_manager(db, cast, sign_in)
    priya, alex = await sign_in(cast.priya), await sign_in(cast.alex)
    kit = await plan_of(db, cast.kit)
    await db.execute("UPDATE person SET staff_role = 'manager' WHERE id = $1", cast.sam.id)
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    [change] = await offered(priya)
    given = await alex.post(
        f"/admin/people/{cast.ines.id}/manages",
        {"taker": cast.sam.id, "reason": "away", "typed_name": "ines duarte"},
    )
    assert given.path == "/admin/people", words(given.text)
    assert await offered(priya) == []
    assert (await priya.post(PAGE, {"changes": change})).status == 409


@pytest.mark.parametrize("who", ["ines", "amira", "sam", "tom", "helen", "alex", "dani", "jay"])
async def test_nobody_else_withdraws_it(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    [change] = await offered(priya)
    visitor = await sign_in(getattr(cast, who))
    answer = await visitor.post(PAGE, {"changes": change}, page="/account")
    assert answer.status == (409 if who == "ines" else 404)
    page = await visitor.get(PAGE)
    assert (page.status, "Kit Rowe" in page.text) == ((200, False) if who == "ines" else (404, False))
    assert await offered(priya) == [change]


async def test_a_plan_on_its_way_is_not_left_without_a_manager(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    await hand_over(priya, cast.ines, kit, **day("on", LATER))
    taken = await db.fetchval(
        "SELECT id FROM involvement WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager'",
        cast.ines.id, kit,
    )  # fmt: skip
    refused = await priya.post(f"/staff/plans/{kit}/workers/{taken}/end", {"why": "A mistake"})
    assert (refused.status, "Nobody else manages this plan." in refused.text) == (422, True)
    assert await works_until(db, cast.ines.id, kit) == [None]
