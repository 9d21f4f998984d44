"""Promises made from messages: told to the one person whose conversation it is, and kept under one child's plan."""

from uuid import UUID

from portal.db import Connection
from portal.messages.model_record import Agreed, NewPromise


async def add_promise(
    conn: Connection, actor_id: UUID, said: tuple[UUID, int], made: NewPromise
) -> UUID | None:
    """`said`: which conversation, and the number in it. None where the actor does not work there under that plan."""
    promise_id: UUID | None = await conn.fetchval(
        """
        WITH made AS (
            INSERT INTO promise (council_id, family_id, conversation_id, message_seq, child_plan_id, owed_by, who_words,
                                 what, by_on, made_by, made_at)
            SELECT current_council(), p.family_id, m.conversation_id, m.seq, p.id, $5, $6, $7, $8, $1, this_moment()
              FROM message AS m
              JOIN child_plan AS p ON p.id = $4
             WHERE m.conversation_id = $2 AND m.seq = $3 AND m.body IS NOT NULL
               AND EXISTS (SELECT FROM worked_conversations($1) AS w
                            WHERE w.id = m.conversation_id AND w.child_plan_id = p.id)
            RETURNING council_id, id, conversation_id
        ), told AS (
            INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
            SELECT made.council_id, made.id, c.person_id, this_moment()
              FROM made
              JOIN conversation AS c ON c.id = made.conversation_id
        )
        SELECT id FROM made
        """,
        actor_id,
        *said,
        made.plan_id,
        made.owed_by,
        made.who_words,
        made.what,
        made.by_on,
    )
    return promise_id


async def list_promises(conn: Connection, actor_id: UUID, conversation_id: UUID) -> list[Agreed]:
    """What was promised in a conversation, for whoever may know of each: open ones first, ours before theirs."""
    rows = await conn.fetch(
        """
        SELECT p.id, m.id AS message_id, m.seq, p.owed_by,
               coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who_words,
               p.what, p.by_on, p.state, p.because, p.version,
               p.made_at, s.name AS settled_by
          FROM readable_promises($1) AS mine
          JOIN promise AS p ON p.id = mine.id
          JOIN message AS m ON m.conversation_id = p.conversation_id AND m.seq = p.message_seq
          LEFT JOIN person AS s ON s.id = p.settled_by
         WHERE p.conversation_id = $2
         ORDER BY p.state <> 'open', p.owed_by <> 'council', p.by_on, p.made_at, p.id
        """,
        actor_id,
        conversation_id,
    )
    return [Agreed(**row) for row in rows]


async def change_promise(
    conn: Connection, actor_id: UUID, promise_id: UUID, version: int, state: str, because: str | None
) -> bool:
    """Settles a promise made from a message, or opens it again. False where somebody else was first."""
    changed: bool | None = await conn.fetchval(
        """
        UPDATE promise AS p
           SET state = $4, because = $5, version = p.version + 1,
               settled_by = CASE WHEN $4 = 'open' THEN NULL ELSE $1::uuid END,
               settled_at = CASE WHEN $4 = 'open' THEN NULL ELSE this_moment() END
         WHERE p.id = $2 AND p.version = $3
           AND p.child_plan_id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
        RETURNING true
        """,
        actor_id,
        promise_id,
        version,
        state,
        because,
    )
    return bool(changed)
