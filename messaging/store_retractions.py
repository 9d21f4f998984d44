"""Messages that are taken back: the words stay kept, and nobody is shown them any more."""

from datetime import datetime
from uuid import UUID

from messaging.store import Connection


async def add_retraction(
    conn: Connection, actor_id: UUID, conversation_id: UUID, message_id: UUID, since: datetime
) -> int | None:
    """Takes back the actor's own message of `since` or later; a manager of it may take back any worker's.

    Answers the number of the item that says so, or None where there is nothing of that kind to take back. Call in a
    transaction: the row that gives out numbers is locked first.
    """
    await conn.execute(
        """
        SELECT FROM conversation AS c
         WHERE c.id = $2 AND (c.id IN (SELECT r.id FROM readable_conversations($1) AS r)
                              OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
           FOR NO KEY UPDATE
        """,
        actor_id,
        conversation_id,
    )
    seq: int | None = await conn.fetchval(
        """
        WITH wrong AS (
            SELECT m.seq, c.last_seq + 1 AS next,
                   coalesce((SELECT w.role FROM workers_of_party(c.person_id) AS w
                              WHERE w.staff_id = $1 ORDER BY w.role = 'cover' LIMIT 1), 'manager') AS role,
                   (SELECT w.covering_for FROM workers_of_party(c.person_id) AS w
                     WHERE w.staff_id = $1 ORDER BY w.role = 'cover' LIMIT 1) AS covering_for
              FROM message AS m
              JOIN conversation AS c ON c.id = m.conversation_id
             WHERE m.conversation_id = $2 AND m.id = $3 AND m.role <> 'family' AND m.kind <> 'taken-back'
               AND (m.sender_id = $1 AND m.at >= $4 AND c.id IN (SELECT r.id FROM readable_conversations($1) AS r)
                    OR c.id IN (SELECT x.id FROM managed_conversations($1) AS x))
               AND NOT EXISTS (SELECT FROM retraction AS r
                                WHERE r.conversation_id = m.conversation_id AND r.of_seq = m.seq)
        ), said AS (
            INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, covering_for, at)
            SELECT current_council(), $2, next, $1, gen_random_uuid(), 'taken-back', role, covering_for, this_moment()
              FROM wrong
        ), counted AS (
            UPDATE conversation AS c SET last_seq = w.next FROM wrong AS w WHERE c.id = $2
        ), taken AS (
            INSERT INTO retraction (council_id, conversation_id, of_seq, seq)
            SELECT current_council(), $2, seq, next FROM wrong
        )
        SELECT next FROM wrong
        """,
        actor_id,
        conversation_id,
        message_id,
        since,
    )
    if seq is not None:
        # With the commit every process hears of it, this one too: nobody here was told.
        await conn.execute(
            "SELECT pg_notify('messages', ' ' || current_council()::text || ' ' || $1)", str(conversation_id)
        )
    return seq
