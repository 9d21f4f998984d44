"""Stops for letters: nothing is sent to a person or a family until a manager says otherwise."""

from collections.abc import Iterable
from uuid import UUID

from portal.db import Connection
from portal.safe_contact.model import LetterStop


async def list_stops(conn: Connection, person_id: UUID) -> list[LetterStop]:
    """What holds this person's letters now, the oldest first. Empty: nothing does."""
    rows = await conn.fetch(
        """
        SELECT s.id, s.family_id IS NOT NULL AS of_family, s.why, s.words, s.at, s.by_id, w.name AS by_name
          FROM stops_for($1) AS mine
          JOIN letter_stop AS s ON s.id = mine.id
          JOIN person AS w ON w.id = s.by_id
         ORDER BY s.at, s.id
        """,
        person_id,
    )
    return [LetterStop(**row) for row in rows]


async def list_stopped(conn: Connection, people: Iterable[UUID]) -> set[UUID]:
    """Of these people, those to whom nothing may be sent now."""
    rows = await conn.fetch(
        """
        SELECT p.id FROM unnest($1::uuid[]) AS p (id) WHERE EXISTS (SELECT FROM stops_for(p.id))
        """,
        list(people),
    )
    return {row["id"] for row in rows}
