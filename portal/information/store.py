"""Whether the database answers."""

from portal.db import Connection


async def get_answer(conn: Connection) -> bool:
    answer: bool = await conn.fetchval("SELECT true")
    return answer
