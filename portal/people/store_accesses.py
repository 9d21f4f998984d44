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


async def get_accesses(
    conn: Connection, actor_id: UUID, child_id: UUID, opener_id: UUID, before: Before | None
) -> tuple[Opener, list[Access]] | None:
    """How often one of them came, ever, and what they did, newest first, one more than a page.

    One reading of the log for both: it is the log that takes the time.
    """
    rows = await conn.fetch(
        """
        WITH told AS MATERIALIZED (
            SELECT a.*
              FROM audited_children($1) AS mine
             CROSS JOIN LATERAL log_about(mine.id, $4) AS a
             WHERE mine.id = $2 AND a.actor_id = $3
        ), often AS (
            SELECT count(*) FILTER (WHERE deed = 'opened') AS opened,
                   count(*) FILTER (WHERE deed = 'changed') AS changed, max(at) AS last_at
              FROM told
        )
        SELECT p.name, coalesce(p.staff_role, p.kind) AS role, p.job_title, o.opened, o.changed, o.last_at,
               a.id, a.at, a.deed, a.kind, a.reason
          FROM person AS p
          JOIN often AS o ON o.last_at IS NOT NULL
          LEFT JOIN LATERAL (
              SELECT * FROM told WHERE $5::timestamptz IS NULL OR (at, id) < ($5, $6::uuid)
               ORDER BY at DESC, id DESC
               LIMIT $7
          ) AS a ON true
         WHERE p.id = $3 AND p.kind IN ('staff', 'partner')
         ORDER BY a.at DESC, a.id DESC
        """,
        actor_id,
        child_id,
        opener_id,
        BEGINNING,
        before.at if before else None,
        before.id if before else None,
        ACCESSES_PAGE + 1,
    )
    if not rows:
        return None
    first = rows[0]
    opener = Opener(
        opener_id,
        first["name"],
        first["role"],
        first["job_title"],
        first["opened"],
        first["changed"],
        first["last_at"],
    )
    return opener, [
        Access(row["id"], row["at"], row["deed"], row["kind"], row["reason"]) for row in rows if row["id"]
    ]
