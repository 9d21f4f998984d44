"""A plan becomes another kind of plan, or ends: by its manager, with a reason, and nothing is left waiting."""

from datetime import datetime, timedelta

from portal.clock import LONDON, Clock
from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, send_on
from tests.portal.visits.pages import words
from tests.running import SignIn

LAST_DAY = {"last_day-day": "1", "last_day-month": "6", "last_day-year": "2026"}


async def plan_of(db: Db, cast: Cast) -> object:
    """Luca's: family help, with no visit ahead once those planned are over."""
    await db.execute("UPDATE visit SET state = 'called_off' WHERE state = 'planned'")
    return await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.luca.id)


async def test_a_plan_changes_its_kind_and_the_next_visit_is_counted_anew(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    priya = await sign_in(cast.priya)
    page = f"/staff/plans/{await plan_of(db, cast)}/kind"
    old = await priya.get(page)
    refused = await fill_in(priya, page, {"type": "child_in_need", "why": ""})
    assert (refused.status, "Say why" in refused.text) == (422, True)
    done = await fill_in(priya, page, {"type": "child_in_need", "why": "Decided at the meeting"})
    assert "The plan is changed." in words(done.text)
    assert "Child in need plan" in words(done.text)
    stale = await send_on(priya, old, page, {"type": "child_protection", "why": "Something older"})
    assert stale.status == 409
    assert "Something older" in stale.text
    assert "What is there now" in words(stale.text)
    assert "Child in need plan" in words(stale.text)
    assert (
        await db.fetchval("SELECT type FROM child_plan WHERE child_id = $1", cast.luca.id) == "child_in_need"
    )


async def test_a_plan_ends_and_its_record_closes_28_days_later(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    priya, sam, luca = await sign_in(cast.priya), await sign_in(cast.sam), await sign_in(cast.luca)
    page = f"/staff/plans/{await plan_of(db, cast)}/end"
    done = await fill_in(priya, page, {**LAST_DAY, "why": "The help worked"})
    assert "The plan ends on the day you chose." in words(done.text)
    child = f"/staff/people/{cast.luca.id}"
    last_moment = datetime(2026, 6, 29, 23, 30, tzinfo=LONDON)
    clock.turn_to(last_moment)
    sam, luca = await sign_in(cast.sam), await sign_in(cast.luca)
    assert (await sam.get(child)).status == 200
    assert "Luca Costa" not in (await sam.get("/staff/people")).text
    assert "Your plan with us has ended." in words((await luca.get("/home")).text)
    clock.turn_to(last_moment + timedelta(hours=1))
    assert (await sam.get(child)).status == 404


async def test_nobody_is_left_waiting_for_what_was_planned(sign_in: SignIn, cast: Cast, db: Db) -> None:
    priya, amira = await sign_in(cast.priya), await sign_in(cast.amira)
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", cast.kit.id)
    page = f"/staff/plans/{plan}/end"
    refused = await fill_in(priya, page, {**LAST_DAY, "why": "They move away"})
    assert refused.status == 422
    assert "Call it off or move it first" in words(refused.text)
    assert f"/staff/visits/{cast.home_visit}" in refused.text
    assert f"/staff/meetings/{cast.review_conference}" in refused.text
    assert "They move away" in refused.text
    early = await fill_in(priya, page, {**LAST_DAY, "last_day-year": "2020", "why": "x"})
    assert "Enter a day on or after the first day of the plan" in words(early.text)
    assert await db.fetchval("SELECT to_on FROM child_plan WHERE id = $1", plan) is None
    # It is the manager's to do: not the worker's, nor that of a manager or worker elsewhere.
    for somebody in (amira, await sign_in(cast.ines), await sign_in(cast.lewis), await sign_in(cast.dani)):
        for path in (page, f"/staff/plans/{plan}/kind"):
            assert (await somebody.get(path)).status == 404
