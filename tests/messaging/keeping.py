"""Saying something without a socket: sessions of people, their conversations, and what the database makes of it."""

import secrets
from datetime import datetime
from uuid import UUID

from messaging.model import Draft
from messaging.store import Connection
from messaging.store_sending import Judged, add_messages
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.running import at

NOW = at(FIRST_DAY, 10)


async def session_of(owner: Connection, member: Member) -> UUID:
    made: UUID = await owner.fetchval(
        """
        INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at)
        SELECT council_id, id, $2, '\\x00', 'Phone', 30, now() + interval '8 hours' FROM account WHERE person_id = $1
        RETURNING id
        """,
        member.id,
        secrets.token_bytes(32),
    )
    return made


async def conversation_of(owner: Connection, member: Member) -> UUID:
    found: UUID = await owner.fetchval("SELECT id FROM conversation WHERE person_id = $1", member.id)
    return found


async def speak(
    conn: Connection, cast: Cast, *said: tuple[UUID, Draft], moment: datetime = NOW
) -> list[Judged]:
    return await add_messages(conn, cast.exampleshire, moment, "test", said)


async def look(conn: Connection, cast: Cast, moment: datetime = NOW) -> None:
    await conn.execute(
        "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
        str(cast.exampleshire),
        moment.isoformat(),
    )
