"""A reader's list of conversations, in one statement over what they may read at this moment."""

from uuid import UUID

from portal.db import Connection
from portal.messages.model_list import Row


async def list_rows(conn: Connection, actor_id: UUID) -> list[Row]:
    """Whoever of a family asks has their own; a member of staff those they work with now, or read for a reason.

    Who can neither read nor has written is left out. A row is named after the other side, and previews the newest item
    that is words still. To whoever begins to cover, new is what the worker had not seen; to a manager, nothing.
    """
    rows = await conn.fetch(
        """
        WITH mine AS MATERIALIZED (
            SELECT y.id, (array_agg(s.role ORDER BY s.role = 'cover'))[1] AS role,
                   array_agg(s.covering_for) FILTER (WHERE s.covering_for IS NOT NULL) AS covered
              FROM readable_conversations($1) AS y
              LEFT JOIN staffed_conversations($1) AS s ON s.id = y.id
             GROUP BY y.id
        )
        SELECT c.id, CASE WHEN c.person_id = $1 THEN 'family' ELSE coalesce(mine.role, 'manager') END AS role,
               CASE WHEN c.person_id = $1 THEN coalesce(w.names, '') ELSE p.name END AS name,
               CASE WHEN c.person_id = $1 THEN coalesce(w.called, '') ELSE p.called END AS called,
               w.job, f.called AS covering, c.person_id = $1 AND w.names IS NULL AS closed,
               CASE WHEN c.person_id <> $1 AND mine.role IS NULL THEN 0 ELSE (
                   SELECT count(*)::integer FROM message AS m
                    WHERE m.conversation_id = c.id AND m.seq > coalesce(nullif(r.seen_seq, 0), before.seen_seq, 0)
                      AND m.sender_id <> $1 AND m.kind <> 'taken-back'
                      AND NOT EXISTS (SELECT FROM retraction AS t
                                       WHERE t.conversation_id = m.conversation_id AND t.of_seq = m.seq)) END AS new,
               EXISTS (SELECT FROM message_draft AS d WHERE d.conversation_id = c.id AND d.person_id = $1) AS has_draft,
               last.words AS last_words, last.at AS last_at, coalesce(last.mine, false) AS last_mine,
               CASE WHEN c.person_id <> $1 THEN c.waiting_since END AS waiting_since
          FROM mine
          JOIN conversation AS c ON c.id = mine.id
          JOIN person AS p ON p.id = c.person_id
          LEFT JOIN person AS f ON f.id = mine.covered[1]
          LEFT JOIN read_mark AS r ON r.conversation_id = c.id AND r.person_id = $1
          LEFT JOIN LATERAL (
              SELECT max(k.seen_seq) AS seen_seq FROM read_mark AS k
               WHERE k.conversation_id = c.id AND k.person_id = ANY (mine.covered)
          ) AS before ON true
          LEFT JOIN LATERAL (
              SELECT string_agg(s.name, ', ' ORDER BY s.name) AS names, min(s.called) AS called,
                     CASE WHEN count(*) = 1 THEN min(s.job_title) END AS job
                FROM person AS s
               WHERE c.person_id = $1
                 AND s.id IN (SELECT o.staff_id FROM workers_of_party($1) AS o WHERE o.role = 'worker')
          ) AS w ON true
          LEFT JOIN LATERAL (
              SELECT left(m.body, 61) AS words, m.at, m.sender_id = $1 AS mine
                FROM message AS m
               WHERE m.conversation_id = c.id AND m.kind <> 'taken-back'
                 AND (c.person_id <> $1 OR m.seq > c.hidden_through)
                 AND NOT EXISTS (SELECT FROM retraction AS t
                                  WHERE t.conversation_id = m.conversation_id AND t.of_seq = m.seq)
               ORDER BY m.seq DESC LIMIT 1
          ) AS last ON true
         WHERE c.person_id = $1 OR last.at IS NOT NULL
            OR EXISTS (SELECT FROM account AS x WHERE x.person_id = c.person_id AND x.state <> 'closed')
         ORDER BY p.name, c.id
        """,
        actor_id,
    )
    return [Row(**row) for row in rows]


async def get_conversation_with(
    conn: Connection, actor_id: UUID, person_id: UUID
) -> tuple[UUID, bool] | None:
    """The conversation of somebody whom this member of staff works with, or whose worker they manage (False)."""
    row = await conn.fetchrow(
        """
        SELECT found.id, found.works
          FROM (SELECT s.id, true AS works FROM staffed_conversations($1) AS s WHERE s.person_id = $2
                 UNION ALL
                SELECT m.id, false FROM managed_conversations($1) AS m
                  JOIN conversation AS c ON c.id = m.id
                 WHERE c.person_id = $2) AS found
         ORDER BY found.works DESC LIMIT 1
        """,
        actor_id,
        person_id,
    )
    return (row["id"], row["works"]) if row else None
