"""What an administrator's page gives: words shown once, its version. And somebody approved who has not come in."""

import re
from uuid import UUID

import asyncpg

from portal.demo.cast import Member
from tests.running import Answer, Visitor


def words_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__words">([a-z ]+)<', answer.text)
    assert found, "no words on the page"
    return found[1]


async def version_on(alex: Visitor, path: str) -> str:
    shown = re.search(r'name="version" value="([^"]*)"', (await alex.get(path)).text)
    assert shown
    return shown[1]


async def add_not_come_in(db: "asyncpg.Connection[asyncpg.Record]", like: Member, name: str) -> UUID:
    """Somebody of the same role and team, invited a moment ago."""
    person_id: UUID = await db.fetchval(
        """
        WITH new AS (
            INSERT INTO person (council_id, kind, name, called, staff_role, team_id, job_title)
            SELECT council_id, 'staff', $2, $2, staff_role, team_id, job_title FROM person WHERE id = $1
            RETURNING council_id, id
        ), invited AS (
            INSERT INTO account (council_id, person_id, password_hash, state, invited_until)
            SELECT council_id, id, '-', 'invited', now() + interval '7 days' FROM new
        )
        SELECT id FROM new
        """,
        like.id,
        name,
    )
    return person_id
