"""What was done about what one person wanted to talk about: shown to them, and to nobody else of their family."""

from uuid import UUID

from portal.db import Connection
from portal.visits.model_answers import Did, SaidAndDid


async def list_answers(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[SaidAndDid]:
    """Nothing before the visit is over, or off."""
    rows = await conn.fetch(
        """
        SELECT t.id, t.body,
               least((v.ended_at AT TIME ZONE 'Europe/London')::date,
                     (v.starts_at AT TIME ZONE 'Europe/London')::date) AS over_on,
               ARRAY(SELECT (o.state, o.what, o.because, o.by_on, p.name, o.at)
                       FROM outcome AS o JOIN person AS p ON p.id = o.by_id
                      WHERE o.topic_id = t.id ORDER BY o.at, o.id) AS did
          FROM shared_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
          JOIN visit_topic AS t ON t.visit_id = v.id AND t.added_by = $1 AND t.ended_at IS NULL
         WHERE v.id = $2
           AND (v.state <> 'planned' OR v.starts_at + make_interval(mins => v.minutes) <= this_moment())
         ORDER BY t.added_at, t.id
        """,
        actor_id,
        visit_id,
    )
    return [
        SaidAndDid(row["id"], row["body"], row["over_on"], tuple(Did(*did) for did in row["did"]))
        for row in rows
    ]
