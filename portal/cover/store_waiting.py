"""Conversations that wait for an answer, for those who work with them and those who manage their plans."""

from datetime import datetime
from uuid import UUID

from portal.cover.waiting import Waited, Waiting
from portal.db import Connection
from portal.statutory.opening import OpeningHours


async def list_managed(conn: Connection, actor_id: UUID, now: datetime, hours: OpeningHours) -> list[Waiting]:
    """Those of the plans that the actor manages, oldest first."""
    return await _list_waiting(conn, actor_id, now, hours, own=False)


async def _list_waiting(
    conn: Connection, actor_id: UUID, now: datetime, hours: OpeningHours, *, own: bool
) -> list[Waiting]:
    """Oldest first: those of the plans that the actor manages; with `own`, those of their own work as well."""
    rows = await conn.fetch(
        """
        WITH found AS (
            SELECT s.id, bool_or(s.role = 'worker') AS mine, false AS managed
              FROM staffed_conversations($1) AS s WHERE $2 GROUP BY s.id
             UNION ALL
            SELECT DISTINCT m.id, false, true FROM managed_conversations($1) AS m
        )
        SELECT c.id AS conversation_id, p.id AS person_id, p.name, p.called, c.waiting_since, f.mine, f.managed,
               w.workers, w.covers, w.away
          FROM found AS f
          JOIN conversation AS c ON c.id = f.id AND c.waiting_since IS NOT NULL
          JOIN person AS p ON p.id = c.person_id
         CROSS JOIN LATERAL (
             SELECT array_agg(DISTINCT s.name) FILTER (WHERE o.role = 'worker') AS workers,
                    array_agg(DISTINCT s.name) FILTER (WHERE o.role = 'cover') AS covers,
                    array_agg(DISTINCT (s.id, s.name)) FILTER (WHERE o.role = 'worker' AND a.id IS NOT NULL) AS away
               FROM workers_of_party(p.id) AS o
               JOIN person AS s ON s.id = o.staff_id
               LEFT JOIN absence AS a ON a.staff_id = s.id AND a.ended_at IS NULL
                AND a.from_on <= this_day() AND a.back_on > this_day()
         ) AS w
         ORDER BY c.waiting_since, c.id
        """,
        actor_id,
        own,
    )
    return [
        Waiting(
            conversation_id=row["conversation_id"],
            person_id=row["person_id"],
            name=row["name"],
            called=row["called"],
            since=row["waiting_since"],
            mine=row["mine"],
            workers=tuple(row["workers"] or ()),
            covers=tuple(row["covers"] or ()),
            away=tuple((one[0], one[1]) for one in row["away"] or ()),
            waited=Waited.since(row["waiting_since"], now, hours),
            managed=row["managed"],
        )
        for row in rows
    ]


async def list_for_today(
    conn: Connection, actor_id: UUID, now: datetime, hours: OpeningHours
) -> list[Waiting]:
    """What waits for the actor now: their own, what came to them as cover, and what came to them as manager."""
    waiting = await _list_waiting(conn, actor_id, now, hours, own=True)
    mine = [one for one in waiting if not one.managed and (one.mine or one.for_cover)]
    known = {one.conversation_id for one in mine}
    team = [one for one in waiting if one.managed and one.for_manager]
    found = mine + [one for one in team if one.conversation_id not in known]
    return sorted(found, key=lambda one: (one.since, one.conversation_id))
