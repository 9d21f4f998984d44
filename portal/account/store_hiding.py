"""Old messages that their own reader does not want on any phone."""

from uuid import UUID

from portal.db import Connection


async def hide_messages(conn: Connection, actor_id: UUID) -> UUID | None:
    """All that the actor has read or written in their own conversation, up to the first that is news to them.

    Answers the conversation; None where there is nothing more to hide than was hidden before.
    """
    found: UUID | None = await conn.fetchval(
        """
        WITH own AS (
            SELECT c.id, c.last_seq, coalesce(r.seen_seq, 0) AS seen_seq
              FROM conversation AS c
              LEFT JOIN read_mark AS r ON r.conversation_id = c.id AND r.person_id = c.person_id
             WHERE c.person_id = $1
               FOR NO KEY UPDATE OF c
        ), old AS (
            SELECT own.id,
                   coalesce((SELECT min(m.seq) - 1 FROM message AS m
                              WHERE m.conversation_id = own.id AND m.seq > own.seen_seq
                                AND m.role <> 'family' AND m.kind <> 'taken-back'
                                AND NOT EXISTS (SELECT FROM retraction AS x
                                                 WHERE x.conversation_id = own.id AND x.of_seq = m.seq)),
                            own.last_seq) AS through
              FROM own
        )
        UPDATE conversation AS c SET hidden_through = old.through, hidden_at = this_moment()
          FROM old
         WHERE c.id = old.id AND old.through > c.hidden_through
        RETURNING c.id
        """,
        actor_id,
    )
    return found


async def list_who_can_show(conn: Connection, actor_id: UUID) -> list[str]:
    """By what they are called: the workers whom the actor can ask to see all of it again."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT s.called
          FROM workers_of_party($1) AS w
          JOIN person AS s ON s.id = w.staff_id
         ORDER BY s.called
        """,
        actor_id,
    )
    return [row["called"] for row in rows]
