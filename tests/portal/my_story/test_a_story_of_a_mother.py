"""A young mother with a plan of her own, whose child has one as well: two workers, and one of them reads her story."""

import asyncpg

from portal.demo.cast import Cast
from tests.portal.my_story.writing import jay_shows
from tests.portal.planner.pages import words
from tests.running import SignIn


async def test_her_childs_worker_is_not_said_to_read_her_story_and_does_not(
    cast: Cast, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    await db.execute(
        "INSERT INTO relationship (council_id, person_id, child_id, type, from_on) "
        "VALUES ($1, $2, $3, 'mother', '2026-01-01')",
        cast.exampleshire,
        cast.sol.id,
        cast.samuel.id,
    )
    sol = await sign_in(cast.sol)
    shown = await jay_shows(sol)
    assert shown.status == 200
    for page in (words(shown.text), words((await sol.get("/story")).text)):
        assert "Ines Duarte" in page
        assert "Amira" not in page
    amira, ines = await sign_in(cast.amira), await sign_in(cast.ines)
    assert (await amira.get(f"/staff/people/{cast.sol.id}/story")).status == 404
    page = words((await ines.get(f"/staff/people/{cast.sol.id}/story")).text)
    assert "zq-jay-called" in page
    assert "Amira" not in page
