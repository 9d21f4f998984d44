"""Getting ready, each for themselves."""

from datetime import timedelta
from typing import Any

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import carried, words
from tests.running import SignIn, at


async def test_ticks_are_kept_and_counted(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/ready"
    first = await dani.get(path)
    for line in ("Write down my questions", "Find letters I want to show", "The letter about the school bus"):
        assert line in words(first.text)
    page = await dani.post(path, {"ready": ["questions", "hard"]})
    assert page.path == path
    assert page.text.count("checked") == 2
    assert "2 of 7 done" in words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "2 of 7 done" in words((await dani.get("/home")).text)
    emptied = await dani.post(path, {})
    assert "checked" not in emptied.text


async def test_nobody_else_sees_the_ticks(sign_in: SignIn, cast: Cast) -> None:
    kit = await sign_in(cast.kit)
    before = words((await kit.get(f"/visits/{cast.home_visit}")).text)
    assert "1 of 7 done" in before
    await (await sign_in(cast.dani)).post(
        f"/visits/{cast.home_visit}/ready", {"ready": ["questions", "hard"]}
    )
    assert words((await kit.get(f"/visits/{cast.home_visit}")).text) == before


async def test_a_young_person_may_draw_it(sign_in: SignIn, cast: Cast) -> None:
    text = words((await (await sign_in(cast.jay)).get(f"/visits/{cast.home_visit}/ready")).text)
    assert "Draw or write what I want to say" in text
    assert "Find letters" not in text


async def test_a_tick_that_is_not_on_the_list_is_left_out(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.post(f"/visits/{cast.home_visit}/ready", {"ready": ["questions", "x" * 500, "draw"]})
    assert page.status == 200
    kept = await db.fetch(
        "SELECT item FROM visit_preparation WHERE visit_id = $1 AND person_id = $2",
        cast.home_visit,
        cast.dani.id,
    )
    assert [row["item"] for row in kept] == ["questions"]


async def test_somebody_elses_ticks_cannot_be_set(sign_in: SignIn, cast: Cast, db: Any) -> None:
    marcus = await sign_in(cast.marcus)
    page = await marcus.post(f"/visits/{cast.home_visit}/ready", {"ready": ["questions"]}, page="/account")
    assert page.status == 404
    assert not await db.fetchval(
        "SELECT count(*) FROM visit_preparation WHERE person_id = $1", cast.marcus.id
    )


async def test_after_the_start_there_is_nothing_to_tick(sign_in: SignIn, cast: Cast, clock: Clock) -> None:
    dani = await sign_in(cast.dani)
    page = await dani.get(f"/visits/{cast.home_visit}/ready")
    clock.turn_to(at(FIRST_DAY + timedelta(days=8), 17))
    fields: dict[str, object] = {name: carried(page.text, name) for name in ("csrf", "key")}
    late = await dani.send(f"/visits/{cast.home_visit}/ready", {**fields, "ready": ["questions"]})
    assert late.status == 409
    assert "Save" not in words((await dani.get(f"/visits/{cast.home_visit}/ready")).text)
