"""Whose conversation it is, one message of it, and the children it can be about: for the staff who may know."""

from uuid import UUID

from portal.db import Connection
from portal.messages.model_record import Child, Said, Talk


async def get_talk(conn: Connection, actor_id: UUID, conversation_id: UUID) -> Talk | None:
    """A conversation that this member of staff works in, or whose plans they manage."""
    row = await conn.fetchrow(
        """
        SELECT c.id, c.person_id, p.name, p.called, p.language,
               c.id IN (SELECT w.id FROM worked_conversations($1) AS w) AS worked
          FROM conversation AS c
          JOIN person AS p ON p.id = c.person_id
         WHERE c.id = $2
           AND (c.id IN (SELECT w.id FROM worked_conversations($1) AS w)
                OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
        """,
        actor_id,
        conversation_id,
    )
    return Talk(**row) if row else None


async def get_message(
    conn: Connection, actor_id: UUID, conversation_id: UUID, message_id: UUID
) -> Said | None:
    """A message with words; what was taken back keeps its words for staff."""
    row = await conn.fetchrow(
        """
        SELECT m.id, m.seq, s.name AS sender, f.name AS covering, m.role, m.kind, m.language, m.body, m.at,
               x.at AS taken_back_at
          FROM message AS m
          JOIN person AS s ON s.id = m.sender_id
          LEFT JOIN person AS f ON f.id = m.covering_for
          LEFT JOIN retraction AS r ON r.conversation_id = m.conversation_id AND r.of_seq = m.seq
          LEFT JOIN message AS x ON x.conversation_id = r.conversation_id AND x.seq = r.seq
         WHERE m.conversation_id = $2 AND m.id = $3 AND m.body IS NOT NULL
           AND m.conversation_id IN (SELECT w.id FROM worked_conversations($1) AS w)
        """,
        actor_id,
        conversation_id,
        message_id,
    )
    return Said(**row) if row else None


async def list_children(conn: Connection, actor_id: UUID, conversation_id: UUID, seq: int) -> list[Child]:
    """Children whose plan this member of staff and the person share now; whether the message is on their record."""
    rows = await conn.fetch(
        """
        SELECT c.id, mine.plan_id, c.called, e.saved_at, s.name AS saved_by,
               ARRAY(SELECT DISTINCT w.name
                       FROM child_plan AS o
                       JOIN involvement AS i ON i.child_plan_id = o.id
                       JOIN person AS w ON w.id = i.staff_id AND w.ended_at IS NULL
                      WHERE o.child_id = c.id AND i.role IN ('allocated', 'cover', 'manager')
                        AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
                      ORDER BY w.name) AS staff
          FROM (SELECT p.child_id, (array_agg(p.id ORDER BY p.from_on DESC, p.id))[1] AS plan_id
                  FROM worked_conversations($1) AS w
                  JOIN child_plan AS p ON p.id = w.child_plan_id
                 WHERE w.id = $2
                 GROUP BY p.child_id) AS mine
          JOIN person AS c ON c.id = mine.child_id
          LEFT JOIN record_entry AS e ON e.child_id = c.id AND e.conversation_id = $2 AND e.seq = $3
          LEFT JOIN person AS s ON s.id = e.saved_by
         ORDER BY c.born_on, c.id
        """,
        actor_id,
        conversation_id,
        seq,
    )
    return [Child(**(dict(row) | {"staff": tuple(row["staff"])})) for row in rows]
