"""Plans as they stand for whoever covers or takes over: each question is one statement for all plans."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.cover.model_covering import OpenPlan, Party, Planned, Promised, Stint
from portal.db import Connection


async def list_stints(conn: Connection, actor_id: UUID) -> list[Stint]:
    """Which plans the actor covers at this moment, and for whom."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (w.name, w.id, i.child_plan_id)
               i.child_plan_id AS plan_id, w.id AS worker_id, w.name AS worker_name, i.to_at AS until, n.body AS note
          FROM involvement AS i
          JOIN child_plan AS p ON p.id = i.child_plan_id
           AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
          JOIN person AS w ON w.id = i.covering_for
          LEFT JOIN handover_note AS n ON n.absence_id = i.absence_id AND n.child_plan_id = i.child_plan_id
         WHERE i.staff_id = $1 AND i.role = 'cover'
           AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
         ORDER BY w.name, w.id, i.child_plan_id, i.to_at DESC NULLS FIRST
        """,
        actor_id,
    )
    return [Stint(**row) for row in rows]


async def list_open_plans(
    conn: Connection, actor_id: UUID, plan_ids: Sequence[UUID], until: datetime | None
) -> dict[UUID, OpenPlan]:
    """Plans that the actor works on, with visits before a moment, families, and promises that are open."""
    plans = await conn.fetch(
        """
        SELECT p.id AS plan_id, p.child_id, c.name AS child_name, p.type AS plan_type
          FROM child_plan AS p
          JOIN person AS c ON c.id = p.child_id
         WHERE p.id = ANY ($2::uuid[]) AND p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
         ORDER BY c.name, p.id
        """,
        actor_id,
        list(plan_ids),
    )
    ids = [row["plan_id"] for row in plans]
    visits = await _list_visits(conn, ids, until)
    parties = await _list_parties(conn, actor_id, ids)
    promises = await _list_promises(conn, actor_id, ids)
    return {
        row["plan_id"]: OpenPlan(
            **row,
            visits=visits[row["plan_id"]],
            parties=parties[row["plan_id"]],
            promises=promises[row["plan_id"]],
        )
        for row in plans
    }


async def _list_visits(
    conn: Connection, plan_ids: Sequence[UUID], until: datetime | None
) -> dict[UUID, list[Planned]]:
    rows = await conn.fetch(
        """
        SELECT c.child_plan_id, v.id, v.starts_at, v.worker_id
          FROM visit_child AS c
          JOIN visit AS v ON v.id = c.visit_id
         WHERE c.child_plan_id = ANY ($1::uuid[]) AND v.state = 'planned'
           AND v.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
           AND ($2::timestamptz IS NULL OR v.starts_at < $2)
         ORDER BY v.starts_at, v.id
        """,
        plan_ids,
        until,
    )
    found: dict[UUID, list[Planned]] = defaultdict(list)
    for row in rows:
        found[row["child_plan_id"]].append(Planned(row["id"], row["starts_at"], row["worker_id"]))
    return found


async def _list_parties(
    conn: Connection, actor_id: UUID, plan_ids: Sequence[UUID]
) -> dict[UUID, list[Party]]:
    """Who of these families has an account, and so a conversation that is read."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT s.child_plan_id, c.id, c.person_id, p.name, p.called, c.waiting_since
          FROM staffed_conversations($1) AS s
          JOIN conversation AS c ON c.id = s.id
          JOIN person AS p ON p.id = c.person_id AND p.ended_at IS NULL
          JOIN account AS a ON a.person_id = p.id AND a.state IN ('invited', 'active')
         WHERE s.child_plan_id = ANY ($2::uuid[])
         ORDER BY c.waiting_since, p.name, c.id
        """,
        actor_id,
        plan_ids,
    )
    found: dict[UUID, list[Party]] = defaultdict(list)
    for row in rows:
        plan_id, *values = row
        found[plan_id].append(Party(*values))
    return found


async def _list_promises(
    conn: Connection, actor_id: UUID, plan_ids: Sequence[UUID]
) -> dict[UUID, list[Promised]]:
    rows = await conn.fetch(
        """
        SELECT DISTINCT k.child_plan_id, p.id, p.what, coalesce(o.said, p.who_words) AS who, p.by_on, p.owed_by
          FROM promise AS p
          JOIN readable_promises($1) AS mine ON mine.id = p.id
          JOIN LATERAL (
              SELECT c.child_plan_id FROM visit_child AS c WHERE c.visit_id = p.visit_id
               UNION SELECT m.child_plan_id FROM meeting_child AS m WHERE m.meeting_id = p.meeting_id
               UNION SELECT p.child_plan_id
          ) AS k ON k.child_plan_id = ANY ($2::uuid[])
          LEFT JOIN LATERAL taken_over(p.id) AS o ON true
         WHERE p.state = 'open'
         ORDER BY p.owed_by, p.by_on NULLS LAST, p.id
        """,
        actor_id,
        plan_ids,
    )
    found: dict[UUID, list[Promised]] = defaultdict(list)
    for row in rows:
        found[row["child_plan_id"]].append(Promised(row["what"], row["who"], row["by_on"], row["owed_by"]))
    return found
