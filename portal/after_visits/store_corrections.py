"""What people of the family say about our words, and what we answered. Neither is ever written over."""

from uuid import UUID

from portal.after_visits.model_summaries import Correction
from portal.db import Connection


async def list_corrections(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Correction]:
    """Those that wait for a reply first, by the day that was promised."""
    rows = await conn.fetch(
        """
        SELECT c.id, c.kind, by_person.name AS by, c.body, c.at, c.summary_id, s.version AS summary_version,
               c.reply_by_on, c.reply, replier.name AS replied_by, c.replied_at
          FROM correction AS c
          JOIN staffed_visits($1) AS mine ON mine.id = c.visit_id
          JOIN person AS by_person ON by_person.id = c.by_id
          LEFT JOIN visit_summary AS s ON s.id = c.summary_id
          LEFT JOIN person AS replier ON replier.id = c.replied_by
         WHERE c.visit_id = $2
         ORDER BY c.kind = 'right' OR c.replied_at IS NOT NULL, c.reply_by_on, c.at, c.id
        """,
        actor_id,
        visit_id,
    )
    return [Correction(**row) for row in rows]


async def change_reply(
    conn: Connection, actor_id: UUID, visit_id: UUID, correction_id: UUID, reply: str
) -> UUID | None:
    """Reply once. Answers whose words were replied to; None where a reply is there already, or it is not theirs."""
    replied_to: UUID | None = await conn.fetchval(
        """
        UPDATE correction AS c
           SET reply = $4, replied_by = $1, replied_at = this_moment()
          FROM staffed_visits($1) AS mine
         WHERE mine.id = c.visit_id AND c.visit_id = $2 AND c.id = $3 AND c.kind <> 'right' AND c.replied_at IS NULL
        RETURNING c.by_id
        """,
        actor_id,
        visit_id,
        correction_id,
        reply,
    )
    return replied_to
