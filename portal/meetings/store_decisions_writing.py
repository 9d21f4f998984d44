"""Writing down what was decided and who does what, before anybody is shown it: for who runs the meeting."""

from uuid import UUID

from portal.db import Connection
from portal.meetings.model import Stale
from portal.meetings.model_decisions import Agreed, Decision, NewAgreed, NewDecision


async def add_decision(conn: Connection, actor_id: UUID, meeting_id: UUID, new: NewDecision) -> UUID | None:
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO decision (council_id, meeting_id, position, body, by_id, at)
        SELECT m.council_id, m.id,
               (SELECT coalesce(max(d.position), 0) + 1 FROM decision AS d WHERE d.meeting_id = m.id),
               $3, $1, this_moment()
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id AND m.state <> 'called_off'
         WHERE m.id = $2
        RETURNING id
        """,
        actor_id,
        meeting_id,
        new.body,
    )
    if made is not None:
        await _add_the_rest(conn, actor_id, made, new)
    return made


async def change_decision(conn: Connection, actor_id: UUID, one: Decision, new: NewDecision) -> None:
    """Write it anew. Raises Stale where it was changed or shared since this version of it was read."""
    changed = await conn.fetchval(
        """
        UPDATE decision AS d
           SET body = $4, by_id = $1, at = this_moment(), version = d.version + 1
          FROM run_meetings($1) AS mine
         WHERE mine.id = d.meeting_id AND d.id = $2 AND d.version = $3 AND d.shared_at IS NULL AND d.beside_id IS NULL
        RETURNING d.id
        """,
        actor_id,
        one.id,
        one.version,
        new.body,
    )
    if changed is None:
        raise Stale
    await _end_the_rest(conn, actor_id, one.id)
    await _add_the_rest(conn, actor_id, one.id, new)


async def end_decision(conn: Connection, actor_id: UUID, decision_id: UUID) -> None:
    """Leave out what nobody was shown. Raises Stale where it was shared meanwhile."""
    await _end_the_rest(conn, actor_id, decision_id)
    ended = await conn.fetchval(
        """
        DELETE FROM decision AS d USING run_meetings($1) AS mine
         WHERE mine.id = d.meeting_id AND d.id = $2 AND d.shared_at IS NULL
        RETURNING d.id
        """,
        actor_id,
        decision_id,
    )
    if ended is None:
        raise Stale


async def _add_the_rest(conn: Connection, actor_id: UUID, decision_id: UUID, new: NewDecision) -> None:
    """The words for a child, and who reads which. Only somebody who is asked to the meeting can."""
    await conn.execute(
        """
        WITH said AS (
            SELECT d.council_id, d.id, d.meeting_id, d.position
              FROM run_meetings($1) AS mine JOIN decision AS d ON d.meeting_id = mine.id
             WHERE d.id = $2 AND d.shared_at IS NULL
        ), beside AS (
            INSERT INTO decision (council_id, meeting_id, position, body, by_id, at, beside_id)
            SELECT said.council_id, said.meeting_id, said.position, $4, $1, this_moment(), said.id
              FROM said WHERE $4 <> ''
            RETURNING council_id, id, meeting_id
        )
        INSERT INTO decision_reader (council_id, decision_id, person_id)
        SELECT said.council_id, said.id, r.person_id
          FROM said JOIN meeting_reader AS r ON r.meeting_id = said.meeting_id AND r.ended_at IS NULL
         WHERE r.person_id = ANY ($3::uuid[]) AND NOT ($4 <> '' AND r.person_id = ANY ($5::uuid[]))
         UNION ALL
        SELECT beside.council_id, beside.id, r.person_id
          FROM beside JOIN meeting_reader AS r ON r.meeting_id = beside.meeting_id AND r.ended_at IS NULL
         WHERE r.person_id = ANY ($5::uuid[])
        """,
        actor_id,
        decision_id,
        list(new.reader_ids),
        new.child_body,
        list(new.child_reader_ids),
    )


async def _end_the_rest(conn: Connection, actor_id: UUID, decision_id: UUID) -> None:
    await conn.execute(
        """
        DELETE FROM decision_reader AS r USING run_meetings($1) AS mine, decision AS d
         WHERE d.id = r.decision_id AND mine.id = d.meeting_id AND d.shared_at IS NULL
           AND (d.id = $2 OR d.beside_id = $2)
        """,
        actor_id,
        decision_id,
    )
    await conn.execute(
        """
        DELETE FROM decision AS d USING run_meetings($1) AS mine
         WHERE mine.id = d.meeting_id AND d.beside_id = $2 AND d.shared_at IS NULL
        """,
        actor_id,
        decision_id,
    )


async def add_agreed(conn: Connection, actor_id: UUID, meeting_id: UUID, new: NewAgreed) -> UUID | None:
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO meeting_agreed (council_id, meeting_id, owed_by, who_words, what, by_on, reader_ids, by_id, at)
        SELECT m.council_id, m.id, $3, $4, $5, $6, $7, $1, this_moment()
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id AND m.state <> 'called_off'
         WHERE m.id = $2
        RETURNING id
        """,
        actor_id,
        meeting_id,
        new.owed_by,
        new.who_words,
        new.what,
        new.by_on,
        list(new.reader_ids),
    )
    return made


async def change_agreed(conn: Connection, actor_id: UUID, one: Agreed, new: NewAgreed) -> None:
    """Raises Stale where it was changed or shared since this version of it was read."""
    changed = await conn.fetchval(
        """
        UPDATE meeting_agreed AS a
           SET owed_by = $4, who_words = $5, what = $6, by_on = $7, reader_ids = $8, by_id = $1, at = this_moment(),
               version = a.version + 1
          FROM run_meetings($1) AS mine
         WHERE mine.id = a.meeting_id AND a.id = $2 AND a.version = $3
        RETURNING a.id
        """,
        actor_id,
        one.id,
        one.version,
        new.owed_by,
        new.who_words,
        new.what,
        new.by_on,
        list(new.reader_ids),
    )
    if changed is None:
        raise Stale


async def end_agreed(conn: Connection, actor_id: UUID, agreed_id: UUID) -> None:
    """Leave it out. Raises Stale where it was shared meanwhile."""
    ended = await conn.fetchval(
        """
        DELETE FROM meeting_agreed AS a USING run_meetings($1) AS mine
         WHERE mine.id = a.meeting_id AND a.id = $2
        RETURNING a.id
        """,
        actor_id,
        agreed_id,
    )
    if ended is None:
        raise Stale
