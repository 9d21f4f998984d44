"""Which children somebody's work is about."""

from collections.abc import Sequence
from uuid import UUID

from portal.caseloads.model import Child
from portal.db import Connection


async def list_children(
    conn: Connection, actor_id: UUID, child_ids: Sequence[UUID] | None = None, *, chairing: bool = False
) -> list[Child]:
    """Children on whose plans this person works now, youngest last: all, or those in a family.

    That is the family of the first of `child_ids` that has a child for them. `chairing`: also whose meetings they run,
    which is for planning meetings and nothing else.
    """
    rows = await conn.fetch(
        """
        WITH mine AS (
            SELECT DISTINCT ON (p.child_id) p.id AS plan_id, p.family_id, p.child_id, p.type
              FROM child_plan AS p
             WHERE p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s
                             UNION ALL
                            SELECT m.child_plan_id FROM plans_to_meet_about($1) AS m WHERE $3)
               AND (p.to_on IS NULL OR p.to_on > this_day())
             ORDER BY p.child_id, p.from_on DESC
        ), found AS (
            SELECT c.id, mine.plan_id, mine.family_id, f.name AS family_name, mine.type AS plan_type,
                   c.name, c.called, c.pronoun, c.born_on
              FROM mine
              JOIN person AS c ON c.id = mine.child_id
              JOIN family AS f ON f.id = mine.family_id
             WHERE c.ended_at IS NULL
        )
        SELECT found.* FROM found
         WHERE $2::uuid[] IS NULL OR found.family_id = (
               SELECT m.family_id
                 FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (id, place)
                 JOIN mine AS m ON m.child_id = asked.id AND m.family_id IN (SELECT f.family_id FROM found AS f)
                ORDER BY asked.place LIMIT 1)
         ORDER BY found.family_name, found.born_on, found.id
        """,
        actor_id,
        child_ids,
        chairing,
    )
    return [Child(**row) for row in rows]
