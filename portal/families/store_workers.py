"""Who works with a child's plan: access itself, so every change has a reason and holds at once."""

from uuid import UUID

from portal.caseloads.store import hold_staff
from portal.db import Connection
from portal.families.model import NewWorker, Plan, Staff, Worker


async def get_plan(conn: Connection, actor_id: UUID, plan_id: UUID) -> Plan | None:
    """None for everybody but the manager of the plan, whatever else they do with it."""
    row = await conn.fetchrow(
        """
        SELECT p.id, p.child_id, c.name AS child_name, c.called AS child_called, p.type, p.from_on
          FROM child_plan AS p
          JOIN person AS c ON c.id = p.child_id
         WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
           AND (p.to_on IS NULL OR p.to_on > this_day())
        """,
        actor_id,
        plan_id,
    )
    return Plan(**row) if row else None


async def list_managed(conn: Connection, actor_id: UUID, person_id: UUID) -> set[UUID]:
    """The plans that this actor manages, of the child, or of the children whom somebody is related to."""
    rows = await conn.fetch("SELECT m.child_plan_id FROM managed_plans_of($1, $2) AS m", actor_id, person_id)
    return {row["child_plan_id"] for row in rows}


async def list_workers(conn: Connection, actor_id: UUID, child_id: UUID) -> list[Worker]:
    """Everybody who works with the plans of a child now, or is to from a later day."""
    rows = await conn.fetch(
        """
        SELECT i.id, i.staff_id, w.name, w.job_title, i.role, f.name AS covering_for, p.id AS plan_id,
               p.type AS plan_type, i.from_at, i.to_at
          FROM child_plan AS p
          JOIN involvement AS i ON i.child_plan_id = p.id
          JOIN person AS w ON w.id = i.staff_id
          LEFT JOIN person AS f ON f.id = i.covering_for
         WHERE p.child_id = $2 AND p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
           AND (i.to_at IS NULL OR i.to_at > greatest(this_moment(), i.from_at))
         ORDER BY i.from_at > this_moment(), array_position(ARRAY['allocated', 'cover', 'manager', 'chair'], i.role),
                  w.name, i.id
        """,
        actor_id,
        child_id,
    )
    return [Worker(**row) for row in rows]


async def list_staff(conn: Connection, actor_id: UUID) -> list[Staff]:
    """The workers of the actor's own council who could be given a plan."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.name, p.job_title
          FROM person AS p
         WHERE p.kind = 'staff' AND p.staff_role IN ('worker', 'manager') AND p.ended_at IS NULL AND has_come_in(p.id)
           AND EXISTS (SELECT FROM person AS m WHERE m.id = $1 AND m.staff_role = 'manager')
         ORDER BY p.name, p.id
        """,
        actor_id,
    )
    return [Staff(**row) for row in rows]


async def works_with_the_other(conn: Connection, staff_id: UUID, plan_id: UUID) -> bool:
    """Whether somebody has the plan of this child's young parent, or of this young parent's child."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM plans_kept_apart($2) AS a
                         JOIN involvement AS i ON i.child_plan_id = a.child_plan_id AND i.role = 'allocated'
                        WHERE i.staff_id = $1 AND (i.to_at IS NULL OR i.to_at > this_moment()))
        """,
        staff_id,
        plan_id,
    )
    return found


async def add_worker(conn: Connection, actor_id: UUID, plan_id: UUID, new: NewWorker) -> UUID | None:
    """Give a plan to somebody. None where the plan is not this manager's, or they have it in that role already.

    Cover for somebody who is away belongs to that absence, and ends with it at the latest.
    """
    await hold_staff(conn, [new.staff_id])
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO involvement
               (council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for, change_reason, absence_id)
        SELECT p.council_id, w.id, p.id, $4, $5, least($6, away.to_at), $7, $8, away.id
          FROM child_plan AS p
          JOIN person AS w ON w.id = $3 AND w.kind = 'staff' AND w.staff_role IN ('worker', 'manager')
           AND w.ended_at IS NULL AND has_come_in(w.id)
          LEFT JOIN LATERAL (
              SELECT a.id, a.back_on::timestamp AT TIME ZONE 'Europe/London' AS to_at
                FROM absence AS a
               WHERE $4 = 'cover' AND a.staff_id = $7 AND a.ended_at IS NULL
                 AND a.back_on::timestamp AT TIME ZONE 'Europe/London' > $5
                 AND ($6::timestamptz IS NULL OR a.from_on::timestamp AT TIME ZONE 'Europe/London' < $6)
               ORDER BY a.from_on LIMIT 1
          ) AS away ON true
         WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
           AND NOT EXISTS (
               SELECT FROM involvement AS i
                WHERE i.child_plan_id = p.id AND i.staff_id = w.id AND i.role = $4
                  AND tstzrange(i.from_at, i.to_at) && tstzrange($5, least($6, away.to_at))
           )
        RETURNING id
        """,
        actor_id,
        plan_id,
        new.staff_id,
        new.role,
        new.from_at,
        new.to_at,
        new.covering_for,
        new.reason,
    )
    return made


async def hold_plan(conn: Connection, actor_id: UUID, plan_id: UUID) -> None:
    """Until this deed is done nobody else gives or ends work on the same plan: each sees what the other has done."""
    await conn.execute(
        """
        SELECT FROM child_plan AS p
         WHERE p.id = $2 AND p.id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
           FOR NO KEY UPDATE OF p
        """,
        actor_id,
        plan_id,
    )


async def is_last_manager(conn: Connection, plan_id: UUID, involvement_id: UUID) -> bool:
    """Whether nobody would manage the plan without this work: then nobody could give it to anybody any more.

    Somebody else has to have it when this work begins or now, and somebody has to have it on when this work would end:
    who hands over on a later day has it only until then.
    """
    last: bool = await conn.fetchval(
        """
        WITH others AS (
            SELECT o.from_at, o.to_at
              FROM involvement AS o
              JOIN person AS m ON m.id = o.staff_id AND m.staff_role = 'manager' AND m.ended_at IS NULL
             WHERE o.child_plan_id = $1 AND o.role = 'manager' AND o.id <> $2
               AND (o.to_at IS NULL OR o.to_at > greatest(this_moment(), o.from_at))
        )
        SELECT i.role = 'manager'
               AND NOT (EXISTS (SELECT FROM others AS o
                                 WHERE o.from_at <= greatest(this_moment(), i.from_at)
                                   AND (o.to_at IS NULL OR o.to_at > greatest(this_moment(), i.from_at)))
                        AND EXISTS (SELECT FROM others AS o
                                     WHERE o.to_at IS NULL OR o.to_at >= coalesce(i.to_at, 'infinity')))
          FROM involvement AS i
         WHERE i.id = $2 AND i.child_plan_id = $1
        """,
        plan_id,
        involvement_id,
    )
    return bool(last)


async def end_worker(
    conn: Connection, actor_id: UUID, plan_id: UUID, involvement_id: UUID, reason: str
) -> UUID | None:
    """From this moment the plan, and all that hangs on it, is gone for them. Answers whose it was."""
    ended: UUID | None = await conn.fetchval(
        """
        UPDATE involvement AS i
           SET to_at = greatest(this_moment(), i.from_at), change_reason = $4
         WHERE i.id = $3 AND i.child_plan_id = $2 AND i.role <> 'chair'
           AND (i.to_at IS NULL OR i.to_at > this_moment())
           AND i.child_plan_id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
        RETURNING i.staff_id
        """,
        actor_id,
        plan_id,
        involvement_id,
        reason,
    )
    return ended
