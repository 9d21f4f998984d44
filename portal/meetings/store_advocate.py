"""Who speaks up for somebody at a meeting: asked because that person chose them, and sits where that person sits."""

from uuid import UUID

from portal.db import Connection
from portal.meetings.model import KeptApart


async def add_advocate(
    conn: Connection, actor_id: UUID, meeting_id: UUID, person_id: UUID, advocate_id: UUID
) -> bool:
    """Ask them to the time of who chose them. False where they are asked already, or there is nobody to choose.

    Raises KeptApart where an order keeps them from somebody of that time. The caller holds the meeting.
    """
    # Orders that are being written down about them come before this or after it.
    await conn.execute(
        "SELECT FROM person AS p WHERE p.id = ANY ($1::uuid[]) ORDER BY p.id FOR NO KEY UPDATE OF p",
        [person_id, advocate_id],
    )
    added = await conn.fetchval(
        """
        INSERT INTO meeting_reader (council_id, meeting_id, person_id, slot_id, kind, chosen_by, added_by, added_at)
        SELECT r.council_id, r.meeting_id, p.id, r.slot_id, 'advocate', r.person_id, $1, this_moment()
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id AND m.state <> 'called_off'
          JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.person_id = $3 AND r.kind = 'family'
           AND r.ended_at IS NULL AND is_spoken_for(r.person_id, m.id)
          JOIN person AS p ON p.id = $4 AND p.id <> r.person_id AND p.ended_at IS NULL
         WHERE m.id = $2
           AND (p.kind = 'partner'
                OR p.kind = 'adult' AND EXISTS (
                       SELECT FROM meeting_child AS c
                         JOIN relationship AS l ON l.child_id = c.child_id AND l.person_id = p.id
                        WHERE c.meeting_id = m.id AND (l.to_on IS NULL OR l.to_on > this_day())
                          AND (l.apart_on IS NULL OR l.apart_on > this_day())))
        ON CONFLICT (council_id, meeting_id, person_id)
        DO UPDATE SET slot_id = excluded.slot_id, kind = 'advocate', chosen_by = excluded.chosen_by,
                      report_by_on = NULL, added_by = excluded.added_by, added_at = excluded.added_at,
                      was_at = NULL, moved_at = NULL, ended_at = NULL
         WHERE meeting_reader.ended_at IS NOT NULL
        RETURNING person_id
        """,
        actor_id,
        meeting_id,
        person_id,
        advocate_id,
    )
    if added is None:
        return False
    apart: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM meeting_reader AS r
                         JOIN LATERAL orders_beside(r.person_id, r.slot_id) AS x ON true
                        WHERE r.meeting_id = $1 AND r.ended_at IS NULL AND $2 IN (r.person_id, x.protects_id))
        """,
        meeting_id,
        advocate_id,
    )
    if apart:
        raise KeptApart
    return True


async def end_advocate(
    conn: Connection, actor_id: UUID, meeting_id: UUID, person_id: UUID, advocate_id: UUID
) -> bool:
    """They are not asked any more, from this moment on."""
    ended = await conn.fetchval(
        """
        UPDATE meeting_reader AS r SET ended_at = this_moment()
          FROM run_meetings($1) AS mine
         WHERE mine.id = r.meeting_id AND r.meeting_id = $2 AND r.person_id = $4 AND r.chosen_by = $3
           AND r.kind = 'advocate' AND r.ended_at IS NULL
        RETURNING r.person_id
        """,
        actor_id,
        meeting_id,
        person_id,
        advocate_id,
    )
    return ended is not None
