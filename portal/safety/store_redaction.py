"""Which words one reader of a meeting may not be shown, whoever wrote them."""

from uuid import UUID

from portal.db import Connection


async def list_words(conn: Connection, meeting_id: UUID, reader_id: UUID) -> list[str]:
    """For `leave_out`, in every text of this meeting that reaches this reader. The caller has checked who asks."""
    rows = await conn.fetch(
        """
        SELECT words FROM redaction WHERE meeting_id = $1 AND reader_id = $2 AND ended_at IS NULL ORDER BY words
        """,
        meeting_id,
        reader_id,
    )
    return [row["words"] for row in rows]
