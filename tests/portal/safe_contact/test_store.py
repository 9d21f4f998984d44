"""The plan's rows: what asks again, what stops, and who is held by a stop."""

from datetime import datetime, timedelta

import pytest

from portal.clock import LONDON
from portal.demo.cast import Cast
from portal.safe_contact import store
from portal.safe_contact.model import SafeContact, Stale
from portal.safe_contact.store_points import add_point, list_points
from portal.safe_contact.store_stops import list_stopped, list_stops
from tests.portal.after_visits.filling import Db

MONDAY = datetime(2026, 6, 1, 10, tzinfo=LONDON)


async def at(db: Db, cast: Cast, moment: datetime = MONDAY) -> None:
    """The owner's connection, as a transaction of this council at this moment."""
    await db.execute(
        "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
        str(cast.exampleshire),
        moment.isoformat(),
    )


async def plan_of(db: Db, person: object) -> SafeContact:
    plan = await store.get_plan(db, person)  # type: ignore[arg-type]
    assert plan is not None
    return plan


async def why_again(db: Db, person: object, moment: datetime = MONDAY) -> str | None:
    found = await store.get_ask_again(db, person, await plan_of(db, person), moment.date())  # type: ignore[arg-type]
    return found.incident if found else None


async def test_a_plan_comes_back_as_it_was_said(db: Db, cast: Cast) -> None:
    await at(db, cast)
    dani = await plan_of(db, cast.dani.id)
    assert (dani.texting, dani.days, dani.email) == ("some_times", (1, 2, 3, 4, 5), "no")
    assert dani.hours is not None
    assert [hour.hour for hour in dani.hours] == [10, 15]
    assert (dani.checked_by, dani.checked_by_name) == (cast.amira.id, "Amira Khan")
    assert dani.checked_at is not None
    assert (await store.list_plans(db, [cast.dani.id, cast.kit.id])).keys() == {cast.dani.id}


async def test_the_same_answers_again_are_a_check_of_today(db: Db, cast: Cast) -> None:
    await at(db, cast)
    before = await plan_of(db, cast.dani.id)
    await store.save_plan(db, cast.dani.id, cast.dani.id, before)
    after = await plan_of(db, cast.dani.id)
    assert (after.checked_on, after.checked_by, after.version) == (
        MONDAY.date(), cast.dani.id, before.version + 1,
    )  # fmt: skip
    with pytest.raises(Stale):
        await store.save_plan(db, cast.amira.id, cast.dani.id, before)


async def test_stop_ends_texts_and_asks_again(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await store.stop_texts(db, cast.marcus.id)
    plan = await plan_of(db, cast.marcus.id)
    assert (plan.texting, plan.email) == ("no", "yes")
    assert await why_again(db, cast.marcus.id) == "stop"
    await at(db, cast, MONDAY + timedelta(hours=1))
    await store.save_plan(db, cast.amira.id, cast.marcus.id, plan)
    assert await why_again(db, cast.marcus.id) is None


async def test_an_urgent_item_asks_again(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await db.execute(
        """
        INSERT INTO urgent_item (council_id, conversation_id, source, raised_at, raised_by, due_at)
        SELECT council_id, id, 'staff', $2, $3, $2 FROM conversation WHERE person_id = $1
        """,
        cast.sol.id,
        MONDAY,
        cast.ines.id,
    )
    assert await why_again(db, cast.sol.id) == "urgent"


async def test_an_order_asks_whom_it_protects_and_not_whom_it_keeps_away(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await db.execute("UPDATE restriction SET added_at = $2 WHERE person_id = $1", cast.marcus.id, MONDAY)
    assert await why_again(db, cast.dani.id) == "restriction"
    assert await why_again(db, cast.marcus.id) is None


async def test_a_number_that_somebody_else_gives_too_asks_both_again(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await add_point(db, cast.grace.id, "mobile", "07700 900402", ends_others=False)
    for person in (cast.grace, cast.marcus):
        assert await why_again(db, person.id) == "number_shared"
        point = next(one for one in await list_points(db, person.id) if one.value == "07700 900402")
        assert (point.others, point.asks_who_shares, point.may_be_used) == (1, True, True)


async def test_a_stop_of_a_family_holds_its_children_and_whoever_is_related(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await db.execute(
        """
        INSERT INTO letter_stop (council_id, family_id, why, at, by_id)
        SELECT council_id, family_id, 'adoption', $2, $3 FROM child_plan WHERE child_id = $1
        """,
        cast.omar.id,
        MONDAY,
        cast.ines.id,
    )
    everybody = [cast.omar.id, cast.joan.id, cast.leila.id, cast.dani.id]
    assert await list_stopped(db, everybody) == set(everybody[:3])
    (stop,) = await list_stops(db, cast.joan.id)
    assert (stop.of_family, stop.why, stop.by_name) == (True, "adoption", "Ines Duarte")


async def test_a_phone_that_is_not_safe_stops_who_was_never_asked(db: Db, cast: Cast) -> None:
    await at(db, cast)
    await store.add_unsafe(db, cast.sean.id)
    await store.add_unsafe(db, cast.sean.id)
    plan = await plan_of(db, cast.sean.id)
    assert plan.unsafe_since == MONDAY
    assert [one.key for one in plan.answer] == ["unsafe"]
    await store.end_unsafe(db, cast.sean.id)
    assert (await plan_of(db, cast.sean.id)).unsafe_since is None
