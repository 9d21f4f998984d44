"""What people are called, and what the people around them are."""

from uuid import UUID

from portal.db import Connection


async def change_called(conn: Connection, person_id: UUID, called: str) -> None:
    await conn.execute("UPDATE person SET called = $2 WHERE id = $1", person_id, called)


async def list_taken_names(conn: Connection, person_id: UUID) -> list[str]:
    """Names of staff and partners, and of people around the same children: to compare with and not to show."""
    rows = await conn.fetch(
        """
        WITH children AS (
            SELECT $1::uuid AS id
             UNION
            SELECT l.child_id FROM relationship AS l WHERE l.person_id = $1
        ), around AS (
            SELECT c.id FROM children AS c
             UNION
            SELECT l.person_id FROM children AS c JOIN relationship AS l ON l.child_id = c.id
        )
        SELECT p.name, p.called
          FROM person AS p
         WHERE p.id <> $1 AND p.ended_at IS NULL
           AND (p.kind IN ('staff', 'partner') OR p.id IN (SELECT a.id FROM around AS a))
        """,
        person_id,
    )
    return [name for row in rows for name in (row["name"], row["called"])]
