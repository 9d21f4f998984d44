"""Nothing is written for somebody who belongs to none of a visit's children any more, though they read it once."""

from datetime import timedelta

import pytest

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db
from tests.portal.after_visits.sharing import after, begin
from tests.running import SignIn


@pytest.mark.parametrize("day", ["to_on", "apart_on"])
async def test_whoever_reads_the_visit_no_more_is_offered_no_summary_of_it(
    cast: Cast, sign_in: SignIn, db: Db, day: str
) -> None:
    """A relationship that ended, and a birthday that came: either counts from its own day."""
    amira, tick = await sign_in(cast.amira), f'value="{cast.dani.id}"'
    assert tick in (await amira.get(after(cast.last_visit))).text
    ends = f"UPDATE relationship SET {day} = $2 WHERE person_id = $1"
    await db.execute(ends, cast.dani.id, FIRST_DAY + timedelta(1))
    assert tick in (await amira.get(after(cast.last_visit))).text
    await db.execute(ends, cast.dani.id, FIRST_DAY)
    before = await db.fetchval("SELECT count(*) FROM visit_summary")
    assert tick not in (await amira.get(after(cast.last_visit))).text
    assert (await begin(amira, cast.last_visit, cast.dani)).status == 422
    assert await db.fetchval("SELECT count(*) FROM visit_summary") == before
