"""The number by which an open page knows that somebody else reads it now."""

import json
from datetime import timedelta
from typing import Any

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.cover.going import give_cover
from tests.running import SignIn, Visitor


async def side(db: Any, cast: Cast, dani: Visitor) -> str:
    """As her page has it."""
    conversation = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.dani.id)
    return str(json.loads((await dani.get(f"/messages/{conversation}/since?after=0")).text)["people"]["side"])


async def test_cover_that_was_given_twice_is_seen_to_come(sign_in: SignIn, cast: Cast, db: Any) -> None:
    """By hand, and with an absence: for whoever has the page open that is one person more."""
    dani, priya = await sign_in(cast.dani), await sign_in(cast.priya)
    alone = await side(db, cast, dani)
    await give_cover(priya, cast.amira, cast.sam, FIRST_DAY, FIRST_DAY + timedelta(days=4))
    covered = await side(db, cast, dani)
    assert covered != alone
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for)
        SELECT council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for FROM involvement
         WHERE role = 'cover' AND staff_id = $1 AND absence_id IS NOT NULL
        """,
        cast.sam.id,
    )
    assert await side(db, cast, dani) == covered


async def test_who_is_related_in_two_ways_has_a_side_too(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    once = await side(db, cast, dani)
    await db.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, from_on)
        SELECT council_id, person_id, child_id, 'kinship_carer', from_on FROM relationship WHERE person_id = $1
        """,
        cast.dani.id,
    )
    assert once != "0"
    assert await side(db, cast, dani) == once
