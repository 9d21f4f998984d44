"""Changing a plan that stands: everybody who sees it sees the change, and no change is lost to another."""

from datetime import timedelta
from typing import Any

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.planner.pages import filled, form_of, words
from tests.portal.visits.pages import carried
from tests.running import Answer, SignIn, Visitor, at


def change(cast: Cast) -> str:
    return f"/staff/visits/{cast.home_visit}/change"


async def press(visitor: Visitor, cast: Cast, page: Answer, do: str = "share", **changes: object) -> Answer:
    return await visitor.send(change(cast), {**filled(page.text, change(cast), **changes), "do": do})


async def test_a_moved_visit_shows_both_times_and_asks_again(sign_in: SignIn, cast: Cast) -> None:
    amira, kit = await sign_in(cast.amira), await sign_in(cast.kit)
    assert "Amira knows this time is OK." in words((await kit.get(f"/visits/{cast.home_visit}")).text)
    done = await press(amira, cast, await amira.get(change(cast)), time="5pm")
    assert "The visit is moved." in done.text
    shown = words((await kit.get(f"/visits/{cast.home_visit}")).text)
    assert "The time has changed. It was 4pm. It is now 5pm." in shown
    assert "knows this time is OK" not in shown
    assert "Amira Khan moved the visit." in words(done.text)


async def test_other_changes_are_told_without_asking_again(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    kit, path = await sign_in(cast.kit), f"/visits/{cast.home_visit}"
    done = await press(amira, cast, await amira.get(change(cast)), purpose="To see the new kite.")
    assert "The plan is changed. Everyone who can see it sees the change." in done.text
    assert "To see the new kite." in (await (await sign_in(cast.dani)).get(path)).text
    placed = await press(amira, cast, await amira.get(change(cast)), place="school")
    # Nobody is sent for it: whoever changed it has to know that.
    assert "No text is sent about a place: call or write to them" in placed.text
    # What changed since they said that the time is OK stands in one line wherever the visit does.
    for page in ("/home", "/visits", path):
        shown = words((await kit.get(page)).text)
        assert "This plan changed on Monday 1 June. New: where it is, why we are visiting." in shown
    await press(amira, cast, await amira.get(change(cast)), time="5pm")
    moved = words((await kit.get("/home")).text)
    assert "It is now 5pm. Also new: where it is, why we are visiting." in moved


async def test_a_plan_saved_as_it_was_changed_for_nobody(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    await press(amira, cast, await amira.get(change(cast)))
    for member in (cast.kit, cast.dani):
        for page in ("/home", "/visits", f"/visits/{cast.home_visit}"):
            assert "changed" not in words((await (await sign_in(member)).get(page)).text)


async def test_time_alone_is_news_for_the_child_and_who_decides_for_it(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    """Never for a brother, nor for somebody who reads the plan and is not told of it there."""
    amira = await sign_in(cast.amira)
    page = await amira.get(change(cast))
    children = await db.fetch(
        "SELECT child_id, alone_minutes FROM visit_child WHERE visit_id = $1", cast.home_visit
    )
    assert {row["child_id"] for row in children} == {cast.kit.id, cast.jay.id}
    fields = filled(page.text, change(cast))
    row = next(name for name, value in fields.items() if value == str(cast.jay.id)).removesuffix("-child_id")
    await amira.send(change(cast), {**fields, f"{row}-alone": "y", f"{row}-minutes": "25", "do": "share"})
    for member, told in ((cast.jay, True), (cast.dani, True), (cast.kit, False)):
        for place in ("/home", "/visits", f"/visits/{cast.home_visit}"):
            shown = words((await (await sign_in(member)).get(place)).text)
            assert ("New: time alone." in shown) is told
            assert ("This plan changed" in shown) is told


async def test_two_staff_who_edit_one_plan_see_both_texts(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    hers, mine = await amira.get(change(cast)), await priya.get(change(cast))
    await press(amira, cast, hers, purpose="Amira’s words.", time="5pm")
    stale = await press(priya, cast, mine, purpose="Priya’s words.")
    assert stale.status == 409
    text = words(stale.text)
    assert "Amira’s words." in text
    assert "Priya’s words." in text
    assert "5pm" in text
    fields = form_of(stale.text, change(cast))
    assert fields["purpose"] == "Priya’s words."
    assert await db.fetchval("SELECT purpose FROM visit WHERE id = $1", cast.home_visit) == "Amira’s words."
    # Having seen both, Priya decides.
    done = await priya.send(change(cast), {**fields, "do": "share"})
    assert done.status == 200
    assert await db.fetchval("SELECT purpose FROM visit WHERE id = $1", cast.home_visit) == "Priya’s words."


async def test_a_plan_called_off_meanwhile_keeps_what_was_typed(sign_in: SignIn, cast: Cast) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    page = await priya.get(change(cast))
    await amira.post(f"/staff/visits/{cast.home_visit}/call-off")
    late = await press(priya, cast, page, purpose="Priya’s words.")
    assert late.status == 409
    assert "Priya’s words." in late.text
    assert (await priya.get(change(cast))).path == f"/staff/visits/{cast.home_visit}"


async def test_the_familys_own_topics_stay_theirs(sign_in: SignIn, cast: Cast, db: Any) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(change(cast))
    assert "I made a kite." in words(page.text)
    theirs = await db.fetchval(
        "SELECT id FROM visit_topic WHERE visit_id = $1 AND added_by = $2", cast.home_visit, cast.kit.id
    )
    fields = filled(page.text, change(cast))
    await amira.send(
        change(cast),
        {
            **fields,
            "topics-0-line_id": str(theirs),
            "topics-0-body": "Mine now",
            "topics-1-body": "",
            "do": "share",
        },
    )
    kept = await db.fetchrow("SELECT body, ended_at FROM visit_topic WHERE id = $1", theirs)
    assert kept["body"].startswith("I made a kite.")
    assert kept["ended_at"] is None
    left = await db.fetch(
        "SELECT t.body FROM visit_topic t WHERE visit_id = $1 AND added_by = $2 AND ended_at IS NULL",
        cast.home_visit, cast.amira.id,
    )  # fmt: skip
    assert [row["body"] for row in left] == ["What we said we would do last time"]


async def test_who_is_taken_off_finds_nothing_there_any_more(sign_in: SignIn, cast: Cast) -> None:
    amira, jay = await sign_in(cast.amira), await sign_in(cast.jay)
    assert (await jay.get(f"/visits/{cast.home_visit}")).status == 200
    page = await amira.get(change(cast))
    await press(amira, cast, page, readers=[str(cast.dani.id), str(cast.kit.id)])
    assert (await jay.get(f"/visits/{cast.home_visit}")).status == 404
    assert (await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).status == 200


async def test_the_other_parent_cannot_be_added_to_a_plan_that_stands(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    page = await amira.get(change(cast))
    for readers in ([str(cast.dani.id), str(cast.marcus.id)], str(cast.marcus.id)):
        assert (await press(amira, cast, page, readers=readers)).status == 422
    # Past the form too: whoever writes the row by hand has still not shown him the plan.
    await db.execute(
        """INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
           VALUES ($1, $2, $3, $4, now())""",
        cast.exampleshire, cast.home_visit, cast.marcus.id, cast.amira.id,
    )  # fmt: skip
    assert (await marcus.get(f"/visits/{cast.home_visit}")).status == 404
    assert (
        "An order keeps this plan from them now."
        in (await amira.get(f"/staff/visits/{cast.home_visit}")).text
    )


async def test_who_is_kept_away_is_not_waited_for_and_nobody_to_call(
    sign_in: SignIn, cast: Cast, db: Any, clock: Clock
) -> None:
    """Ticked before an order was there, or past the form: every page of staff counts the same readers."""
    clock.turn_to(at(FIRST_DAY + timedelta(days=8), 11))
    amira, dani = await sign_in(cast.amira), await sign_in(cast.dani)
    seen = carried((await dani.get("/home")).text, "seen")
    await dani.post(f"/visits/{cast.home_visit}/confirm", {"seen": seen}, page="/home")
    await db.execute(
        """INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
           VALUES ($1, $2, $3, $4, now())""",
        cast.exampleshire, cast.home_visit, cast.marcus.id, cast.amira.id,
    )  # fmt: skip
    today, listed = await amira.get("/staff/today"), await amira.get("/staff/visits")
    page = await amira.get(f"/staff/visits/{cast.home_visit}")
    assert "Confirmed" in words(page.text)
    for one in (today, listed):
        told = words(one.text).split("4pm", 1)[1][:80]
        assert "Confirmed" in told, one.path
        assert "Marcus" not in told, one.path


async def test_an_office_visit_cannot_be_moved_to_the_protected_home(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    path = f"/staff/visits/{cast.office_visit}/change"
    page = await amira.get(path)
    sent = await amira.send(path, {**filled(page.text, path, place="home"), "do": "share"})
    assert sent.status == 422
    assert "No contact order: Marcus cannot be chosen" in words(sent.text)


async def test_offered_times_that_stay_are_still_the_same_offer(sign_in: SignIn, cast: Cast, db: Any) -> None:
    offers = "SELECT id FROM visit_offered_time WHERE visit_id = $1 AND ended_at IS NULL ORDER BY starts_at"
    before = [row["id"] for row in await db.fetch(offers, cast.home_visit)]
    amira = await sign_in(cast.amira)
    fields = filled((await amira.get(change(cast))).text, change(cast))
    gone = {f"offered-1-{part}": "" for part in ("day-day", "day-month", "day-year", "time")}
    await amira.send(change(cast), {**fields, **gone, "do": "share"})
    assert [row["id"] for row in await db.fetch(offers, cast.home_visit)] == before[:1]


async def test_a_shared_plan_cannot_be_made_unannounced(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(change(cast))
    await press(amira, cast, page, share="no")
    assert (await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).status == 200


async def test_an_unannounced_visit_can_be_shared_after_all(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    path = f"/staff/visits/{cast.unannounced_visit}/change"
    page = await amira.get(path)
    assert form_of(page.text, path)["share"] == "no"
    sent = await amira.send(
        path, {**filled(page.text, path, share="yes", readers=str(cast.dani.id)), "do": "share"}
    )
    assert "The plan is shared." in sent.text
    assert (await (await sign_in(cast.dani)).get(f"/visits/{cast.unannounced_visit}")).status == 200
