"""The plans that a manager manages, each with its workers and the next visit."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.team.model import PastDue


async def list_managed(conn: Connection, actor_id: UUID, due: Mapping[UUID, date]) -> list[PastDue]:
    """Only plans with a day in `due`: by when the child has to be visited."""
    rows = await conn.fetch(
        """
        SELECT p.id AS plan_id, p.child_id, c.name AS child_name, p.type AS plan_type,
               (SELECT string_agg(DISTINCT w.name, ', ')
                  FROM involvement AS i JOIN person AS w ON w.id = i.staff_id
                 WHERE i.child_plan_id = p.id AND i.role = 'allocated'
                   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())) AS workers,
               (SELECT (min(v.starts_at) AT TIME ZONE 'Europe/London')::date
                  FROM visit_child AS k JOIN visit AS v ON v.id = k.visit_id
                 WHERE k.child_plan_id = p.id AND v.state = 'planned' AND v.starts_at > this_moment()) AS next_visit_on
          FROM child_plan AS p
          JOIN person AS c ON c.id = p.child_id
         WHERE p.id = ANY ($2::uuid[])
           AND p.id IN (SELECT m.child_plan_id FROM involvement AS m
                         WHERE m.staff_id = $1 AND m.role = 'manager' AND m.from_at <= this_moment()
                           AND (m.to_at IS NULL OR m.to_at > this_moment()))
         ORDER BY c.name, p.id
        """,
        actor_id,
        list(due),
    )
    return [PastDue(**row, due_on=due[row["plan_id"]]) for row in rows]
