"""Saying that a time is OK: once, for the time that was seen, by who may see the plan."""

from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import carried, words
from tests.running import SignIn, at


async def test_one_tap_on_home_says_that_the_time_is_ok(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    home = await dani.get("/home")
    page = await dani.post(
        f"/visits/{cast.home_visit}/confirm",
        {"seen": carried(home.text, "seen"), "from": "home"},
        page="/home",
    )
    assert page.path == "/home"
    assert "Amira knows this time is OK." in words(page.text)
    assert "You said this time is OK." in words(page.text)
    assert "Yes, this time is OK" not in words(page.text)
    plan = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "Time is OK" in plan
    assert "Amira knows this time is OK." in plan
    assert (
        await db.fetchval(
            "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'changed' AND item_id = $2",
            cast.dani.id,
            cast.home_visit,
        )
        == 1
    )


async def test_nobody_else_sees_that_answer(sign_in: SignIn, cast: Cast) -> None:
    jay = await sign_in(cast.jay)
    before = words((await jay.get(f"/visits/{cast.home_visit}")).text)
    dani = await sign_in(cast.dani)
    seen = carried((await dani.get("/home")).text, "seen")
    await dani.post(f"/visits/{cast.home_visit}/confirm", {"seen": seen}, page="/home")
    assert words((await jay.get(f"/visits/{cast.home_visit}")).text) == before
    assert "Waiting for you" in before


async def test_two_taps_count_once(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    home = (await dani.get("/home")).text
    fields: dict[str, object] = {name: carried(home, name) for name in ("csrf", "key", "seen")}
    for _ in range(2):
        assert (await dani.send(f"/visits/{cast.home_visit}/confirm", fields)).status == 200
    assert (
        await db.fetchval(
            "SELECT count(*) FROM access_log WHERE actor_id = $1 AND deed = 'changed' AND kind = 'visit'",
            cast.dani.id,
        )
        == 1
    )


async def move(db: Any, cast: Cast, hours: int) -> None:
    """As the planner does it: the new time, and the news of it."""
    await db.execute(
        """
        WITH moved AS (
            UPDATE visit SET starts_at = starts_at + make_interval(hours => $2), version = version + 1,
                             starts_wall = starts_wall + make_interval(hours => $2)
             WHERE id = $1 RETURNING *
        )
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, was_at, now_at)
        SELECT council_id, id, 'moved', worker_id, $3, starts_at - make_interval(hours => $2), starts_at FROM moved
        """,
        cast.home_visit,
        hours,
        at(FIRST_DAY, 10, 1),
    )


async def test_saying_ok_to_a_time_that_was_moved_meanwhile_says_so(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    seen = carried((await dani.get("/home")).text, "seen")
    await move(db, cast, 1)
    page = await dani.post(f"/visits/{cast.home_visit}/confirm", {"seen": seen}, page="/home")
    assert page.status == 409
    assert "The time changed before your answer reached us." in words(page.text)
    assert "The time has changed. It was 4pm. It is now 5pm." in words(page.text)
    assert (
        await db.fetchval(
            "SELECT said_ok_at FROM visit_reader WHERE visit_id = $1 AND person_id = $2",
            cast.home_visit,
            cast.dani.id,
        )
        is None
    )


async def test_an_ok_to_the_old_time_is_no_ok_to_the_new_one(sign_in: SignIn, cast: Cast, db: Any) -> None:
    kit = await sign_in(cast.kit)
    assert "Time is OK" in words((await kit.get(f"/visits/{cast.home_visit}")).text)
    await move(db, cast, 24)
    text = words((await kit.get(f"/visits/{cast.home_visit}")).text)
    assert "Changed" in text
    assert "The day has changed. It was Tuesday 9 June at 4pm. It is now Wednesday 10 June at 4pm." in text
    assert "Yes, this time is OK" in text


@pytest.mark.parametrize(
    "seen", ["", "never", "2026-06-09T16:00:00", "2026-13-40T00:00:00+00:00", "0001-01-01T00:00:00+00:00"]
)
async def test_a_made_up_time_is_no_answer(sign_in: SignIn, cast: Cast, seen: str) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.post(f"/visits/{cast.home_visit}/confirm", {"seen": seen}, page="/home")
    assert page.status == 409


@pytest.mark.parametrize("who", ["marcus", "chloe", "amira"])
async def test_nobody_answers_for_a_plan_they_cannot_see(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    page = await visitor.post(
        f"/visits/{cast.home_visit}/confirm", {"seen": "2026-06-09T15:00:00+00:00"}, page="/account"
    )
    assert page.status == 404
