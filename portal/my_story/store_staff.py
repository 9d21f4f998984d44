"""Stories that workers read before they come: what is to be read, and that it was."""

from uuid import UUID

from portal.db import Connection
from portal.my_story.model import Reader, Standing, ToRead


async def list_to_read(conn: Connection, actor_id: UUID) -> list[ToRead]:
    """What this worker, or cover, has not read yet: what is needed soonest first."""
    rows = await conn.fetch(
        """
        SELECT s.person_id, p.name, p.called, s.approved_at,
               EXISTS (SELECT FROM story AS o JOIN story_reading AS r ON r.story_id = o.id AND r.staff_id = $1
                        WHERE o.person_id = s.person_id) AS changed,
               (SELECT min(v.starts_at) FROM visit_child AS c
                  JOIN visit AS v ON v.id = c.visit_id AND v.state IN ('planned', 'done', 'partly')
                   AND (v.worker_id = $1 OR v.starts_at > this_moment() AND v.worker_id IN (
                            SELECT i.covering_for FROM involvement AS i
                             WHERE i.staff_id = $1 AND i.role = 'cover' AND i.child_plan_id = c.child_plan_id
                               AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())))
                 WHERE c.child_id = s.person_id AND v.starts_at > s.approved_at) AS before
          FROM staffed_stories($1) AS may
          JOIN story AS s ON s.id = may.id
          JOIN person AS p ON p.id = s.person_id
         WHERE NOT EXISTS (SELECT FROM story_reading AS r WHERE r.story_id = s.id AND r.staff_id = $1)
         ORDER BY before NULLS LAST, s.approved_at, s.id
         LIMIT 50
        """,
        actor_id,
    )
    return [ToRead(**row) for row in rows]


async def add_reading(conn: Connection, actor_id: UUID, person_id: UUID, story_id: UUID) -> bool:
    """“I have read it.” False where this is not the story that holds, or not theirs to read."""
    return bool(
        await conn.fetchval(
            """
            WITH mine AS (
                SELECT s.id FROM staffed_stories($1) AS may JOIN story AS s ON s.id = may.id
                 WHERE s.id = $3 AND s.person_id = $2
            ), added AS (
                INSERT INTO story_reading (council_id, story_id, staff_id, at)
                SELECT current_council(), mine.id, $1, this_moment() FROM mine
                ON CONFLICT DO NOTHING
            )
            SELECT EXISTS (SELECT FROM mine)
            """,
            actor_id,
            person_id,
            story_id,
        )
    )


async def list_readers(conn: Connection, actor_id: UUID, story_id: UUID) -> list[Reader]:
    """The workers of now and whether each has read it, for one of them."""
    rows = await conn.fetch(
        """
        SELECT w.id, w.name, bool_and(k.role = 'cover') AS cover, min(r.at) AS read_at
          FROM staffed_stories($1) AS may
          JOIN story AS s ON s.id = may.id AND s.id = $2
         CROSS JOIN LATERAL workers_of_party(s.person_id) AS k
          JOIN child_plan AS o ON o.id = k.child_plan_id AND o.child_id = s.person_id
          JOIN person AS w ON w.id = k.staff_id
          LEFT JOIN story_reading AS r ON r.story_id = s.id AND r.staff_id = w.id
         GROUP BY w.council_id, w.id
         ORDER BY cover, w.name, w.id
        """,
        actor_id,
        story_id,
    )
    return [Reader(**row) for row in rows]


async def get_standing(conn: Connection, actor_id: UUID, person_id: UUID) -> Standing | None:
    row = await conn.fetchrow(
        """
        SELECT s.approved_at, r.at AS read_at
          FROM staffed_stories($1) AS may
          JOIN story AS s ON s.id = may.id AND s.person_id = $2
          LEFT JOIN story_reading AS r ON r.story_id = s.id AND r.staff_id = $1
        """,
        actor_id,
        person_id,
    )
    return Standing(**row) if row else None
