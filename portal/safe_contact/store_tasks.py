"""What waits for a worker before somebody can be reached again. Derived: it is done when it is not so any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class ContactTask:
    """`unsafe`: somebody said that their phone is not safe. `wrong_number`: two have one number and no common phone."""

    kind: str
    person_id: UUID
    name: str
    called: str
    since: datetime

    @property
    def href(self) -> str:
        return f"/staff/people/{self.person_id}/contact"


async def list_contact_tasks(conn: Connection, actor_id: UUID) -> list[ContactTask]:
    """Of the people that this member of staff works with, or stands in for somebody with."""
    rows = await conn.fetch(
        """
        WITH mine AS (
            SELECT DISTINCT c.person_id FROM staffed_conversations($1) AS c
        )
        SELECT 'unsafe' AS kind, p.id AS person_id, p.name, p.called, k.unsafe_since AS since
          FROM mine
          JOIN person AS p ON p.id = mine.person_id AND p.ended_at IS NULL
          JOIN safe_contact_plan AS k ON k.person_id = p.id
         WHERE k.unsafe_since IS NOT NULL
         UNION ALL
        SELECT 'wrong_number', p.id, p.name, p.called, min(coalesce(n.added_at, n.created_at))
          FROM mine
          JOIN person AS p ON p.id = mine.person_id AND p.ended_at IS NULL
          JOIN contact_point AS n ON n.person_id = p.id AND n.ended_at IS NULL AND n.shared = 'no'
         WHERE EXISTS (SELECT FROM contact_point AS o
                        WHERE o.plain = n.plain AND o.person_id <> n.person_id AND o.ended_at IS NULL)
         GROUP BY p.id, p.name, p.called
         ORDER BY since, person_id
        """,
        actor_id,
    )
    return [ContactTask(**row) for row in rows]
