"""What became of a letter that a worker held, in its row and in the list of what Notify said.

Who writes an outcome must still be the one who holds the letter; only that Notify took it is true whoever says so.
Leases are moments of the database's clock.
"""

from datetime import datetime
from uuid import UUID

from notifications.answers import Taken
from notifications.model import State
from notifications.store import Connection


async def note_taken(
    conn: Connection, letter_id: UUID, reference: UUID, taken: Taken, *, secret: bool, source: str
) -> bool:
    """Notify has it. A receipt may have come before this: what it said stands.

    Answers whether the council's carrier rested before, and is open again now.
    """
    opened = await conn.fetchval(
        """
        WITH before AS (SELECT state FROM carrier), taken AS (
            UPDATE letter
               SET state = CASE WHEN state IN ('delivered', 'failed') THEN state ELSE 'sent' END,
                   why = CASE WHEN state = 'failed' THEN why END, not_before = NULL, lease_until = NULL,
                   notify_id = $3, sent_at = coalesce(sent_at, this_moment()), title = $4, body = $5
             WHERE id = $1 AND reference = $2 RETURNING council_id, id
        ), told AS (
            INSERT INTO delivery_event (council_id, at, letter_id, status, source)
            SELECT council_id, this_moment(), id, $6, $7 FROM taken
        )
        UPDATE carrier SET failures = 0, since = CASE state WHEN 'resting' THEN now() ELSE since END,
               state = CASE state WHEN 'resting' THEN 'open' ELSE state END,
               why = CASE state WHEN 'resting' THEN NULL ELSE why END
         WHERE failures > 0 RETURNING (SELECT state FROM before) = 'resting'
        """,
        letter_id,
        reference,
        taken.notify_id,
        None if secret else taken.title,
        None if secret else taken.body,
        taken.status,
        source,
    )
    return bool(opened)


async def fail_letter(conn: Connection, letter_id: UUID, worker: UUID, why: str, now: datetime) -> None:
    """It will never be taken."""
    await conn.execute(
        """
        WITH failed AS (
            UPDATE letter SET state = 'failed', why = $3, lease_until = NULL, settled_at = $4
             WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'ambiguous') RETURNING council_id, id
        )
        INSERT INTO delivery_event (council_id, at, letter_id, status, source)
        SELECT council_id, this_moment(), id, $3, 'answer' FROM failed
        """,
        letter_id,
        worker,
        why,
        now,
    )


async def put_back(
    conn: Connection,
    letter_id: UUID,
    worker: UUID,
    why: str | None,
    not_before: datetime | None,
    *,
    state: State = State.QUEUED,
) -> None:
    """It was surely not taken, and waits again."""
    await conn.execute(
        """
        UPDATE letter SET state = $5, why = $3, not_before = $4, lease_until = NULL
         WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'ambiguous')
        """,
        letter_id,
        worker,
        why,
        not_before,
        state.value,
    )


async def leave_unclear(conn: Connection, letter_id: UUID, worker: UUID, settle: float) -> None:
    """It may have been taken: it rests, and then Notify is asked."""
    await conn.execute(
        """
        UPDATE letter SET state = 'ambiguous', lease_until = clock_timestamp() + make_interval(secs => $3)
         WHERE id = $1 AND claimed_by = $2 AND state IN ('claimed', 'ambiguous')
        """,
        letter_id,
        worker,
        settle,
    )


async def put_off(conn: Connection, letter_id: UUID, until: datetime) -> None:
    """It could not be decided on: others go first. What is under way already is left to its lease."""
    await conn.execute(
        "UPDATE letter SET not_before = $2, attempts = attempts + 1 WHERE id = $1 AND state IN ('queued', 'held')",
        letter_id,
        until,
    )
