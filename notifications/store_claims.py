"""One letter's row while a worker decides on it and makes it its own. Leases are moments of the database's clock.

What became of it is written down in store_outcomes.py.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from notifications.carrier import Way
from notifications.model import Channel, Go, Letter, State, Subject
from notifications.store import Connection

_SHARED_PHONE = "letters_one_an_event_and_phone"


@dataclass(frozen=True, slots=True)
class Held:
    """A letter's row, locked, with how its council reaches Notify. `way`: None where it has no key."""

    letter: Letter
    way: Way | None
    carrier: str
    rested: bool
    early: bool
    lease_left: float
    reference: UUID | None
    times_lost: int


async def lock_letter(conn: Connection, letter_id: UUID) -> Held | None:
    """The letter, for this transaction alone; None where somebody else has it just now, or it is gone."""
    row = await conn.fetchrow(
        """
        SELECT l.id, l.council_id, l.key, l.channel, l.person_id, l.subject_kind, l.subject_id, l.subject_version,
               l.state, l.due_at, l.attempts, l.reference, l.times_lost,
               coalesce(l.not_before > this_moment(), false) AS early,
               coalesce(greatest(extract(epoch FROM l.lease_until - now()), 0), 0)::float8 AS lease_left,
               coalesce(c.state, 'open') AS carrier, coalesce(c.again_at <= now(), true) AS rested,
               c.key_name, coalesce(c.two_way, false) AS two_way, c.text_sender_id, c.email_reply_to_id
          FROM letter AS l
          LEFT JOIN carrier AS c ON c.council_id = l.council_id
         WHERE l.id = $1
           FOR UPDATE OF l SKIP LOCKED
        """,
        letter_id,
    )
    if row is None:
        return None
    subject = Subject(row["subject_kind"], row["subject_id"], row["subject_version"])
    letter = Letter(
        row["id"], row["council_id"], row["key"], Channel(row["channel"]), row["person_id"], subject,
        State(row["state"]), row["due_at"], row["attempts"],
    )  # fmt: skip
    way = row["key_name"] and Way(
        row["council_id"], row["key_name"], row["two_way"], row["text_sender_id"], row["email_reply_to_id"]
    )
    return Held(
        letter, way, row["carrier"], row["rested"], row["early"], row["lease_left"], row["reference"],
        row["times_lost"],
    )  # fmt: skip


async def is_there(conn: Connection, letter_id: UUID) -> bool:
    return bool(await conn.fetchval("SELECT EXISTS (SELECT FROM letter WHERE id = $1)", letter_id))


async def has_its_turn(conn: Connection, letter: Letter) -> bool:
    """Whether the letter can be decided on now; kept until the transaction ends.

    Letters of one person are decided one after another: each counts those before it. None is decided on while somebody
    takes away what it is about, or stops what goes to its person (`let_letters_pass`).
    """
    free: bool = await conn.fetchval(
        """
        SELECT pg_try_advisory_xact_lock_shared(hashtextextended('letters about ' || $2::text, 0)) AS free,
               pg_advisory_xact_lock(hashtextextended('letters of ' || $1::text, 0))
        """,
        str(letter.person_id),
        str(letter.subject.id),
    )
    return free


async def find_template(conn: Connection, letter: Letter, go: Go, two_way: bool) -> UUID | None:
    """Notify's template for these words; in English, and without replies, where there is no closer one."""
    found: UUID | None = await conn.fetchval(
        """
        SELECT template_id FROM letter_template
         WHERE key = $1 AND channel = $2 AND wording = $3 AND language IN ($4, 'en') AND (NOT two_way OR $5)
         ORDER BY language = $4 DESC, two_way DESC LIMIT 1
        """,
        letter.key,
        letter.channel.value,
        go.wording.value,
        go.language,
        two_way and go.two_way,
    )
    return found


async def hold_letter(conn: Connection, letter_id: UUID, why: str, until: datetime) -> None:
    await conn.execute(
        "UPDATE letter SET state = 'held', why = $2, not_before = $3 WHERE id = $1", letter_id, why, until
    )


async def drop_letter(
    conn: Connection, letter_id: UUID, why: str, now: datetime, told_key: bytes | None = None
) -> None:
    await conn.execute(
        """
        UPDATE letter SET state = 'superseded', why = $2, not_before = NULL, settled_at = $3, told_key = $4
         WHERE id = $1
        """,
        letter_id,
        why,
        now,
        told_key,
    )


async def take_letter(conn: Connection, letter_id: UUID, go: Go, worker: UUID, lease: float) -> UUID | None:
    """Claims the letter and answers with its reference; None where somebody on the same phone is told already.

    The reference is kept for as long as Notify may know it: whatever was sent under it is found under it.
    """
    try:
        async with conn.transaction():
            reference: UUID | None = await conn.fetchval(
                """
                UPDATE letter
                   SET state = 'claimed', why = NULL, not_before = NULL, attempts = attempts + 1,
                       reference = coalesce(reference, gen_random_uuid()), told_key = $3, contact_point_id = $4,
                       wording = $5, language = $6, claimed_by = $2, claimed_at = clock_timestamp(),
                       lease_until = clock_timestamp() + make_interval(secs => $7)
                 WHERE id = $1 RETURNING reference
                """,
                letter_id,
                worker,
                go.told_key,
                go.contact_point_id,
                go.wording.value,
                go.language,
                lease,
            )
            return reference
    except asyncpg.UniqueViolationError as twice:
        if twice.constraint_name != _SHARED_PHONE:
            raise
        return None


async def take_unclear(conn: Connection, letter_id: UUID, worker: UUID, lease: float) -> None:
    """Somebody began to send it, and nobody knows more: held while Notify is asked."""
    await conn.execute(
        """
        UPDATE letter
           SET state = 'ambiguous', times_lost = times_lost + CASE state WHEN 'claimed' THEN 1 ELSE 0 END,
               claimed_by = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
         WHERE id = $1
        """,
        letter_id,
        worker,
        lease,
    )
