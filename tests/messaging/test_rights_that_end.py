"""Rights that end by a birthday, or while a message waits: who works with a family, asked from either side."""

import asyncio
from datetime import datetime, time, timedelta
from uuid import uuid4

import asyncpg
import pytest

from messaging.model import Draft
from messaging.store import Connection
from messaging.store_sending import Judged
from portal.clock import LONDON
from portal.demo.cast import Cast
from portal.statutory.birthdays import birthday
from tests.databases import CastDatabase
from tests.messaging.keeping import NOW, conversation_of, look, session_of, speak

FROM_THE_FAMILY = """
    SELECT c.id, w.staff_id, w.role, w.covering_for, w.child_plan_id
      FROM conversation AS c CROSS JOIN LATERAL workers_of_party(c.person_id) AS w
"""
FROM_THE_STAFF = """
    SELECT s.id, p.id AS staff_id, s.role, s.covering_for, s.child_plan_id
      FROM person AS p CROSS JOIN LATERAL staffed_conversations(p.id) AS s
     WHERE p.kind = 'staff' AND p.ended_at IS NULL
"""


async def grown_up(owner: Connection, cast: Cast) -> datetime:
    """The midnight at which the youngest who lives with a parent and has an account turns 18."""
    born = await owner.fetchval("SELECT born_on FROM person WHERE id = $1", cast.luca.id)
    return datetime.combine(birthday(born, 18), time.min, LONDON)


async def test_both_sides_of_every_conversation_agree_on_who_works_there(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    at_18 = await grown_up(owner, cast_database.cast)
    found = []
    for moment in (NOW, at_18 - timedelta(seconds=1), at_18):
        await look(conn, cast_database.cast, moment)
        family = {tuple(row) for row in await conn.fetch(FROM_THE_FAMILY)}
        staff = {tuple(row) for row in await conn.fetch(FROM_THE_STAFF)}
        assert family == staff, moment
        found.append(family)
    assert found[0]
    assert found[1] > found[2], "nobody lost anything on the birthday"


async def test_a_parent_of_who_is_grown_up_writes_to_nobody_and_nobody_to_them(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    talk, at_18 = await conversation_of(owner, cast.rosa), await grown_up(owner, cast)
    rosa, sam = await session_of(owner, cast.rosa), await session_of(owner, cast.sam)

    async def outcomes(moment: datetime, many: int) -> set[tuple[str, str]]:
        """One alone, or several of each in one batch."""
        said = [(one, Draft(talk, uuid4(), "Hello")) for one in (rosa, sam) for _ in range(many)]
        parts = [said] if many > 1 else [[one] for one in said]
        judged: list[Judged] = [
            one for part in parts for one in await speak(conn, cast, *part, moment=moment)
        ]
        return {(str(one.sender), one.outcome) for one in judged}

    for many in (1, 2):
        assert await outcomes(at_18 - timedelta(seconds=1), many) == {
            (cast.rosa.name, "sent"),
            (cast.sam.name, "sent"),
        }
        assert await outcomes(at_18, many) == {(cast.rosa.name, "closed"), (cast.sam.name, "not-found")}


@pytest.mark.parametrize("many", [1, 2])
async def test_who_loses_the_work_while_their_message_waits_has_said_nothing(
    conn: Connection, owner: Connection, cast_database: CastDatabase, many: int
) -> None:
    """Somebody else holds the conversation; the work ends before they let go of it."""
    cast = cast_database.cast
    talk = await conversation_of(owner, cast.dani)
    amira, dani = await session_of(owner, cast.amira), await session_of(owner, cast.dani)
    said = [(amira, Draft(talk, uuid4(), f"Too late {number}")) for number in range(many)]
    holder = await asyncpg.connect(cast_database.dsn())
    try:
        async with holder.transaction():
            await holder.execute("SELECT FROM conversation WHERE id = $1 FOR UPDATE", talk)
            waiting = asyncio.create_task(speak(conn, cast, *said))
            await asyncio.sleep(0.4)
            assert not waiting.done()
            await owner.execute(
                "UPDATE involvement SET to_at = $2 WHERE staff_id = $1",
                cast.amira.id,
                NOW + timedelta(seconds=0.2),
            )
    finally:
        await holder.close()
    assert {one.outcome for one in await waiting} == {"not-found"}
    [heard] = await speak(
        conn, cast, (dani, Draft(talk, uuid4(), "Anybody?")), moment=NOW + timedelta(seconds=1)
    )
    assert heard.outcome == "closed"
