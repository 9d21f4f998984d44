"""A parent is asked about each of the children who are theirs now."""

import asyncpg

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.contributions.telling import answer, begin
from tests.running import SignIn


async def test_a_child_who_is_no_longer_theirs_is_asked_about_no_more(
    cast: Cast, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    dani = await sign_in(cast.dani)
    views = await begin(dani, way="whole")
    page = await dani.get(f"/views/{views}/2")
    assert "For Jay" in page.text
    assert "For Kit" in page.text
    await answer(dani, views, 2, part_0="He is late for school.")
    await db.execute(
        "UPDATE relationship SET to_on = $4 WHERE person_id = $1 AND child_id IN ($2, $3)",
        cast.dani.id,
        cast.jay.id,
        cast.kit.id,
        FIRST_DAY,
    )
    page = await dani.get(f"/views/{views}/2")
    assert "For Kit" not in page.text
    # What was typed about somebody stays where it can be read and sent.
    assert "For Jay" in page.text
    assert "He is late for school." in page.text
