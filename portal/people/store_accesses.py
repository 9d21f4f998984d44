"""Who opened or changed a child's record, for the manager of their plan."""

from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.people.model_accesses import ACCESSES_PAGE, BEGINNING, Access, Before, Opener


async def get_audited_child(conn: Connection, actor_id: UUID, child_id: UUID) -> str | None:
    """What the child is called, where this actor may read the log about them."""
    called: str | None = await conn.fetchval(
        "SELECT p.called FROM audited_children($1) AS mine JOIN person AS p ON p.id = mine.id WHERE mine.id = $2",
        actor_id,
        child_id,
    )
    return called


async def list_openers(conn: Connection, actor_id: UUID, child_id: UUID, since: datetime) -> list[Opener]:
    """Who works for the council or with it, whoever came last first. What a family reads is its own business."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.name, coalesce(p.staff_role, p.kind) AS role, p.job_title,
               count(*) FILTER (WHERE a.deed = 'opened') AS opened,
               count(*) FILTER (WHERE a.deed = 'changed') AS changed,
               max(a.at) AS last_at
          FROM audited_children($1) AS mine
         CROSS JOIN LATERAL log_about(mine.id, $3) AS a
          JOIN person AS p ON p.id = a.actor_id AND p.kind IN ('staff', 'partner')
         WHERE mine.id = $2
         GROUP BY p.id, p.name, p.staff_role, p.kind, p.job_title
         ORDER BY last_at DESC, p.name, p.id
        """,
        actor_id,
        child_id,
        since,
    )
    return [Opener(**row) for row in rows]


async def get_opener(conn: Connection, actor_id: UUID, child_id: UUID, opener_id: UUID) -> Opener | None:
    openers = await list_openers(conn, actor_id, child_id, BEGINNING)
    return next((one for one in openers if one.id == opener_id), None)


async def list_accesses(
    conn: Connection, actor_id: UUID, child_id: UUID, opener_id: UUID, before: Before | None
) -> list[Access]:
    """What one of them did, newest first, one more than a page."""
    rows = await conn.fetch(
        """
        SELECT a.id, a.at, a.deed, a.kind, a.reason
          FROM audited_children($1) AS mine
         CROSS JOIN LATERAL log_about(mine.id, $4) AS a
          JOIN person AS p ON p.id = a.actor_id AND p.kind IN ('staff', 'partner')
         WHERE mine.id = $2 AND a.actor_id = $3
           AND ($5::timestamptz IS NULL OR (a.at, a.id) < ($5, $6::uuid))
         ORDER BY a.at DESC, a.id DESC
         LIMIT $7
        """,
        actor_id,
        child_id,
        opener_id,
        BEGINNING,
        before.at if before else None,
        before.id if before else None,
        ACCESSES_PAGE + 1,
    )
    return [Access(**row) for row in rows]
