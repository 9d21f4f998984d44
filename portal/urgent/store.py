"""One's own conversation, and whose it is that staff raise an item in."""

from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.urgent.model import About, OwnConversation


async def get_own_conversation(
    conn: Connection, actor_id: UUID, conversation_id: UUID
) -> OwnConversation | None:
    """None where it is not the actor's own. Workers who are away today are left out: they would not read it."""
    row = await conn.fetchrow(
        """
        SELECT c.id,
               ARRAY(SELECT DISTINCT (s.name, s.called)
                       FROM workers_of_party(c.person_id) AS w
                       JOIN person AS s ON s.id = w.staff_id
                      WHERE NOT EXISTS (SELECT FROM absence AS a
                                         WHERE a.staff_id = w.staff_id AND a.from_on <= this_day()
                                           AND a.back_on > this_day() AND a.ended_at IS NULL)) AS workers,
               (SELECT m.id FROM message AS m
                 WHERE m.conversation_id = c.id AND m.sender_id = $1 ORDER BY m.seq DESC LIMIT 1) AS last_id
          FROM conversation AS c
         WHERE c.id = $2 AND c.person_id = $1
        """,
        actor_id,
        conversation_id,
    )
    if row is None:
        return None
    return OwnConversation(
        row["id"], tuple((name, called) for name, called in row["workers"]), row["last_id"]
    )


async def get_due(conn: Connection, actor_id: UUID, conversation_id: UUID) -> datetime | None:
    """By when somebody looks at what is open in the actor's own conversation; None where nothing is."""
    due_at: datetime | None = await conn.fetchval(
        """
        SELECT u.due_at
          FROM conversation AS c
          JOIN urgent_item AS u ON u.conversation_id = c.id AND u.closed_at IS NULL
         WHERE c.id = $2 AND c.person_id = $1
        """,
        actor_id,
        conversation_id,
    )
    return due_at


async def get_about(conn: Connection, actor_id: UUID, conversation_id: UUID) -> About | None:
    """None where the actor neither works with the conversation nor manages it."""
    row = await conn.fetchrow(
        """
        SELECT c.id AS conversation_id, c.person_id, p.name
          FROM conversation AS c
          JOIN person AS p ON p.id = c.person_id
         WHERE c.id = $2 AND (c.id IN (SELECT s.id FROM staffed_conversations($1) AS s)
                              OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
        """,
        actor_id,
        conversation_id,
    )
    return About(**row) if row else None
