"""Looking for words in one person's conversation. The words stand here and in no address."""

from datetime import timedelta
from uuid import UUID

from portal.db import Connection
from portal.messages.model_record import FOUND_PAGE, Found, Said

KEPT = timedelta(hours=1)


async def change_search(conn: Connection, actor_id: UUID, conversation_id: UUID, words: str) -> None:
    """Takes the place of what this person looked for before."""
    await conn.execute(
        """
        INSERT INTO message_search (council_id, conversation_id, person_id, words, asked_at)
        SELECT current_council(), c.id, $1, $3, this_moment()
          FROM conversation AS c
         WHERE c.id = $2 AND c.id IN (SELECT w.id FROM worked_conversations($1) AS w)
        ON CONFLICT (council_id, conversation_id, person_id)
        DO UPDATE SET words = excluded.words, asked_at = excluded.asked_at
        """,
        actor_id,
        conversation_id,
        words,
    )


async def get_search(conn: Connection, actor_id: UUID, conversation_id: UUID) -> str | None:
    words: str | None = await conn.fetchval(
        """
        SELECT s.words FROM message_search AS s
         WHERE s.conversation_id = $2 AND s.person_id = $1 AND s.asked_at > this_moment() - $3::interval
        """,
        actor_id,
        conversation_id,
        KEPT,
    )
    return words


async def list_found(
    conn: Connection, actor_id: UUID, conversation_id: UUID, words: list[str], before: int | None
) -> Found:
    """Messages that hold every one of the words, in any case and with or without accents."""
    rows = await conn.fetch(
        """
        SELECT m.id, m.seq, s.name AS sender, f.name AS covering, m.role, m.kind, m.language, m.body, m.at,
               x.at AS taken_back_at
          FROM message AS m
          JOIN person AS s ON s.id = m.sender_id
          LEFT JOIN person AS f ON f.id = m.covering_for
          LEFT JOIN retraction AS r ON r.conversation_id = m.conversation_id AND r.of_seq = m.seq
          LEFT JOIN message AS x ON x.conversation_id = r.conversation_id AND x.seq = r.seq
         WHERE m.conversation_id = $2 AND m.body IS NOT NULL
           AND m.conversation_id IN (SELECT w.id FROM worked_conversations($1) AS w)
           AND ($4::integer IS NULL OR m.seq < $4)
           AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS word
                            WHERE strpos(folded(m.body), folded(word)) = 0)
         ORDER BY m.seq DESC
         LIMIT $5
        """,
        actor_id,
        conversation_id,
        words,
        before,
        FOUND_PAGE + 1,
    )
    items = [Said(**row) for row in rows[:FOUND_PAGE]]
    return Found(items, items[-1].seq if len(rows) > FOUND_PAGE else None)
