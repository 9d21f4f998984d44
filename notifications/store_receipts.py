"""What is written down when Notify says what became of a letter, by whichever way it says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from notifications.model import State
from notifications.receipts import Heard, Receipt, follows, meaning_of
from notifications.store import Connection

# A phone that was off is tried once more.
TEMPORARY_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a receipt changed. `point_failed`: the number or address that does not work."""

    letter_id: UUID
    person_id: UUID
    state: State
    why: str | None
    point_failed: UUID | None = None


async def note_status(conn: Connection, receipt: Receipt, now: datetime, *, source: str) -> Noted | None:
    """Brings a letter up to what Notify says of it; None where nothing follows: replayed, contrary or not ours.

    `source` is receipt, poll or look_up. The caller's transaction says which council's letters are meant.
    """
    heard = meaning_of(receipt.status)
    if receipt.reference is None or heard is None:
        return None
    row = await conn.fetchrow(
        "SELECT id, person_id, state, contact_point_id FROM letter WHERE reference = $1 FOR UPDATE",
        receipt.reference,
    )
    if row is None or not follows(State(row["state"]), heard):
        return None
    letter_id: UUID = row["id"]
    again = heard is Heard.TEMPORARY and not await _failed_before(conn, letter_id)
    state, why = _outcome(heard, again=again)
    await _add_event(conn, letter_id, receipt.status, source)
    if again:
        await _try_again(conn, letter_id, now + TEMPORARY_AGAIN_AFTER)
    else:
        await _change_state(conn, letter_id, state, why, receipt.notify_id)
    point: UUID | None = row["contact_point_id"] if heard is Heard.PERMANENT else None
    if point is not None:
        await _end_point(conn, point)
    return Noted(letter_id, row["person_id"], state, why, point)


def _outcome(heard: Heard, *, again: bool) -> tuple[State, str | None]:
    if heard is Heard.UNDER_WAY:
        return State.SENT, None
    if heard is Heard.DELIVERED:
        return State.DELIVERED, None
    return (State.QUEUED, None) if again else (State.FAILED, heard.value)


async def _failed_before(conn: Connection, letter_id: UUID) -> bool:
    return bool(
        await conn.fetchval(
            "SELECT EXISTS (SELECT FROM delivery_event WHERE letter_id = $1 AND status = 'temporary-failure')",
            letter_id,
        )
    )


async def _add_event(conn: Connection, letter_id: UUID, status: str, source: str) -> None:
    await conn.execute(
        """
        INSERT INTO delivery_event (council_id, at, letter_id, status, source)
        VALUES (current_council(), this_moment(), $1, $2, $3)
        """,
        letter_id,
        status,
        source,
    )


async def _change_state(
    conn: Connection, letter_id: UUID, state: State, why: str | None, notify_id: UUID | None
) -> None:
    await conn.execute(
        """
        UPDATE letter
           SET state = $2, why = $3, notify_id = coalesce(notify_id, $4), not_before = NULL, lease_until = NULL,
               sent_at = coalesce(sent_at, this_moment()),
               settled_at = CASE WHEN $2 IN ('delivered', 'failed') THEN this_moment() END
         WHERE id = $1
        """,
        letter_id,
        state.value,
        why,
        notify_id,
    )


async def _try_again(conn: Connection, letter_id: UUID, not_before: datetime) -> None:
    # Under a new reference: the old one will always be found, and says that it failed.
    await conn.execute(
        """
        UPDATE letter SET state = 'queued', why = 'temporary', not_before = $2, lease_until = NULL, reference = NULL,
               notify_id = NULL
         WHERE id = $1
        """,
        letter_id,
        not_before,
    )


async def _end_point(conn: Connection, point_id: UUID) -> None:
    await conn.execute("UPDATE contact_point SET works = false WHERE id = $1 AND works", point_id)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A letter that Notify took and never said more of."""

    letter_id: UUID
    reference: UUID
    notify_id: UUID


async def take_unanswered(conn: Connection, older_than: timedelta, limit: int) -> list[Unanswered]:
    """The letters to ask about now, each for one worker. Those asked about are left alone for a sixth of their age.

    Notify keeps what became of a letter for seven days. Sheets of post take days, and never say that they came.
    """
    rows = await conn.fetch(
        """
        WITH asked AS (
            SELECT id FROM letter
             WHERE state = 'sent' AND sent_at <= this_moment() - $1::interval
               AND sent_at > this_moment() - interval '7 days' AND coalesce(lease_until <= now(), true)
               AND notify_id IS NOT NULL AND reference IS NOT NULL
             ORDER BY sent_at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE letter AS l
           SET lease_until = now() + greatest((this_moment() - l.sent_at) / 6,
                                              CASE l.channel WHEN 'post' THEN interval '6 hours' ELSE $1::interval END)
          FROM asked WHERE l.id = asked.id
        RETURNING l.id, l.reference, l.notify_id
        """,
        older_than,
        limit,
    )
    return [Unanswered(*row) for row in rows]
