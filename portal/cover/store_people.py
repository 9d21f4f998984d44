"""Workers and their plans, and the colleagues who could cover for them."""

from uuid import UUID

from portal.cover.model import Colleague, CoveredPlan, Days, Worker
from portal.db import Connection


async def list_plans(conn: Connection, actor_id: UUID, worker_id: UUID) -> list[CoveredPlan]:
    """Current plans of a worker: one's own, or those that the actor manages."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT p.id AS plan_id, p.child_id, c.name AS child_name, p.type AS plan_type
          FROM involvement AS i
          JOIN child_plan AS p ON p.id = i.child_plan_id
          JOIN person AS c ON c.id = p.child_id
         WHERE i.staff_id = $2 AND i.role = 'allocated'
           AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
           AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
           AND ($1 = $2 OR p.id IN (SELECT l.child_plan_id FROM workers_led($1) AS l WHERE l.staff_id = $2))
         ORDER BY child_name, plan_id
        """,
        actor_id,
        worker_id,
    )
    return [CoveredPlan(**row) for row in rows]


async def list_colleagues(
    conn: Connection, worker_id: UUID, *, own_team: bool, herself: bool = False
) -> list[Colleague]:
    """Who could cover: those who have come in, of the same team as somebody first, or of it alone."""
    rows = await conn.fetch(
        """
        SELECT o.id, o.name, t.name AS team, o.team_id IS NOT DISTINCT FROM w.team_id AS same_team,
               ARRAY(SELECT (a.from_on, a.back_on) FROM absence AS a
                      WHERE a.staff_id = o.id AND a.ended_at IS NULL AND a.back_on > this_day()
                      ORDER BY a.from_on) AS away
          FROM person AS w
          JOIN person AS o ON (o.id <> w.id OR $3) AND o.kind = 'staff' AND o.staff_role IN ('worker', 'manager')
           AND o.ended_at IS NULL AND has_come_in(o.id)
          LEFT JOIN team AS t ON t.id = o.team_id
         WHERE w.id = $1 AND (NOT $2 OR o.team_id = w.team_id)
         ORDER BY o.team_id IS DISTINCT FROM w.team_id, o.staff_role DESC, o.name, o.id
        """,
        worker_id,
        own_team,
        herself,
    )
    return [Colleague(**{**row, "away": tuple(Days(*one) for one in row["away"])}) for row in rows]


async def list_workers(conn: Connection, actor_id: UUID) -> list[Worker]:
    """Workers of the plans that the actor manages."""
    rows = await conn.fetch(
        """
        SELECT s.id, s.name, count(DISTINCT l.child_plan_id) AS plans
          FROM workers_led($1) AS l
          JOIN person AS s ON s.id = l.staff_id
         GROUP BY s.id, s.name
         ORDER BY s.name, s.id
        """,
        actor_id,
    )
    return [Worker(**row) for row in rows]
