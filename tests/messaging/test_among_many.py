"""Sending stays a look at single rows, whatever the tables held when its statements were planned."""

from uuid import uuid4

from messaging.model import Draft
from messaging.store import Connection
from tests.databases import CastDatabase
from tests.messaging.keeping import conversation_of, session_of, speak


async def test_a_plan_made_while_nobody_had_written_does_not_read_every_message_later(
    conn: Connection, owner: Connection, cast_database: CastDatabase
) -> None:
    cast = cast_database.cast
    dani, hers = await session_of(owner, cast.dani), await conversation_of(owner, cast.dani)
    await owner.execute("ANALYZE message")
    await conn.execute("SET plan_cache_mode = force_generic_plan")
    await speak(conn, cast, (dani, Draft(hers, uuid4(), "First")))
    async with conn.transaction():
        before = await read_through(conn)
        await speak(conn, cast, (dani, Draft(hers, uuid4(), "Later")))
        assert await read_through(conn) == before


async def read_through(conn: Connection) -> int:
    """How often this transaction has read all messages."""
    times: int = await conn.fetchval("SELECT pg_stat_get_xact_numscans('message'::regclass)")
    return times
