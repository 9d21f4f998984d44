"""The few lines that a worker leaves about each child's plan."""

from collections.abc import Mapping
from uuid import UUID

from portal.db import Connection


async def change_notes(
    conn: Connection, actor_id: UUID, absence_id: UUID, bodies: Mapping[UUID, str]
) -> None:
    """The words for whoever covers, by plan; none takes them away again. Only in one's own absence, about one's own
    plans.
    """
    await conn.execute(
        """
        WITH mine AS (
            SELECT DISTINCT a.council_id, a.id, i.child_plan_id, g.body
              FROM unnest($3::uuid[], $4::text[]) AS g (plan_id, body)
              JOIN absence AS a ON a.id = $2 AND a.staff_id = $1 AND a.ended_at IS NULL
              JOIN involvement AS i ON i.staff_id = a.staff_id AND i.child_plan_id = g.plan_id AND i.role = 'allocated'
               AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
        ), gone AS (
            DELETE FROM handover_note AS n USING mine
             WHERE n.absence_id = mine.id AND n.child_plan_id = mine.child_plan_id AND mine.body = ''
        )
        INSERT INTO handover_note AS n (council_id, child_plan_id, absence_id, written_by, body, written_at)
        SELECT mine.council_id, mine.child_plan_id, mine.id, $1, mine.body, this_moment()
          FROM mine
         WHERE mine.body <> ''
            ON CONFLICT (council_id, absence_id, child_plan_id)
            DO UPDATE SET body = excluded.body, written_at = excluded.written_at WHERE n.body <> excluded.body
        """,
        actor_id,
        absence_id,
        list(bodies),
        list(bodies.values()),
    )


async def change_move_note(conn: Connection, actor_id: UUID, change_id: UUID, body: str) -> bool:
    """The words for whoever takes over, until they do. False where it is not the actor's to write."""
    found = await conn.fetchval(
        """
        WITH mine AS (
            SELECT c.council_id, c.id, c.child_plan_id FROM change_of_worker AS c
             WHERE c.id = $2 AND c.from_id = $1 AND c.at > this_moment()
        ), gone AS (
            DELETE FROM handover_note AS n USING mine WHERE n.change_id = mine.id AND $3 = ''
        ), kept AS (
            INSERT INTO handover_note AS n (council_id, child_plan_id, change_id, written_by, body, written_at)
            SELECT mine.council_id, mine.child_plan_id, mine.id, $1, $3, this_moment() FROM mine WHERE $3 <> ''
                ON CONFLICT (council_id, change_id)
                DO UPDATE SET body = excluded.body, written_at = excluded.written_at
        )
        SELECT id FROM mine
        """,
        actor_id,
        change_id,
        body,
    )
    return found is not None
