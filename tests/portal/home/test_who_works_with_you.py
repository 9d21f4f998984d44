"""Whom a home names as working with somebody, and who reads what they write, are the same people."""

from datetime import timedelta
from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.databases import FIRST_DAY
from tests.portal.visits.pages import words
from tests.running import SignIn

TOMORROW = FIRST_DAY + timedelta(days=1)
WORKS = "Works Monday to Thursday, 9am to 5pm."
# What changes for one person, $1, and from when, $2.
NOBODY_NOW = {
    "the worker has left": ("amira", "UPDATE person SET ended_at = $2::date - 7 WHERE id = $1"),
    "she belongs to them from tomorrow": (
        "dani",
        "UPDATE relationship SET from_on = $2 WHERE person_id = $1",
    ),
    "their plans run from tomorrow": (
        "dani",
        """
        UPDATE child_plan SET from_on = $2
         WHERE child_id IN (SELECT child_id FROM relationship WHERE person_id = $1)
        """,
    ),
}


@pytest.mark.parametrize(("who", "change"), NOBODY_NOW.values(), ids=NOBODY_NOW)
async def test_nobody_is_named_who_reads_nothing(
    sign_in: SignIn, cast: Cast, db: Any, who: str, change: str
) -> None:
    dani = await sign_in(cast.dani)
    conversation = await db.fetchval("SELECT id FROM conversation WHERE person_id = $1", cast.dani.id)
    assert WORKS in words((await dani.get("/home")).text)
    await db.execute(change, getattr(cast, who).id, TOMORROW)
    assert WORKS not in words((await dani.get("/home")).text)
    assert "Amira can read" not in words((await dani.get(f"/messages/{conversation}")).text)
