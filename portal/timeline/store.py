"""What was, as one person may read it, and all that they wrote themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection
from portal.timeline.model import Line, Written

MOST = 2000
# A download that fails may be begun again; nobody needs more. Counted back from now: no midnight makes them six.
A_DAY, COPIES_A_DAY = timedelta(days=1), 3


async def list_lines(conn: Connection, actor_id: UUID) -> list[Line]:
    """All of it over, nothing to come. Each kind comes by the function that says who may read it."""
    rows = await conn.fetch(
        """
        SELECT 'visit' AS kind, v.id, v.starts_at AS at, v.state, w.called AS who, '' AS what, NULL::text[] AS hidden
          FROM shared_plans($1) AS v
          JOIN person AS w ON w.id = v.worker_id
         WHERE v.starts_at < this_moment() AND v.state <> 'planned'
         UNION ALL
        SELECT 'meeting', m.id, s.starts_at, 'held', c.called, m.type, NULL
          FROM invited_meetings($1) AS i
          JOIN meeting AS m ON m.id = i.id AND m.state = 'held'
          JOIN meeting_slot AS s ON s.id = i.slot_id
          JOIN person AS c ON c.id = m.chair_id
         WHERE s.starts_at < this_moment()
         UNION ALL
        SELECT 'views', c.id, c.sent_at, CASE WHEN c.answered_at IS NULL THEN 'sent' ELSE 'answered' END,
               coalesce(w.called, ''), c.occasion, NULL
          FROM contribution AS c
          LEFT JOIN person AS w ON w.id = c.sent_to
         WHERE c.person_id = $1 AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
         UNION ALL
        SELECT 'promise', p.id, p.made_at, p.state, p.who_words, p.what,
               CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out($1, p.meeting_id) END
          FROM readable_promises($1) AS may
          JOIN promise AS p ON p.id = may.id
          JOIN promise_reader AS r ON r.promise_id = p.id AND r.person_id = $1
         UNION ALL
        SELECT 'story', s.id, s.approved_at, CASE s.number WHEN 1 THEN 'first' ELSE 'again' END, '', '', NULL
          FROM story AS s
         WHERE s.person_id = $1 AND s.approved_at IS NOT NULL
         ORDER BY 3 DESC
         LIMIT $2
        """,
        actor_id,
        MOST,
    )
    return [Line(**{**row, "hidden": tuple(row["hidden"] or ())}) for row in rows]


async def list_written(conn: Connection, actor_id: UUID) -> list[Written]:
    """What somebody wrote here, but for their views and their story. What they took back is not among it."""
    rows = await conn.fetch(
        """
        SELECT 'topic' AS kind, t.added_at AS at, t.body
          FROM visit_topic AS t WHERE t.added_by = $1 AND t.ended_at IS NULL
         UNION ALL
        SELECT 'correction', c.at, c.body FROM correction AS c WHERE c.by_id = $1 AND c.body <> ''
         UNION ALL
        SELECT 'comment', c.at, c.body FROM paper_comment AS c WHERE c.by_id = $1
         UNION ALL
        SELECT 'view', d.at, d.body FROM different_view AS d WHERE d.by_id = $1
         UNION ALL
        SELECT 'message', m.at, m.body
          FROM conversation AS c
          JOIN message AS m ON m.conversation_id = c.id AND m.sender_id = $1 AND m.kind = 'text'
         WHERE c.person_id = $1 AND m.seq > c.hidden_through
           AND NOT EXISTS (SELECT FROM retraction AS x WHERE x.conversation_id = c.id AND x.of_seq = m.seq)
         ORDER BY at
        """,
        actor_id,
    )
    return [Written(**row) for row in rows]


async def add_copy(conn: Connection, actor_id: UUID, what: str) -> bool:
    """Notes that a file of this kind was had. False: often enough within a day."""
    await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", actor_id)
    added = await conn.fetchval(
        """
        INSERT INTO kept_copy (council_id, person_id, what, kept_at)
        SELECT p.council_id, p.id, $2, this_moment()
          FROM person AS p
         WHERE p.id = $1
           AND (SELECT count(*) FROM kept_copy AS k
                 WHERE k.person_id = $1 AND k.what = $2 AND k.kept_at > this_moment() - $3::interval) < $4
        RETURNING id
        """,
        actor_id,
        what,
        A_DAY,
        COPIES_A_DAY,
    )
    return added is not None


async def get_next_copy(conn: Connection, actor_id: UUID, what: str) -> datetime | None:
    """From when on another file of this kind may be had, of somebody who had as many as they may."""
    at: datetime | None = await conn.fetchval(
        """
        SELECT k.kept_at + $3::interval
          FROM kept_copy AS k
         WHERE k.person_id = $1 AND k.what = $2
         ORDER BY k.kept_at DESC
        OFFSET $4 - 1
         LIMIT 1
        """,
        actor_id,
        what,
        A_DAY,
        COPIES_A_DAY,
    )
    return at
