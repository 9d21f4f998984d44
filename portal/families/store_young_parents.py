"""A young person with a plan of their own who is a child's mother or father: who can be, and what that ends."""

from uuid import UUID

from portal.db import Connection
from portal.families.model_adding import YOUNGEST_PARENT, Known


async def list_young(conn: Connection, actor_id: UUID, child_id: UUID) -> list[Known]:
    """Young people who could be the child's mother or father, of those on whose plans the actor works as well."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT p.id, p.name, to_char(p.born_on, 'FMDD/FMMM/YYYY') AS detail
          FROM staffed_plans($1) AS s
          JOIN child_plan AS k ON k.id = s.child_plan_id AND (k.to_on IS NULL OR k.to_on > this_day())
          JOIN person AS p ON p.id = k.child_id AND p.ended_at IS NULL
          JOIN person AS child ON child.id = $2 AND p.born_on <= child.born_on - make_interval(years => $3)
         WHERE NOT EXISTS (SELECT FROM relationship AS has
                            WHERE has.child_id = $2 AND has.person_id = p.id AND has.type <> 'sibling'
                              AND (has.to_on IS NULL OR has.to_on > this_day()))
         ORDER BY p.name, p.id
        """,
        actor_id,
        child_id,
        YOUNGEST_PARENT,
    )
    return [Known(**row) for row in rows]


async def have_one_worker(conn: Connection, person_id: UUID, child_id: UUID) -> bool:
    """Whether the plans of two young people have the same worker now: then neither has one who is theirs alone."""
    same: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM child_plan AS p
              JOIN involvement AS i ON i.child_plan_id = p.id AND i.role = 'allocated'
              JOIN child_plan AS o ON o.child_id = $2 AND (o.to_on IS NULL OR o.to_on > this_day())
              JOIN involvement AS j ON j.child_plan_id = o.id AND j.role = 'allocated' AND j.staff_id = i.staff_id
             WHERE p.child_id = $1 AND (p.to_on IS NULL OR p.to_on > this_day())
               AND (i.to_at IS NULL OR i.to_at > this_moment()) AND (j.to_at IS NULL OR j.to_at > this_moment()))
        """,
        person_id,
        child_id,
    )
    return same


async def end_sibling(conn: Connection, actor_id: UUID, person_id: UUID, child_id: UUID) -> None:
    """Who is put down as a parent is brother or sister no more: every child of one family begins as that."""
    await conn.execute(
        """
        UPDATE relationship AS r SET to_on = this_day(), changed_by = $1
         WHERE r.type = 'sibling' AND (r.to_on IS NULL OR r.to_on > this_day())
           AND (r.person_id, r.child_id) IN (($2::uuid, $3::uuid), ($3::uuid, $2::uuid))
           AND EXISTS (SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                        WHERE c.child_id = $3)
        """,
        actor_id,
        person_id,
        child_id,
    )
