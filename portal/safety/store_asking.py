"""The conversation in which what is urgent about somebody stands. Everybody of a family has one."""

from uuid import UUID

from portal.db import Connection


async def get_conversation_id(conn: Connection, person_id: UUID) -> UUID | None:
    """The caller has checked who asks."""
    found: UUID | None = await conn.fetchval("SELECT id FROM conversation WHERE person_id = $1", person_id)
    return found
