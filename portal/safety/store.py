"""What people answered after sending, and whether to ask them.

Pages that take a message, and the live server, ask here: where `Watch.alarm` answered for what was just kept, and
`is_prompt_due` says so, the sender is shown `/messages/{conversation_id}/now` next. The page comes after the message
and never instead of it; the urgent item is there either way.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.safety.model import Answer, CallAnswer


async def is_prompt_due(conn: Connection, conversation_id: UUID) -> bool:
    """Whether to ask “Do you need help now?”: not in the 24 hours after “I am OK for now”."""
    return bool(await list_prompts_due(conn, [conversation_id]))


async def list_prompts_due(conn: Connection, conversation_ids: Iterable[UUID]) -> set[UUID]:
    """Of these conversations, those whose person has not said in the last 24 hours that they are OK for now."""
    rows = await conn.fetch(
        """
        SELECT c.id
          FROM unnest($1::uuid[]) AS c (id)
         WHERE NOT EXISTS (SELECT FROM safety_answer AS a
                            WHERE a.conversation_id = c.id AND a.answer = 'ok'
                              AND a.at > this_moment() - interval '24 hours')
        """,
        list(conversation_ids),
    )
    return {row["id"] for row in rows}


async def add_answer(
    conn: Connection, actor_id: UUID, conversation_id: UUID, answer: Answer, words: str | None = None
) -> bool:
    """Keeps what somebody answered in their own conversation; False where it is not theirs."""
    added = await conn.fetchval(
        """
        INSERT INTO safety_answer (council_id, conversation_id, person_id, at, answer, words)
        SELECT current_council(), c.id, $1, this_moment(), $3, $4
          FROM conversation AS c WHERE c.id = $2 AND c.person_id = $1
        RETURNING true
        """,
        actor_id,
        conversation_id,
        answer.value,
        words,
    )
    return bool(added)


async def get_call_answer(conn: Connection, conversation_id: UUID, since: datetime) -> CallAnswer | None:
    """What the person last said, since a moment, about being phoned. The caller has checked who asks."""
    row = await conn.fetchrow(
        """
        SELECT a.answer, a.words, a.at
          FROM safety_answer AS a
         WHERE a.conversation_id = $1 AND a.at >= $2 AND a.answer LIKE 'call%'
         ORDER BY a.at DESC, a.id LIMIT 1
        """,
        conversation_id,
        since,
    )
    return CallAnswer(Answer(row["answer"]), row["words"], row["at"]) if row else None
