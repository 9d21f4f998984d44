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
    """None for anybody whose worker, or cover, this is not."""
    row = await conn.fetchrow(
        """
        SELECT p.id, p.name, p.called, p.kind, p.born_on,
               ARRAY(SELECT (k.id, k.called) FROM relationship AS l JOIN person AS k ON k.id = l.child_id
                      WHERE l.person_id = p.id AND l.type <> 'sibling' AND p.kind = 'adult'
                      GROUP BY k.id, k.called, k.born_on ORDER BY k.born_on, k.id) AS children
          FROM person AS p
         WHERE p.id = $2 AND p.kind IN ('young_person', 'adult')
           AND EXISTS (SELECT FROM workers_of_party(p.id) AS w WHERE w.staff_id = $1)
        """,
        actor_id,
        person_id,
    )
    return Person(**{**row, "children": tuple(map(tuple, row["children"]))}) if row else None
