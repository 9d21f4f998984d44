"""With whom a member of staff can do it together: somebody they work with now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str
    called: str
    kind: str
    born_on: date | None
    children: tuple[tuple[UUID, str], ...]


async def get_worked_with(conn: Connection, actor_id: UUID, person_id: UUID) -> Person | None:
    """None for anybody whose worker, or cover, this is not. `children`: those of theirs that the actor works with."""
    row = await conn.fetchrow(
        """
        SELECT p.id, p.name, p.called, p.kind, p.born_on,
               ARRAY(SELECT (k.id, k.called) FROM relationship AS l JOIN person AS k ON k.id = l.child_id
                       JOIN staffed_plans($1) AS s ON true
                       JOIN child_plan AS o ON o.id = s.child_plan_id AND o.child_id = k.id
                      WHERE l.person_id = p.id AND l.type <> 'sibling' AND p.kind = 'adult'
                        AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                        AND (l.apart_on IS NULL OR l.apart_on > this_day())
                      GROUP BY k.id, k.called, k.born_on ORDER BY k.born_on, k.id) AS children
          FROM person AS p
         WHERE p.id = $2 AND p.kind IN ('young_person', 'adult')
           AND EXISTS (SELECT FROM own_workers(p.id) AS w WHERE w.staff_id = $1)
        """,
        actor_id,
        person_id,
    )
    return Person(**{**row, "children": tuple(map(tuple, row["children"]))}) if row else None


async def knows(conn: Connection, actor_id: UUID, person_id: UUID) -> bool:
    """Whether this member of staff works with somebody, or manages a plan that they belong to."""
    return bool(
        await conn.fetchval(
            "SELECT EXISTS (SELECT FROM readable_people($1) AS r WHERE r.id = $2)", actor_id, person_id
        )
    )
