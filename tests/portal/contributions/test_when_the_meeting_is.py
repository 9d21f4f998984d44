"""Beside views for a meeting stands when it is, for as long as whoever tells them is asked to it."""

import asyncpg

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.running import SignIn


async def test_whoever_is_asked_no_more_does_not_learn_of_another_time(
    cast: Cast, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    dani = await sign_in(cast.dani)
    begun: dict[str, object] = {"occasion": "meeting", "way": "short", "meeting": str(cast.review_conference)}
    assert (await dani.post("/views/new", begun)).status == 200
    assert "25 June" in (await dani.get("/views")).text
    await db.execute("UPDATE relationship SET to_on = $2 WHERE person_id = $1", cast.dani.id, FIRST_DAY)
    await db.execute(
        "UPDATE meeting_slot SET starts_at = starts_at + interval '2 days' WHERE id = $1",
        cast.review_slot_dani,
    )
    assert (await dani.get(f"/meetings/{cast.review_conference}")).status == 404
    page = await dani.get("/views")
    assert page.status == 200
    assert "June" not in page.text.split("<main")[1].split("</main>")[0]
