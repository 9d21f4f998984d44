"""What messages say in the language that staff read, as somebody translated it. Nobody of a family reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Translation:
    """`by_whom` translated it, `written_by` wrote it down."""

    words: str
    by_whom: str
    written_by: str
    at: datetime


# As a column of a statement with actor, conversation and numbers of messages as its $1 to $3: the newest of each of
# these messages, for staff who may read the conversation now.
TRANSLATIONS = """
    ARRAY(SELECT DISTINCT ON (t.seq) (t.seq, t.words, t.by_whom, s.name, t.at)
            FROM message_translation AS t
            JOIN conversation AS c ON c.id = t.conversation_id AND c.person_id <> $1
            JOIN person AS s ON s.id = t.written_by
           WHERE t.conversation_id = $2 AND t.seq = ANY ($3::int[])
             AND t.conversation_id IN (SELECT r.id FROM readable_conversations($1) AS r)
           ORDER BY t.seq, t.at DESC, t.id) AS translations
"""


def translations_in(row: Row) -> dict[int, Translation]:
    return {seq: Translation(*found) for seq, *found in row["translations"]}


async def get_translation(
    conn: Connection, actor_id: UUID, conversation_id: UUID, seq: int
) -> Translation | None:
    row = await conn.fetchrow(f"SELECT {TRANSLATIONS}", actor_id, conversation_id, [seq])
    assert row is not None
    return translations_in(row).get(seq)


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
