"""A plan gets another manager: who hands it over, who is told, and what the former one sees from then on."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, another_teams_manager, day
from tests.portal.cover.managing import hand_over, manages, plan_of
from tests.portal.visits.pages import words
from tests.running import Answer, SignIn, at, hidden_fields

LATER = FIRST_DAY + timedelta(days=3)


async def test_one_plan_goes_over_at_once_and_both_are_told(sign_in: SignIn, cast: Cast, db: Db) -> None:
    ines, priya, amira = (
        await another_teams_manager(db, cast, sign_in),
        await sign_in(cast.priya),
        await sign_in(cast.amira),
    )
    samuel = await plan_of(db, cast.samuel)
    child, workers = f"/staff/people/{cast.samuel.id}", f"/staff/plans/{samuel}/workers"
    assert ((await priya.get(child)).status, (await ines.get(child)).status) == (200, 404)
    kept_open = await priya.get(workers)
    assert kept_open.status == 200
    done = await hand_over(priya, cast.ines, samuel)
    assert "You see nothing of these plans any more." in done.text
    assert "Samuel Haile" not in words(done.text)
    assert ((await priya.get(workers)).status, (await ines.get(workers)).status) == (404, 200)
    assert (await priya.get(child)).status == 404
    # What stood open in another window does nothing any more.
    late = await priya.send(
        workers, {**hidden(kept_open), "staff": cast.sam.id, "role": "allocated", "why": "Late"}
    )
    assert late.status == 404
    assert (await priya.get(f"/staff/people/{cast.kit.id}")).status == 200, "only the one that was ticked"
    assert "See what you manage now, after Priya Nair: Samuel" in words((await ines.get("/staff/today")).text)
    assert "Ines Duarte is the manager for Samuel" in words((await amira.get("/staff/today")).text)
    page = await ines.get("/team/managers")
    assert "After Priya Nair" in words(page.text)
    seen = await ines.post("/team/managers/seen", page="/team/managers")
    assert "You know which plans are yours." in seen.text
    assert "See what you manage now" not in (await ines.get("/staff/today")).text
    logged = await db.fetch("SELECT reason FROM access_log WHERE kind = 'change_of_manager' ORDER BY at, id")
    assert [row["reason"] for row in logged] == ["leaves", "seen"]


def hidden(page: Answer) -> dict[str, object]:
    return hidden_fields(page.text)


async def test_all_of_them_from_a_later_day(sign_in: SignIn, cast: Cast, db: Db, clock: Clock) -> None:
    ines, priya = await another_teams_manager(db, cast, sign_in), await sign_in(cast.priya)
    saved = await hand_over(priya, cast.ines, **day("on", LATER))
    assert "The change is saved. The workers are told now, and the new manager on that day." in saved.text
    assert "You manage no plan that can be handed over." in saved.text, "all of it is on its way"
    amira, sam = await sign_in(cast.amira), await sign_in(cast.sam)
    told = words((await amira.get("/staff/today")).text)
    assert "Ines Duarte will be the manager for Kit From Thursday 4 June" in told
    assert "will be the manager for Kit" not in words((await sam.get("/staff/today")).text)
    assert "See what you manage now" not in words((await ines.get("/staff/today")).text)
    clock.turn_to(at(LATER - timedelta(days=1), 23, 59))
    assert (await priya.get(f"/staff/people/{cast.kit.id}")).status == 200
    clock.turn_to(at(LATER, 0, 1))
    for child in (cast.kit, cast.jay, cast.samuel, cast.luca, cast.max):
        assert (await priya.get(f"/staff/people/{child.id}")).status == 404, child.key
        assert (await ines.get(f"/staff/people/{child.id}")).status == 200, child.key


async def test_what_cannot_be_is_refused(sign_in: SignIn, cast: Cast, db: Db) -> None:
    ines, priya = await another_teams_manager(db, cast, sign_in), await sign_in(cast.priya)
    kit, omar = await plan_of(db, cast.kit), await plan_of(db, cast.omar)
    for more, says in (
        ({"which": ""}, "Choose which plans"),
        ({"plans": []}, "Choose at least one plan"),
        ({"to": ""}, "Choose who manages them"),
        ({"to": cast.amira.id}, "Choose who manages them"),
        ({"to": cast.priya.id}, "Choose who manages them"),
        ({"to": cast.lewis.id}, "Choose who manages them"),
        ({"reason": "nosuch"}, "Choose why"),
        ({"on-year": 2025}, "The date must be today or later"),
        ({"plans": [omar]}, "Choose at least one plan"),
    ):
        refused = await hand_over(priya, cast.ines, kit, **more)
        assert (refused.status, says in refused.text) == (422, True), (more, words(refused.text))
    assert (await hand_over(ines, cast.priya, kit)).status == 422, "another team's"
    assert await db.fetchval("SELECT count(*) FROM change_of_manager") == 0
    assert await manages(db, cast.priya, kit)


async def test_twice_is_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    page = await priya.get("/team/managers")
    fields = {
        **hidden(page),
        "which": "some",
        "plans": [kit],
        "to": cast.ines.id,
        "reason": "team",
        **day("on", FIRST_DAY),
    }
    first = await priya.send("/team/managers", fields)
    assert first.status == 200
    again = await priya.send("/team/managers", {**fields, "key": str(uuid4())})
    assert again.status in (400, 409, 422)
    assert await db.fetchval("SELECT count(*) FROM change_of_manager") == 1
    assert await manages(db, cast.ines, kit)


async def test_no_plan_is_left_without_a_manager(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await another_teams_manager(db, cast, sign_in)
    priya, kit = await sign_in(cast.priya), await plan_of(db, cast.kit)
    own = await db.fetchval(
        "SELECT id FROM involvement WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager'",
        cast.priya.id,
        kit,
    )
    end = f"/staff/plans/{kit}/workers/{own}/end"
    refused = await priya.post(end, {"why": "I go"})
    assert (refused.status, "Nobody else manages this plan." in refused.text) == (422, True)
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT council_id, $1, child_plan_id, role, from_at FROM involvement WHERE id = $2
        """,
        cast.ines.id,
        own,
    )
    assert (await priya.post(end, {"why": "I go"}, follow=False)).status == 303
    assert not await manages(db, cast.priya, kit)


@pytest.mark.parametrize(
    "who", ["amira", "ines", "tom", "helen", "grace_lim", "alex", "lewis", "dani", "jay"]
)
async def test_nobody_else_hands_anything_over(sign_in: SignIn, cast: Cast, db: Db, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    assert (await visitor.get("/team/managers")).status == 404
    for path in ("/team/managers", "/team/managers/seen"):
        assert (
            await visitor.post(path, {"which": "all", "to": cast.priya.id}, page="/account")
        ).status == 404
    if who != "alex":
        assert (await visitor.get(f"/admin/people/{cast.priya.id}/manages")).status == 404
        answer = await visitor.post(
            f"/admin/people/{cast.priya.id}/manages", {"taker": cast.ines.id}, page="/account"
        )
        assert answer.status == 404


async def test_an_administrator_gives_what_a_sick_manager_has_to_another_and_sees_no_name(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    ines, alex = await another_teams_manager(db, cast, sign_in), await sign_in(cast.alex)
    priya, here, kit = (
        await sign_in(cast.priya),
        f"/admin/people/{cast.priya.id}/manages",
        await plan_of(db, cast.kit),
    )
    page = await alex.get(here)
    assert "children’s plans" in words(page.text)
    assert {name for name in ("Kit Rowe", "Rowe", "Samuel", "Costa") if name in page.text} == set()
    wrong = await alex.post(here, {"taker": cast.amira.id, "reason": "away", "typed_name": "Priya"})
    assert wrong.status == 422
    assert "Choose who manages these plans" in wrong.text
    done = await alex.post(here, {"taker": cast.ines.id, "reason": "away", "typed_name": "priya  nair"})
    assert "The other manager manages these plans from now." in done.text
    assert await manages(db, cast.ines, kit)
    assert not await manages(db, cast.priya, kit)
    assert (await priya.get(f"/staff/people/{cast.kit.id}")).status == 404
    assert (await priya.get("/account")).status == 200, "their account stays"
    assert "Kit" in words((await ines.get("/staff/today")).text)
    told = words((await priya.get("/staff/today")).text)
    assert "Ines Duarte manages plans now that were yours: 6" in told
    assert "Kit Rowe" not in told
    assert "They manage no plan" in (await alex.get(here)).text
    assert (await alex.get(f"/admin/people/{cast.amira.id}/manages")).status == 404, "no manager"
