"""A child's plan becomes another kind of plan, or ends: done by the manager of it, with a reason."""

from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.families.model import Stale
from portal.families.model_plans import Ahead, Kind


async def get_kind(conn: Connection, actor_id: UUID, plan_id: UUID) -> Kind | None:
    row = await conn.fetchrow(
        """
        SELECT p.type, p.circumstance, p.trigger_on AS clock_on
          FROM child_plan AS p
         WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
           AND (p.to_on IS NULL OR p.to_on > this_day())
        """,
        actor_id,
        plan_id,
    )
    return Kind(**row) if row else None


async def change_kind(conn: Connection, actor_id: UUID, plan_id: UUID, was: Kind, new: Kind) -> None:
    """What there was stays where it is: the same plan, counted by other rules from now on. Raises Stale."""
    done = await conn.fetchval(
        """
        UPDATE child_plan AS p SET type = $6, circumstance = $7, trigger_on = $8
         WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
           AND (p.to_on IS NULL OR p.to_on > this_day())
           AND (p.type, p.circumstance, p.trigger_on) IS NOT DISTINCT FROM ($3::text, $4::text, $5::date)
        RETURNING p.id
        """,
        actor_id,
        plan_id,
        was.type,
        was.circumstance,
        was.clock_on,
        new.type,
        new.circumstance,
        new.clock_on,
    )
    if done is None:
        raise Stale


async def list_ahead(conn: Connection, actor_id: UUID, plan_id: UUID, last_day: date) -> list[Ahead]:
    """Visits and meetings that are planned for later than the last day: somebody expects them."""
    rows = await conn.fetch(
        """
        SELECT v.id, 'visit' AS kind, v.starts_at AS at
          FROM staffed_visits($1) AS may
          JOIN visit AS v ON v.id = may.id AND v.state = 'planned'
          JOIN visit_child AS c ON c.visit_id = v.id AND c.child_plan_id = $2
         WHERE (v.starts_at AT TIME ZONE 'Europe/London')::date > $3
         UNION
        SELECT m.id, 'meeting', max(s.starts_at)
          FROM staffed_meetings($1) AS may
          JOIN meeting AS m ON m.id = may.id AND m.state = 'planned'
          JOIN meeting_child AS c ON c.meeting_id = m.id AND c.child_plan_id = $2
          JOIN meeting_slot AS s ON s.meeting_id = m.id AND s.ended_at IS NULL
         GROUP BY m.id
        HAVING (max(s.starts_at) AT TIME ZONE 'Europe/London')::date > $3
         ORDER BY at, id
        """,
        actor_id,
        plan_id,
        last_day,
    )
    return [Ahead(**row) for row in rows]


async def end_plan(
    conn: Connection, actor_id: UUID, plan_id: UUID, ended_on: date, open_until: datetime, why: str
) -> bool:
    """`ended_on`: the first day without it. Staff keep the record open until `open_until`, and not an hour longer."""
    done = await conn.fetchval(
        """
        WITH ended AS (
            UPDATE child_plan AS p SET to_on = $3
             WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
               AND (p.to_on IS NULL OR p.to_on > this_day()) AND p.from_on < $3
            RETURNING p.id
        ), closed AS (
            UPDATE involvement AS i SET to_at = greatest($4, i.from_at), change_reason = $5
              FROM ended
             WHERE i.child_plan_id = ended.id AND (i.to_at IS NULL OR i.to_at > greatest($4, i.from_at))
        )
        SELECT id FROM ended
        """,
        actor_id,
        plan_id,
        ended_on,
        open_until,
        why,
    )
    return done is not None
