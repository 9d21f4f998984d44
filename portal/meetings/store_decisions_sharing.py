"""When a meeting was held, the moment that what was decided reaches people, and what becomes of what was promised."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.meetings.model import Stale


@dataclass(frozen=True, slots=True)
class Days:
    """When it was held, by when its notes come, and by when the next one is."""

    held_on: date
    notes_by_on: date
    next_on: date | None


async def change_days(conn: Connection, actor_id: UUID, meeting_id: UUID, version: int, days: Days) -> None:
    """From then on it was held. Raises Stale where the meeting was changed since this version, or called off."""
    changed = await conn.fetchval(
        """
        UPDATE meeting AS m
           SET state = 'held', held_on = $4, notes_by_on = $5, next_on = $6, version = m.version + 1
          FROM run_meetings($1) AS mine
         WHERE mine.id = m.id AND m.id = $2 AND m.version = $3 AND m.state <> 'called_off'
        RETURNING m.id
        """,
        actor_id,
        meeting_id,
        version,
        days.held_on,
        days.notes_by_on,
        days.next_on,
    )
    if changed is None:
        raise Stale


async def share_all(conn: Connection, actor_id: UUID, meeting_id: UUID) -> None:
    """What was decided reaches its readers, and what was agreed becomes promises: of one moment, in one transaction.

    The caller holds the meeting, and has looked at what each reader will see.
    """
    await conn.execute(
        """
        UPDATE decision AS d SET shared_at = this_moment()
          FROM run_meetings($1) AS mine
         WHERE mine.id = d.meeting_id AND d.meeting_id = $2 AND d.shared_at IS NULL
        """,
        actor_id,
        meeting_id,
    )
    await conn.execute(
        """
        WITH agreed AS (
            DELETE FROM meeting_agreed AS a USING run_meetings($1) AS mine
             WHERE mine.id = a.meeting_id AND a.meeting_id = $2
            RETURNING a.*
        ), made AS (
            INSERT INTO promise (council_id, id, family_id, meeting_id, owed_by, who_words, what, by_on, position,
                                 made_by, made_at)
            SELECT m.council_id, a.id, m.family_id, m.id, a.owed_by, a.who_words, a.what, a.by_on,
                   row_number() OVER (ORDER BY a.by_on NULLS LAST, a.at, a.id), $1, this_moment()
              FROM agreed AS a JOIN meeting AS m ON m.id = a.meeting_id
            RETURNING council_id, id
        )
        INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
        SELECT made.council_id, made.id, r.person_id, this_moment()
          FROM made
          JOIN agreed AS a ON a.id = made.id
          JOIN meeting_reader AS r ON r.meeting_id = a.meeting_id AND r.person_id = ANY (a.reader_ids)
           AND r.ended_at IS NULL
        """,
        actor_id,
        meeting_id,
    )
    await conn.execute(
        """
        UPDATE meeting AS m SET decided_at = coalesce(m.decided_at, this_moment())
          FROM run_meetings($1) AS mine
         WHERE mine.id = m.id AND m.id = $2
        """,
        actor_id,
        meeting_id,
    )


async def change_promise(
    conn: Connection, actor_id: UUID, promise_id: UUID, version: int, state: str, because: str | None
) -> None:
    """Settle what was promised at a meeting, or open it again. Raises Stale where somebody else was first."""
    changed = await conn.fetchval(
        """
        UPDATE promise AS p
           SET state = $4, because = $5, version = p.version + 1,
               settled_by = CASE WHEN $4 = 'open' THEN NULL ELSE $1::uuid END,
               settled_at = CASE WHEN $4 = 'open' THEN NULL ELSE this_moment() END
          FROM run_meetings($1) AS mine
         WHERE mine.id = p.meeting_id AND p.id = $2 AND p.version = $3 AND p.state <> 'taken_back'
        RETURNING p.id
        """,
        actor_id,
        promise_id,
        version,
        state,
        because,
    )
    if changed is None:
        raise Stale
