"""What messages say in the language that staff read, as somebody translated it. Nobody of a family reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class Translation:
    """`by_whom` translated it, `written_by` wrote it down."""

    words: str
    by_whom: str
    written_by: str
    at: datetime


async def list_translations(
    conn: Connection, actor_id: UUID, conversation_id: UUID, seqs: Sequence[int]
) -> dict[int, Translation]:
    """The newest of each of these messages, for staff who may read the conversation now. Asks only where needed."""
    if not seqs:
        return {}
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (t.seq) t.seq, t.words, t.by_whom, s.name AS written_by, t.at
          FROM message_translation AS t
          JOIN conversation AS c ON c.id = t.conversation_id AND c.person_id <> $1
          JOIN person AS s ON s.id = t.written_by
         WHERE t.conversation_id = $2 AND t.seq = ANY ($3)
           AND t.conversation_id IN (SELECT r.id FROM readable_conversations($1) AS r)
         ORDER BY t.seq, t.at DESC, t.id
        """,
        actor_id,
        conversation_id,
        list(seqs),
    )
    return {row["seq"]: Translation(**{name: row[name] for name in _OWN}) for row in rows}


_OWN = ("words", "by_whom", "written_by", "at")


async def add_translation(
    conn: Connection, actor_id: UUID, conversation_id: UUID, seq: int, words: str, by_whom: str
) -> UUID | None:
    """None where the actor does not work with this conversation, or no words stand there."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO message_translation (council_id, conversation_id, seq, words, by_whom, written_by, at)
        SELECT m.council_id, m.conversation_id, m.seq, $4, $5, $1, this_moment()
          FROM message AS m
         WHERE m.conversation_id = $2 AND m.seq = $3 AND m.body IS NOT NULL
           AND m.conversation_id IN (SELECT w.id FROM worked_conversations($1) AS w)
        RETURNING id
        """,
        actor_id,
        conversation_id,
        seq,
        words,
        by_whom,
    )
    return added
