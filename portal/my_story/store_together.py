"""With which child a member of staff can write it: one they work with now."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class Child:
    id: UUID
    name: str
    called: str


async def get_child(conn: Connection, actor_id: UUID, person_id: UUID) -> Child | None:
    """None for anybody whose worker, or cover, this is not."""
    row = await conn.fetchrow(
        """
        SELECT p.id, p.name, p.called FROM person AS p
         WHERE p.id = $2 AND p.kind = 'young_person'
           AND EXISTS (SELECT FROM own_workers(p.id) AS w WHERE w.staff_id = $1)
        """,
        actor_id,
        person_id,
    )
    return Child(**row) if row else None
