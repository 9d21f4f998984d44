"""A plan goes from one manager to another: whose it is to hand over, and who is told."""

from uuid import UUID

from portal.caseloads.store import hold_staff
from portal.cover.model_managers import Handed, Managed, NewManager
from portal.db import Connection

SHOWN_DAYS = 60


async def list_managed(conn: Connection, actor_id: UUID) -> list[Managed]:
    """Plans that the actor manages, also those that ended and stand open still; not what is on its way to another."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT p.id AS plan_id, p.child_id, c.name AS child_name
          FROM managed_plans($1) AS s
          JOIN child_plan AS p ON p.id = s.child_plan_id
          JOIN person AS c ON c.id = p.child_id
         WHERE NOT EXISTS (SELECT FROM change_of_manager AS m
                            WHERE m.child_plan_id = p.id AND m.from_id = $1 AND m.at > this_moment()
                              AND m.withdrawn_at IS NULL)
         ORDER BY c.name, p.id
        """,
        actor_id,
    )
    return [Managed(**row) for row in rows]


async def add_changes(conn: Connection, actor_id: UUID, new: NewManager) -> list[tuple[UUID, UUID]]:
    """Hands over what the actor manages of these plans; answers (change, child) of those that were theirs to give."""
    await hold_staff(conn, [new.to_id])
    rows = await conn.fetch(
        """
        SELECT h.change_id, h.child_id
          FROM hand_over_managing(
                   $1, $1, ARRAY(SELECT s.child_plan_id FROM managed_plans($1) AS s
                                  WHERE s.child_plan_id = ANY ($2::uuid[])), $3, $4, $5) AS h
        """,
        actor_id,
        new.plan_ids,
        new.to_id,
        new.at,
        new.reason,
    )
    return [(row["change_id"], row["child_id"]) for row in rows]


async def list_changes(conn: Connection, actor_id: UUID) -> list[Handed]:
    """Changes on the plans that the actor manages: those ahead, and of the last weeks."""
    rows = await conn.fetch(
        """
        SELECT c.id, p.child_id, k.name AS child_name, f.name AS from_name, t.id AS to_id, t.name AS to_name, c.at,
               c.reason, b.name AS set_by, c.seen_at, w.name AS withdrawn_by, c.withdrawn_at,
               c.id IN (SELECT o.id FROM changes_to_withdraw($1) AS o) AS to_withdraw
          FROM change_of_manager AS c
          JOIN child_plan AS p ON p.id = c.child_plan_id
          JOIN person AS k ON k.id = p.child_id
          JOIN person AS f ON f.id = c.from_id
          JOIN person AS t ON t.id = c.to_id
          JOIN person AS b ON b.id = c.set_by
          LEFT JOIN person AS w ON w.id = c.withdrawn_by
         WHERE c.at > this_moment() - make_interval(days => $2)
           AND c.child_plan_id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
         ORDER BY c.at DESC, k.name, c.id
        """,
        actor_id,
        SHOWN_DAYS,
    )
    return [Handed(**row) for row in rows]


async def withdraw(conn: Connection, actor_id: UUID, change_ids: list[UUID]) -> list[tuple[UUID, UUID]]:
    """The former manager has the plan on, as before; answers (change, child) of those that were theirs to withdraw."""
    rows = await conn.fetch(
        """
        WITH mine AS (
            SELECT c.* FROM change_of_manager AS c
             WHERE c.id = ANY ($2::uuid[]) AND c.id IN (SELECT t.id FROM changes_to_withdraw($1) AS t)
               AND c.withdrawn_at IS NULL
               FOR UPDATE OF c
        ), withdrawn AS (
            UPDATE change_of_manager AS c SET withdrawn_at = this_moment(), withdrawn_by = $1
              FROM mine WHERE c.id = mine.id
            RETURNING c.id, c.child_plan_id
        ), untaken AS (
            UPDATE involvement AS i SET to_at = i.from_at, change_reason = 'withdrawn'
              FROM mine WHERE i.id = mine.taken_id AND (i.to_at IS NULL OR i.to_at > i.from_at)
        ), back AS (
            UPDATE involvement AS i SET to_at = mine.until_at, change_reason = 'withdrawn'
              FROM mine
             WHERE i.child_plan_id = mine.child_plan_id AND i.staff_id = mine.from_id AND i.role = 'manager'
               AND i.to_at = greatest(mine.at, i.from_at) AND i.change_reason = mine.reason
        )
        SELECT w.id, p.child_id FROM withdrawn AS w JOIN child_plan AS p ON p.id = w.child_plan_id
        """,
        actor_id,
        change_ids,
    )
    return [(row["id"], row["child_id"]) for row in rows]


async def change_seen(conn: Connection, actor_id: UUID) -> list[tuple[UUID, UUID]]:
    """The new manager knows of the plans that are theirs by now; answers (change, child) of those they had not seen."""
    rows = await conn.fetch(
        """
        UPDATE change_of_manager AS c SET seen_at = this_moment()
          FROM child_plan AS p
         WHERE p.id = c.child_plan_id AND c.to_id = $1 AND c.at <= this_moment() AND c.seen_at IS NULL
           AND c.withdrawn_at IS NULL
           AND c.child_plan_id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
        RETURNING c.id, p.child_id
        """,
        actor_id,
    )
    return [(row["id"], row["child_id"]) for row in rows]
