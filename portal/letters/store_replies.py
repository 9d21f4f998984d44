"""Texts that came in and need a person: their workers' and managers', and where there are none, every manager's."""

from uuid import UUID

from portal.db import Connection
from portal.letters.model_replies import CLOSED_FOR, Reply

# A manager knows whose text it is, and reads it without a reason only where somebody may not be safe.
_MINE = """
    SELECT t.id, t.at, t.number, t.outcome, t.why, t.look_by, t.dealt_at, d.name AS dealt_by,
           CASE WHEN mine.worked OR NOT mine.known OR t.look_by IS NOT NULL THEN t.words END AS words,
           p.id AS person_id, p.name, p.called
      FROM answerable_texts($1) AS mine
      JOIN inbound_text AS t ON t.id = mine.id
      LEFT JOIN person AS p ON mine.known AND p.id = t.person_id
      LEFT JOIN person AS d ON d.id = t.dealt_by
"""


async def list_open(conn: Connection, actor_id: UUID) -> list[Reply]:
    """What may mean that somebody is not safe stands on top, then whoever waits longest."""
    rows = await conn.fetch(
        f"{_MINE} WHERE t.dealt_at IS NULL ORDER BY t.look_by, t.at, t.id LIMIT 100", actor_id
    )
    return [Reply(**row) for row in rows]


async def list_done(conn: Connection, actor_id: UUID) -> list[Reply]:
    rows = await conn.fetch(
        f"{_MINE} WHERE t.dealt_at > this_moment() - $2::interval ORDER BY t.dealt_at DESC, t.id LIMIT 50",
        actor_id,
        CLOSED_FOR,
    )
    return [Reply(**row) for row in rows]


async def count_open(conn: Connection, actor_id: UUID) -> int:
    found: int = await conn.fetchval(
        """
        SELECT count(*) FROM answerable_texts($1) AS mine
          JOIN inbound_text AS t ON t.id = mine.id AND t.dealt_at IS NULL
        """,
        actor_id,
    )
    return found


async def get_reply(conn: Connection, actor_id: UUID, reply_id: UUID) -> Reply | None:
    row = await conn.fetchrow(f"{_MINE} WHERE t.id = $2", actor_id, reply_id)
    return Reply(**row) if row else None


async def end_reply(conn: Connection, actor_id: UUID, reply_id: UUID) -> bool:
    """Says who dealt with it. False where a colleague did before."""
    ended = await conn.fetchval(
        """
        UPDATE inbound_text SET dealt_by = $1, dealt_at = this_moment()
         WHERE id = $2 AND dealt_at IS NULL AND id IN (SELECT mine.id FROM answerable_texts($1) AS mine)
        RETURNING true
        """,
        actor_id,
        reply_id,
    )
    return bool(ended)
