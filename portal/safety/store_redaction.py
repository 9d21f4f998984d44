"""Which words each reader of a meeting may not be shown, whoever wrote them."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection


async def list_words(conn: Connection, meeting_id: UUID, reader_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """For `leave_out`, in every text of this meeting that reaches this reader. The caller has checked who asks.

    By reader: every one that was asked about, with an empty list where nothing is left out.
    """
    rows = await conn.fetch(
        """
        SELECT reader.id, ARRAY(
               SELECT x.words FROM redaction AS x
                WHERE x.meeting_id = $1 AND x.reader_id = reader.id AND x.ended_at IS NULL ORDER BY x.words) AS words
          FROM unnest($2::uuid[]) AS reader (id)
        """,
        meeting_id,
        reader_ids,
    )
    return {row["id"]: row["words"] for row in rows}
