"""What a manager has, given to another manager by who keeps accounts: numbers, and never which families."""

from uuid import UUID

from portal.db import Connection


async def count_managed(conn: Connection, person_id: UUID) -> int:
    """Plans that a manager manages now or from a later day, but for what is on its way to another."""
    number: int = await conn.fetchval(
        """
        SELECT count(DISTINCT i.child_plan_id)
          FROM involvement AS i
          JOIN person AS m ON m.id = i.staff_id AND m.staff_role = 'manager' AND m.ended_at IS NULL
         WHERE i.staff_id = $1 AND i.role = 'manager'
           AND (i.to_at IS NULL OR i.to_at > greatest(this_moment(), i.from_at))
           AND NOT EXISTS (SELECT FROM change_of_manager AS c
                            WHERE c.child_plan_id = i.child_plan_id AND c.from_id = $1 AND c.at > this_moment()
                              AND c.withdrawn_at IS NULL)
        """,
        person_id,
    )
    return number


async def change_manager(
    conn: Connection, actor_id: UUID, person_id: UUID, taker_id: UUID, reason: str
) -> list[tuple[UUID, UUID]]:
    """All that somebody manages is the other's from this moment; answers (change, child)."""
    rows = await conn.fetch(
        """
        SELECT h.change_id, h.child_id
          FROM hand_over_managing(
                   $1, $2, ARRAY(SELECT DISTINCT i.child_plan_id FROM involvement AS i
                                  WHERE i.staff_id = $2 AND i.role = 'manager'), $3, this_moment(), $4) AS h
        """,
        actor_id,
        person_id,
        taker_id,
        reason,
    )
    return [(row["change_id"], row["child_id"]) for row in rows]
