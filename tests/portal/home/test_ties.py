"""Whom somebody is tied to is asked in two ways: of one visit, and at once for the home. They never differ."""

from datetime import date

import asyncpg
import pytest

from portal.demo.cast import Cast


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2030, 6, 1), date(2040, 6, 1)])
async def test_ties_asked_at_once_are_those_of_every_visit(
    cast: Cast, db: asyncpg.Connection, day: date
) -> None:
    """On a day of the story, and when some have grown up; one living together ends meanwhile."""
    await db.execute(
        "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
        str(cast.exampleshire),
        f"{day} 10:00+00",
    )
    await db.execute(
        "UPDATE relationship SET to_on = '2028-06-01' WHERE person_id = $1 AND lives_with", cast.dani.id
    )
    both = await db.fetch(
        """
        SELECT EXISTS (SELECT FROM ties_to(p.id, v.id)), EXISTS (SELECT FROM lives_at(p.id, v.id)),
               EXISTS (SELECT FROM visit_child AS c WHERE c.visit_id = v.id AND c.child_id = ANY (own.tied)),
               EXISTS (SELECT FROM visit_child AS c WHERE c.visit_id = v.id AND c.child_id = ANY (own.lives_with))
          FROM person AS p CROSS JOIN ties_of(p.id) AS own CROSS JOIN visit AS v
        """
    )
    assert {tied for tied, *_ in both} == {True, False}
    assert [(tied, lives) for tied, lives, *_ in both] == [(tied, lives) for *_, tied, lives in both]
