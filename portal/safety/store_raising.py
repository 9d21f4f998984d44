"""An urgent item: somebody may not be safe, and somebody has to look by a moment. Raised here, worked on in urgent/."""

from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.safety.model import Source, Stands


async def raise_item(
    conn: Connection,
    actor_id: UUID,
    conversation_id: UUID,
    source: Source,
    due_at: datetime,
    stands: Stands | None = None,
) -> UUID | None:
    """Makes the conversation's urgent item, or makes the open one stronger and sooner; never weaker or later.

    `stands`: where the words are that raised it, if they are no message.
    By whose conversation it is, by who works with it, or by its manager; None for anybody else. An answer that was
    typed for somebody is raised by who typed it. The conversation is
    held first, as it is for a message whose words raise one: of two at the same moment the second finds the first's.
    """
    item_id: UUID | None = await conn.fetchval(
        """
        WITH mine AS (
            SELECT c.id, (SELECT max(m.seq) FROM message AS m
                           WHERE m.conversation_id = c.id AND m.role = 'family') AS seq
              FROM conversation AS c
             WHERE c.id = $2
               AND CASE WHEN $3 = 'staff' OR $3 = 'views' AND c.person_id <> $1
                        THEN c.id IN (SELECT s.id FROM staffed_conversations($1) AS s)
                          OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m)
                        ELSE c.person_id = $1 END
               FOR NO KEY UPDATE OF c
        ), raised AS (
            INSERT INTO urgent_item AS u (council_id, conversation_id, seq, source, raised_at, raised_by, due_at)
            SELECT current_council(), id, seq, $3, this_moment(), $1, $4 FROM mine
                ON CONFLICT (council_id, conversation_id) WHERE closed_at IS NULL DO UPDATE
               SET source = (ARRAY['words', 'views', 'talk', 'staff', 'danger'])[greatest(
                       array_position(ARRAY['words', 'views', 'talk', 'staff', 'danger'], u.source),
                       array_position(ARRAY['words', 'views', 'talk', 'staff', 'danger'], excluded.source))],
                   due_at = least(u.due_at, excluded.due_at)
            RETURNING u.id, u.council_id, xmax <> 0 AS again
        ), noted AS (
            -- The first step of a new item is noted with the item.
            INSERT INTO urgent_step (council_id, urgent_id, at, by_id, step, source)
            SELECT council_id, id, this_moment(), $1, 'raised', $3 FROM raised WHERE again
        ), stands AS (
            INSERT INTO urgent_words (council_id, urgent_id, writing, words_id, at)
            SELECT council_id, id, $5, $6, this_moment() FROM raised WHERE $6::uuid IS NOT NULL
                ON CONFLICT DO NOTHING
        )
        SELECT id FROM raised
        """,
        actor_id,
        conversation_id,
        source.value,
        due_at,
        stands.writing.value if stands else None,
        stands.id if stands else None,
    )
    return item_id
