"""A plan goes from one worker to another: involvements, visits to come, and what is still to be said."""

from collections.abc import Collection
from uuid import UUID

from portal.caseloads.store import hold_staff
from portal.cover.model_moves import Held, Move, NewMove
from portal.db import Connection

SHOWN_DAYS = 60


async def list_held(conn: Connection, actor_id: UUID) -> list[Held]:
    """Plans that the actor manages, with the worker of each, but for those that are on their way to another."""
    rows = await conn.fetch(
        """
        SELECT i.id AS involvement_id, p.id AS plan_id, p.child_id, c.name AS child_name, p.type AS plan_type,
               w.id AS worker_id, w.name AS worker_name
          FROM workers_led($1) AS l
          JOIN involvement AS i ON i.child_plan_id = l.child_plan_id AND i.staff_id = l.staff_id
           AND i.role = 'allocated' AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
          JOIN child_plan AS p ON p.id = l.child_plan_id
          JOIN person AS c ON c.id = p.child_id
          JOIN person AS w ON w.id = l.staff_id
         WHERE NOT EXISTS (SELECT FROM change_of_worker AS m
                            WHERE m.child_plan_id = p.id AND m.from_id = w.id AND m.at > this_moment())
         ORDER BY w.name, w.id, c.name, p.id, i.id
        """,
        actor_id,
    )
    return [Held(**row) for row in rows]


async def would_have_both(conn: Connection, new: NewMove) -> bool:
    """Whether somebody would have the plans of a young parent and of their child, by this or beside what they have."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM involvement AS i
             CROSS JOIN LATERAL plans_kept_apart(i.child_plan_id) AS a
              JOIN involvement AS o ON o.child_plan_id = a.child_plan_id AND o.role = 'allocated'
             WHERE i.id = ANY ($1::uuid[]) AND (o.staff_id = $2 OR o.id = ANY ($1::uuid[]))
               AND (o.to_at IS NULL OR o.to_at > this_moment()))
        """,
        new.involvement_ids,
        new.to_id,
    )
    return found


async def add_moves(conn: Connection, actor_id: UUID, new: NewMove) -> list[tuple[UUID, UUID, UUID]]:
    """Hands the plans over at a moment; answers (change, child, who had it) of those that were the actor's to give.

    Who covered for the old worker there covers no more from that moment on; visits to come are the new worker's.
    """
    await hold_staff(conn, [new.to_id])
    rows = await conn.fetch(
        """
        WITH held AS (
            SELECT i.council_id, i.id, i.child_plan_id, i.staff_id, t.id AS to_id
              FROM involvement AS i
              JOIN person AS t ON t.id = $3 AND t.kind = 'staff' AND t.staff_role IN ('worker', 'manager')
               AND t.ended_at IS NULL AND t.id <> i.staff_id
             WHERE i.id = ANY ($2::uuid[]) AND i.role = 'allocated'
               AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > $4)
               AND EXISTS (SELECT FROM workers_led($1) AS l
                            WHERE l.child_plan_id = i.child_plan_id AND l.staff_id = i.staff_id)
               AND NOT EXISTS (SELECT FROM change_of_worker AS m
                                WHERE m.child_plan_id = i.child_plan_id AND m.from_id = i.staff_id
                                  AND m.at > this_moment())
               FOR NO KEY UPDATE OF i
        ), ended AS (
            UPDATE involvement AS i SET to_at = $4, change_reason = $5
              FROM held WHERE i.council_id = held.council_id AND i.id = held.id
        ), uncovered AS (
            UPDATE involvement AS i SET to_at = greatest($4, i.from_at)
              FROM held
             WHERE i.child_plan_id = held.child_plan_id AND i.role = 'cover' AND i.covering_for = held.staff_id
               AND (i.to_at IS NULL OR i.to_at > greatest($4, i.from_at))
        ), taken AS (
            INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, change_reason)
            SELECT DISTINCT held.council_id, held.to_id, held.child_plan_id, 'allocated', $4::timestamptz, $5
              FROM held
             WHERE NOT EXISTS (SELECT FROM involvement AS h
                                WHERE h.child_plan_id = held.child_plan_id AND h.staff_id = held.to_id
                                  AND h.role = 'allocated' AND h.from_at <= $4 AND h.to_at IS NULL)
        ), made AS (
            INSERT INTO change_of_worker (council_id, child_plan_id, from_id, to_id, at, reason, set_by, set_at)
            SELECT DISTINCT held.council_id, held.child_plan_id, held.staff_id, held.to_id, $4::timestamptz, $5,
                   $1::uuid, this_moment()
              FROM held
            RETURNING id, child_plan_id, from_id
        )
        SELECT made.id, p.child_id, made.from_id
          FROM made JOIN child_plan AS p ON p.id = made.child_plan_id
        """,
        actor_id,
        new.involvement_ids,
        new.to_id,
        new.at,
        new.reason,
    )
    await _change_visits(conn, actor_id, {row["from_id"] for row in rows}, new)
    return [(row["id"], row["child_id"], row["from_id"]) for row in rows]


async def _change_visits(
    conn: Connection, actor_id: UUID, worker_ids: Collection[UUID], new: NewMove
) -> None:
    """A visit goes along where all children that it is about have the new worker by then; its readers are told."""
    await conn.execute(
        """
        WITH moved AS (
            UPDATE visit AS v SET worker_id = $3, version = v.version + 1
             WHERE v.worker_id = ANY ($2::uuid[]) AND v.state = 'planned' AND v.starts_at >= $4
               AND NOT EXISTS (
                   SELECT FROM visit_child AS c
                    WHERE c.visit_id = v.id
                      AND NOT EXISTS (SELECT FROM involvement AS i
                                       WHERE i.child_plan_id = c.child_plan_id AND i.staff_id = $3
                                         AND i.role = 'allocated' AND i.from_at <= v.starts_at
                                         AND (i.to_at IS NULL OR i.to_at > v.starts_at)))
            RETURNING v.council_id, v.id, v.shared_at
        )
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, parts)
        SELECT council_id, id, 'changed', $1, this_moment(), ARRAY['worker'] FROM moved WHERE shared_at IS NOT NULL
        """,
        actor_id,
        list(worker_ids),
        new.to_id,
        new.at,
    )


async def list_moves(conn: Connection, actor_id: UUID) -> list[Move]:
    """Changes on the plans that the actor manages: those ahead, and of the last weeks."""
    return await _list(conn, actor_id, None)


async def get_move(conn: Connection, actor_id: UUID, change_id: UUID) -> Move | None:
    """A change that the actor has a part in: as who leaves, until it happens; as who takes over, from then on."""
    return next(iter(await _list(conn, actor_id, change_id)), None)


async def _list(conn: Connection, actor_id: UUID, change_id: UUID | None) -> list[Move]:
    rows = await conn.fetch(
        """
        SELECT c.id, p.id AS plan_id, p.child_id, k.name AS child_name, p.type AS plan_type,
               f.id AS from_id, f.name AS from_name, f.called AS from_called,
               t.id AS to_id, t.name AS to_name, t.called AS to_called, c.at, c.reason, c.confirmed_at, n.body AS note,
               EXISTS (SELECT FROM staffed_stories($1) AS may JOIN story AS s ON s.id = may.id
                        WHERE s.person_id = p.child_id) AS has_story
          FROM change_of_worker AS c
          JOIN child_plan AS p ON p.id = c.child_plan_id
          JOIN person AS k ON k.id = p.child_id
          JOIN person AS f ON f.id = c.from_id
          JOIN person AS t ON t.id = c.to_id
          LEFT JOIN handover_note AS n ON n.change_id = c.id
         WHERE CASE WHEN $2::uuid IS NULL
                    THEN c.at > this_moment() - make_interval(days => $3)
                         AND c.child_plan_id IN (
                             SELECT m.child_plan_id FROM involvement AS m
                              WHERE m.staff_id = $1 AND m.role = 'manager' AND m.from_at <= this_moment()
                                AND (m.to_at IS NULL OR m.to_at > this_moment()))
                    ELSE c.id = $2
                         AND (c.from_id = $1 AND c.at > this_moment() OR c.to_id = $1 AND c.at <= this_moment())
                         AND c.child_plan_id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s) END
         ORDER BY c.at DESC, k.name, c.id
        """,
        actor_id,
        change_id,
        SHOWN_DAYS,
    )
    return [Move(**row) for row in rows]


async def change_move_confirmed(conn: Connection, actor_id: UUID, change_id: UUID) -> bool:
    """The new worker has read it. False where it is not theirs, or not yet."""
    found = await conn.fetchval(
        """
        UPDATE change_of_worker SET confirmed_at = coalesce(confirmed_at, this_moment())
         WHERE id = $2 AND to_id = $1 AND at <= this_moment()
           AND child_plan_id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
        RETURNING id
        """,
        actor_id,
        change_id,
    )
    return found is not None
