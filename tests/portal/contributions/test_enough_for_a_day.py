"""Nobody begins to tell without end: after a lot of it in one day the page says so, and the next day begins anew."""

from datetime import timedelta

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.running import SignIn


async def test_faces_and_beginnings_have_an_end_in_one_day(
    cast: Cast, sign_in: SignIn, clock: Clock, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    jay, kit = await sign_in(cast.jay), await sign_in(cast.kit)
    await jay.post("/views/quick", {"face": "good"}, page="/home")
    await db.execute(
        """
        INSERT INTO contribution (council_id, person_id, occasion, set_id, set_version, language, began_at, step)
        SELECT council_id, person_id, occasion, set_id, set_version, language, began_at, step
          FROM contribution AS c, generate_series(2, 20) WHERE c.person_id = $1 AND c.occasion = 'quick'
           AND c.sent_at IS NULL
        """,
        cast.jay.id,
    )
    begun = "SELECT count(*) FROM contribution WHERE person_id = $1"
    before = await db.fetchval(begun, cast.jay.id)
    for path, field, value in (("/views/quick", "face", "good"), ("/views/new", "occasion", "things")):
        page = await jay.post(path, {field: value}, page="/views/new")
        assert page.status == 422
        assert "You have started a lot since yesterday." in page.text
        assert 'action="/views/new"' in page.text
    assert await db.fetchval(begun, cast.jay.id) == before
    assert (await kit.post("/views/quick", {"face": "good"}, page="/home")).status == 200
    clock.turn_to(clock.now() + timedelta(hours=24, minutes=1))
    jay = await sign_in(cast.jay)
    assert (await jay.post("/views/quick", {"face": "ok"}, page="/home")).status == 200
