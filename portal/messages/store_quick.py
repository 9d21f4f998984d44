"""How fast a member of staff answers, by their own word."""

from uuid import UUID

from portal.db import Connection


async def get_reply_days(conn: Connection, actor_id: UUID) -> int:
    """Working days."""
    days: int = await conn.fetchval("SELECT replies_within_days FROM person WHERE id = $1", actor_id)
    return days
