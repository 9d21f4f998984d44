"""What was shared by mistake is taken back from who had it, or given other words: by who runs the meeting.

What it said, who had it and since when stays where it was written. The caller holds the meeting.
"""

from uuid import UUID

from portal.db import Connection
from portal.meetings.model import Stale
from portal.meetings.model_decisions import Decision, Promise
from portal.meetings.model_putting_right import OtherDecision, OtherPromise, PuttingRight


async def change_decision(conn: Connection, actor_id: UUID, one: Decision, right: PuttingRight) -> None:
    """Raises Stale where it was put right since this version of it was read."""
    held = await conn.fetchval(
        """
        UPDATE decision AS d SET version = d.version + 1
          FROM run_meetings($1) AS mine
         WHERE mine.id = d.meeting_id AND d.id = $2 AND d.version = $3 AND d.shared_at IS NOT NULL
           AND d.beside_id IS NULL
        RETURNING d.id
        """,
        actor_id,
        one.id,
        one.version,
    )
    if held is None:
        raise Stale
    instead = child = None
    if isinstance(right.instead, OtherDecision):
        instead = await _add_decision(conn, actor_id, one.id, right.instead.body, None)
        if one.child is not None:
            child = await _add_decision(conn, actor_id, one.child.id, right.instead.child_body, instead)
    await _take_back_decision(conn, actor_id, one.id, instead, right)
    if one.child is not None:
        await _take_back_decision(conn, actor_id, one.child.id, child, right)


async def _add_decision(
    conn: Connection, actor_id: UUID, before_id: UUID, body: str, beside_id: UUID | None
) -> UUID:
    """In the place of one that is shared, and with its readers."""
    added: UUID = await conn.fetchval(
        """
        INSERT INTO decision (council_id, meeting_id, position, body, by_id, at, shared_at, beside_id)
        SELECT d.council_id, d.meeting_id, d.position, $3, $1, this_moment(), this_moment(), $4
          FROM run_meetings($1) AS mine JOIN decision AS d ON d.meeting_id = mine.id
         WHERE d.id = $2
        RETURNING id
        """,
        actor_id,
        before_id,
        body,
        beside_id,
    )
    await conn.execute(
        """
        INSERT INTO decision_reader (council_id, decision_id, person_id)
        SELECT r.council_id, $2, r.person_id FROM decision_reader AS r WHERE r.decision_id = $1
        """,
        before_id,
        added,
    )
    return added


async def _take_back_decision(
    conn: Connection, actor_id: UUID, decision_id: UUID, instead: UUID | None, right: PuttingRight
) -> None:
    await conn.execute(
        """
        INSERT INTO taking_back (council_id, meeting_id, reader_id, decision_id, instead_decision_id, because, by_id,
                                 at, shared_at, first_read_at)
        SELECT r.council_id, d.meeting_id, r.person_id, d.id, $3, $4, $1, this_moment(), d.shared_at, r.first_read_at
          FROM run_meetings($1) AS mine
          JOIN decision AS d ON d.meeting_id = mine.id
          JOIN decision_reader AS r ON r.decision_id = d.id
         WHERE d.id = $2 AND r.person_id = ANY ($5::uuid[])
        """,
        actor_id,
        decision_id,
        instead,
        right.because,
        list(right.reader_ids),
    )
    # What is written down first may go: a trigger looks.
    await conn.execute(
        "DELETE FROM decision_reader AS r WHERE r.decision_id = $1 AND r.person_id = ANY ($2::uuid[])",
        decision_id,
        list(right.reader_ids),
    )


async def change_promise(conn: Connection, actor_id: UUID, one: Promise, right: PuttingRight) -> None:
    """A promise that nobody has any more is owed no more. Raises Stale as above, and where it was settled meanwhile."""
    whole = right.instead is not None or one.everybody <= frozenset(right.reader_ids)
    instead = await _add_promise(conn, actor_id, one, right.instead)
    held = await conn.fetchval(
        """
        UPDATE promise AS p
           SET version = p.version + 1,
               state = CASE WHEN $4::boolean THEN 'taken_back' ELSE p.state END,
               because = CASE WHEN $4 THEN $5::text ELSE p.because END,
               settled_by = CASE WHEN $4 THEN $1::uuid ELSE p.settled_by END,
               settled_at = CASE WHEN $4 THEN this_moment() ELSE p.settled_at END
          FROM run_meetings($1) AS mine
         WHERE mine.id = p.meeting_id AND p.id = $2 AND p.version = $3 AND p.state <> 'taken_back'
        RETURNING p.id
        """,
        actor_id,
        one.id,
        one.version,
        whole,
        right.because,
    )
    if held is None:
        raise Stale
    await conn.execute(
        """
        INSERT INTO taking_back (council_id, meeting_id, reader_id, promise_id, instead_promise_id, because, by_id, at,
                                 shared_at)
        SELECT r.council_id, p.meeting_id, r.person_id, p.id, $3, $4, $1, this_moment(), r.shared_at
          FROM promise AS p JOIN promise_reader AS r ON r.promise_id = p.id
         WHERE p.id = $2 AND r.person_id = ANY ($5::uuid[])
        """,
        actor_id,
        one.id,
        instead,
        right.because,
        list(right.reader_ids),
    )
    await conn.execute(
        "DELETE FROM promise_reader AS r WHERE r.promise_id = $1 AND r.person_id = ANY ($2::uuid[])",
        one.id,
        list(right.reader_ids),
    )


async def _add_promise(
    conn: Connection, actor_id: UUID, before: Promise, other: OtherDecision | OtherPromise | None
) -> UUID | None:
    """The same promise in other words, as far as it has come, to the same people."""
    if not isinstance(other, OtherPromise):
        return None
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO promise (council_id, family_id, meeting_id, owed_by, who_words, what, by_on, position, made_by,
                             made_at, state, because, settled_by, settled_at)
        SELECT p.council_id, p.family_id, p.meeting_id, p.owed_by, $4, $5, $6, p.position, $1, this_moment(), p.state,
               p.because, p.settled_by, p.settled_at
          FROM run_meetings($1) AS mine JOIN promise AS p ON p.meeting_id = mine.id
         WHERE p.id = $2 AND p.version = $3 AND p.state <> 'taken_back'
        RETURNING id
        """,
        actor_id,
        before.id,
        before.version,
        other.who_words,
        other.what,
        other.by_on,
    )
    await conn.execute(
        """
        INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
        SELECT r.council_id, $2::uuid, r.person_id, this_moment()
          FROM promise_reader AS r WHERE r.promise_id = $1 AND $2::uuid IS NOT NULL
        """,
        before.id,
        added,
    )
    return added
