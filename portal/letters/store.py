"""The ledger of letters to one person, for whoever works with that person now."""

from uuid import UUID

from portal.db import Connection
from portal.letters.model import PAGE, Letters, Recipient, SentLetter


async def get_recipient(conn: Connection, actor_id: UUID, person_id: UUID) -> Recipient | None:
    """None where this member of staff does not work with them; a brother's or sister's name is not enough."""
    row = await conn.fetchrow(
        """
        SELECT p.id, p.name, p.called, k.from_time, k.to_time
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
          LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id
         WHERE p.id = $2 AND p.ended_at IS NULL
           AND (p.kind <> 'young_person' OR EXISTS (
                SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                 WHERE c.child_id = p.id))
        """,
        actor_id,
        person_id,
    )
    return Recipient(**row) if row else None


async def list_letters(conn: Connection, actor_id: UUID, person_id: UUID, page: int) -> Letters:
    rows = await conn.fetch(
        """
        SELECT l.id, l.key, l.channel, l.state, l.why, l.due_at, l.not_before, l.sent_at, l.settled_at,
               l.wording, l.language, l.title, l.body
          FROM letter AS l
          JOIN readable_people($1) AS mine ON mine.id = l.person_id
         WHERE l.person_id = $2
         ORDER BY l.made_at DESC, l.due_at DESC, l.id
         LIMIT $3 OFFSET $4
        """,
        actor_id,
        person_id,
        PAGE + 1,
        PAGE * (page - 1),
    )
    return Letters([SentLetter(**row) for row in rows[:PAGE]], page, len(rows) > PAGE)
