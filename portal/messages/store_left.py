"""A conversation that was a member of staff's until a moment ago."""

from datetime import timedelta
from uuid import UUID

from portal.db import Connection
from portal.messages.model_left import LEFT_HOURS, Left


async def get_left(conn: Connection, actor_id: UUID, conversation_id: UUID) -> Left | None:
    """None for whoever may read it, and for whoever never could, or has not for some hours."""
    row = await conn.fetchrow(
        """
        SELECT l.at, r.at AS read_until
          FROM conversation AS c
         CROSS JOIN LATERAL (
             SELECT max(i.to_at) AS at
               FROM plans_of_party(c.person_id) AS f
               JOIN involvement AS i ON i.child_plan_id = f.child_plan_id
              WHERE i.staff_id = $1 AND i.role IN ('allocated', 'cover') AND i.from_at < i.to_at
                AND i.to_at <= this_moment() AND i.to_at > this_moment() - $3::interval
         ) AS l
         CROSS JOIN LATERAL (
             SELECT max(m.until_at) AS at
               FROM manager_reading AS m
              WHERE m.conversation_id = c.id AND m.manager_id = $1
                AND m.until_at <= this_moment() AND m.until_at > this_moment() - $3::interval
                AND m.conversation_id IN (SELECT g.id FROM managed_conversations($1) AS g)
         ) AS r
         WHERE c.id = $2 AND (l.at IS NOT NULL OR r.at IS NOT NULL)
           AND c.id NOT IN (SELECT y.id FROM readable_conversations($1) AS y)
        """,
        actor_id,
        conversation_id,
        timedelta(hours=LEFT_HOURS),
    )
    return Left(**row) if row else None
