"""What happens to a plan that was shared: running late, called off, an answer to somebody who asked for a change."""

from uuid import UUID

from portal.db import Connection
from portal.planner.model import Moment


async def add_lateness(conn: Connection, actor_id: UUID, visit_id: UUID, minutes: int) -> bool:
    """Tell everybody who sees the plan that we are late. False where there is nobody to tell."""
    told = await conn.fetchval(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, late_minutes)
        SELECT v.council_id, v.id, 'late', $1, this_moment(), $3
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
         WHERE v.id = $2 AND v.state = 'planned' AND v.shared_at IS NOT NULL
        RETURNING id
        """,
        actor_id,
        visit_id,
        minutes,
    )
    return told is not None


async def end_visit(conn: Connection, actor_id: UUID, visit_id: UUID, words: str | None) -> bool:
    """Call a planned visit off. `words` are for the family. False where it is not planned any more."""
    ended = await conn.fetchval(
        """
        WITH off AS (
            UPDATE visit AS v
               SET state = 'called_off', ended_at = this_moment(), ended_words = $3, version = v.version + 1
             WHERE v.id = $2 AND v.state = 'planned' AND v.id IN (SELECT id FROM staffed_visits($1))
            RETURNING v.id, v.council_id
        ), asked AS (
            UPDATE visit_change_request AS q
               SET state = 'kept', reply = $3, replied_by = $1, replied_at = this_moment()
              FROM off WHERE q.visit_id = off.id AND q.state = 'open'
        )
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at)
        SELECT off.council_id, off.id, 'ended', $1, this_moment() FROM off
        RETURNING visit_id
        """,
        actor_id,
        visit_id,
        words,
    )
    return ended is not None


async def add_note(conn: Connection, actor_id: UUID, visit_id: UUID, body: str) -> bool:
    """A staff's note: never part of any page of the family."""
    added = await conn.fetchval(
        """
        INSERT INTO visit_note (council_id, visit_id, by_id, body, at)
        SELECT current_council(), mine.id, $1, $3, this_moment() FROM staffed_visits($1) AS mine WHERE mine.id = $2
        RETURNING id
        """,
        actor_id,
        visit_id,
        body,
    )
    return added is not None


async def change_time_as_asked(
    conn: Connection, actor_id: UUID, request_id: UUID, moment: Moment, version: int
) -> bool:
    """Move the visit to the time that was agreed and answer the request. False where either is no longer open."""
    was_at = await conn.fetchrow(
        """
        SELECT v.id, v.starts_at
          FROM visit_change_request AS q
          JOIN visit AS v ON v.id = q.visit_id
         WHERE q.id = $2 AND q.state = 'open' AND v.id IN (SELECT id FROM staffed_visits($1))
           AND v.state = 'planned' AND v.version = $3
           FOR NO KEY UPDATE OF v, q
        """,
        actor_id,
        request_id,
        version,
    )
    if was_at is None:
        return False
    await conn.execute(
        """
        WITH moved AS (
            UPDATE visit SET starts_at = $3, starts_wall = $4, version = version + 1 WHERE id = $2
            RETURNING id, council_id
        ), used AS (
            UPDATE visit_offered_time AS o SET ended_at = this_moment()
              FROM moved WHERE o.visit_id = moved.id AND o.starts_at = $3 AND o.ended_at IS NULL
        )
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, was_at, now_at)
        SELECT moved.council_id, moved.id, 'moved', $1, this_moment(), $5, $3 FROM moved
        """,
        actor_id,
        was_at["id"],
        moment.at,
        moment.wall,
        was_at["starts_at"],
    )
    return await _answer(conn, actor_id, request_id, "agreed", None)


async def keep_time(conn: Connection, actor_id: UUID, request_id: UUID, reason: str) -> bool:
    """Answer that the time stays, and why. False where the request is no longer open."""
    return await _answer(conn, actor_id, request_id, "kept", reason)


async def _answer(conn: Connection, actor_id: UUID, request_id: UUID, state: str, reply: str | None) -> bool:
    answered = await conn.fetchval(
        """
        UPDATE visit_change_request AS q
           SET state = $3, reply = $4, replied_by = $1, replied_at = this_moment()
         WHERE q.id = $2 AND q.state = 'open' AND q.visit_id IN (SELECT id FROM staffed_visits($1))
        RETURNING q.id
        """,
        actor_id,
        request_id,
        state,
        reply,
    )
    return answered is not None
