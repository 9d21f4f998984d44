"""Which children somebody's work is about, and to whom it can go."""

from collections.abc import Sequence
from uuid import UUID

from portal.caseloads.model import Child, Taker
from portal.db import Connection


async def list_children(
    conn: Connection, actor_id: UUID, child_ids: Sequence[UUID] | None = None, *, chairing: bool = False
) -> list[Child]:
    """Children on whose plans this person works now, youngest last: all, or those in a family.

    That is the family of the first of `child_ids` that has a child for them. `chairing`: also whose meetings they run,
    which is for planning meetings and nothing else.
    """
    rows = await conn.fetch(
        """
        WITH mine AS (
            SELECT DISTINCT ON (p.child_id) p.id AS plan_id, p.family_id, p.child_id, p.type
              FROM child_plan AS p
             WHERE p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s
                             UNION ALL
                            SELECT m.child_plan_id FROM plans_to_meet_about($1) AS m WHERE $3)
               AND (p.to_on IS NULL OR p.to_on > this_day())
             ORDER BY p.child_id, p.from_on DESC
        ), found AS (
            SELECT c.id, mine.plan_id, mine.family_id, f.name AS family_name, mine.type AS plan_type,
                   c.name, c.called, c.pronoun, c.born_on
              FROM mine
              JOIN person AS c ON c.id = mine.child_id
              JOIN family AS f ON f.id = mine.family_id
             WHERE c.ended_at IS NULL
        )
        SELECT found.* FROM found
         WHERE $2::uuid[] IS NULL OR found.family_id = (
               SELECT m.family_id
                 FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (id, place)
                 JOIN mine AS m ON m.child_id = asked.id AND m.family_id IN (SELECT f.family_id FROM found AS f)
                ORDER BY asked.place LIMIT 1)
         ORDER BY found.family_name, found.born_on, found.id
        """,
        actor_id,
        child_ids,
        chairing,
    )
    return [Child(**row) for row in rows]


async def list_takers(conn: Connection, person_id: UUID) -> list[Taker]:
    """Others who do the same work and have come in with words of their own; of the same team first."""
    rows = await conn.fetch(
        """
        SELECT o.id, o.name, t.name AS team
          FROM person AS p
          JOIN person AS o ON o.staff_role = p.staff_role AND o.id <> p.id AND o.ended_at IS NULL
          JOIN account AS a ON a.person_id = o.id AND a.state = 'active'
          LEFT JOIN team AS t ON t.id = o.team_id
         WHERE p.id = $1
         ORDER BY o.team_id IS DISTINCT FROM p.team_id, o.name, o.id
        """,
        person_id,
    )
    return [Taker(**row) for row in rows]


async def hold_staff(conn: Connection, staff_ids: Sequence[UUID]) -> None:
    """Nobody stops their access before this deed is done; whether they were stopped before, what follows finds."""
    await conn.execute(
        "SELECT FROM person WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", list(staff_ids)
    )


async def hold_taker(conn: Connection, person_id: UUID, taker_id: UUID) -> bool:
    """Whether the one could have what the other has, and nobody stops either of them until this deed is done."""
    await hold_staff(conn, [person_id, taker_id])
    return any(one.id == taker_id for one in await list_takers(conn, person_id))
