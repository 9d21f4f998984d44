"""Notes between colleagues about a conversation. They are no part of it, and nobody of a family reads them."""

from uuid import UUID

from portal.db import Connection
from portal.messages.model_record import Answer, Asked, Colleague, Question


async def list_colleagues(conn: Connection, actor_id: UUID, conversation_id: UUID) -> list[Colleague]:
    """Who works with this conversation or manages it now, but for the one who asks."""
    rows = await conn.fetch(
        """
        SELECT s.id, s.name, s.staff_role = 'manager' AS manages
          FROM conversation AS c
         CROSS JOIN LATERAL colleagues_of_party(c.person_id) AS x
          JOIN person AS s ON s.id = x.staff_id
         WHERE c.id = $2 AND x.staff_id <> $1
           AND (c.id IN (SELECT w.id FROM worked_conversations($1) AS w)
                OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
         ORDER BY s.staff_role = 'manager', s.name, s.id
        """,
        actor_id,
        conversation_id,
    )
    return [Colleague(**row) for row in rows]


async def add_question(
    conn: Connection, actor_id: UUID, conversation_id: UUID, to_id: UUID, body: str
) -> UUID | None:
    """None where the colleague has nothing to do with this conversation: asking lets nobody in."""
    note_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO internal_note (council_id, conversation_id, by_id, to_id, body, at)
        SELECT current_council(), c.id, $1, $3, $4, this_moment()
          FROM conversation AS c
         WHERE c.id = $2 AND $3::uuid <> $1::uuid
           AND (c.id IN (SELECT w.id FROM worked_conversations($1) AS w)
                OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
           AND $3 IN (SELECT x.staff_id FROM colleagues_of_party(c.person_id) AS x)
        RETURNING id
        """,
        actor_id,
        conversation_id,
        to_id,
        body,
    )
    return note_id


async def add_answer(conn: Connection, actor_id: UUID, question_id: UUID, body: str) -> UUID | None:
    note_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO internal_note (council_id, conversation_id, by_id, question_id, body, at)
        SELECT current_council(), q.conversation_id, $1, q.id, $3, this_moment()
          FROM internal_note AS q
         WHERE q.id = $2 AND q.to_id IS NOT NULL AND q.id IN (SELECT n.id FROM readable_notes($1) AS n)
        RETURNING id
        """,
        actor_id,
        question_id,
        body,
    )
    return note_id


async def list_questions(conn: Connection, actor_id: UUID, conversation_id: UUID) -> list[Question]:
    """Newest question first, its answers in the order they came."""
    rows = await conn.fetch(
        """
        SELECT q.id, b.name AS by, t.name AS to, q.to_id = $1 AS to_me, q.body, q.at,
               ARRAY(SELECT (p.name, a.body, a.at)
                       FROM internal_note AS a
                       JOIN person AS p ON p.id = a.by_id
                      WHERE a.question_id = q.id
                      ORDER BY a.at, a.id) AS answers
          FROM readable_notes($1) AS mine
          JOIN internal_note AS q ON q.id = mine.id
          JOIN person AS b ON b.id = q.by_id
          JOIN person AS t ON t.id = q.to_id
         WHERE q.conversation_id = $2
         ORDER BY q.at DESC, q.id
        """,
        actor_id,
        conversation_id,
    )
    return [
        Question(**(dict(row) | {"answers": tuple(Answer(*answer) for answer in row["answers"])}))
        for row in rows
    ]


async def list_asked(conn: Connection, actor_id: UUID) -> list[Asked]:
    """What colleagues wait for this member of staff to answer, and who still has to do with that conversation."""
    rows = await conn.fetch(
        """
        SELECT q.id AS note_id, q.conversation_id, b.name AS by, c.person_id, p.name, p.called, q.at
          FROM internal_note AS q
          JOIN readable_notes($1) AS mine ON mine.id = q.id
          JOIN person AS b ON b.id = q.by_id
          JOIN conversation AS c ON c.id = q.conversation_id
          JOIN person AS p ON p.id = c.person_id
         WHERE q.to_id = $1
           AND NOT EXISTS (SELECT FROM internal_note AS a WHERE a.question_id = q.id AND a.by_id = $1)
         ORDER BY q.at, q.id
        """,
        actor_id,
    )
    return [Asked(**row) for row in rows]
