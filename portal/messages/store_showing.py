"""What somebody put out of their own sight. Whose conversation it is for, the caller has asked."""

from datetime import datetime
from uuid import UUID

from portal.db import Connection


async def get_hidden_at(conn: Connection, conversation_id: UUID) -> datetime | None:
    at: datetime | None = await conn.fetchval(
        "SELECT c.hidden_at FROM conversation AS c WHERE c.id = $1", conversation_id
    )
    return at


async def show_messages(conn: Connection, conversation_id: UUID) -> bool:
    """False where nothing was hidden."""
    found = await conn.fetchval(
        """
        UPDATE conversation AS c SET hidden_through = 0, hidden_at = NULL
         WHERE c.id = $1 AND c.hidden_through > 0
        RETURNING c.id
        """,
        conversation_id,
    )
    return found is not None
