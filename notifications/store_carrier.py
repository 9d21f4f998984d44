"""How one council reaches Notify just now: its slots, its rests and its stops, shared by all processes.

Everything here is of the database's clock: it is about machines, not about days.
"""

from notifications.carrier import Way
from notifications.pace import FAILURES_BEFORE_A_REST
from notifications.store import Connection


async def get_way(conn: Connection) -> Way | None:
    """How the council's letters go; None where nobody has said under which key."""
    row = await conn.fetchrow(
        """
        SELECT council_id, key_name, two_way, text_sender_id, email_reply_to_id
          FROM carrier WHERE key_name IS NOT NULL
        """
    )
    return Way(*row) if row else None


async def take_slot(conn: Connection, spacing: float, ahead: float) -> float | None:
    """The next moment at which a letter of this council may leave, as seconds from now; None where that is too far."""
    wait: float | None = await conn.fetchval(
        """
        UPDATE carrier SET next_slot_at = greatest(next_slot_at, clock_timestamp()) + make_interval(secs => $1)
         WHERE next_slot_at <= clock_timestamp() + make_interval(secs => $2)
        RETURNING extract(epoch FROM next_slot_at - make_interval(secs => $1) - clock_timestamp())::float8
        """,
        spacing,
        ahead,
    )
    return None if wait is None else max(wait, 0.0)


async def take_trial(conn: Connection, lease: float) -> bool:
    """After a rest one letter goes ahead. Whether it is this one; if its worker ends, another follows after `lease`."""
    mine = await conn.fetchval(
        """
        UPDATE carrier SET again_at = now() + make_interval(secs => $1)
         WHERE state = 'resting' AND again_at <= now() RETURNING true
        """,
        lease,
    )
    return mine is not None


async def add_failure(conn: Connection, why: str) -> int:
    """One more in a row; answers with how many. A carrier that rests or is stopped stays as it is."""
    failures: int | None = await conn.fetchval(
        """
        UPDATE carrier SET failures = least(failures + 1, 1000), why = $1 WHERE state = 'open' RETURNING failures
        """,
        why,
    )
    return failures or 0


async def add_failed_trial(conn: Connection, why: str) -> int:
    """The letter that went ahead failed too."""
    failures: int | None = await conn.fetchval(
        """
        UPDATE carrier SET failures = least(greatest(failures, $2) + 1, 1000), why = $1
         WHERE state = 'resting' RETURNING failures
        """,
        why,
        FAILURES_BEFORE_A_REST,
    )
    return failures or 0


async def rest(conn: Connection, why: str, seconds: float, *, trial: bool) -> bool:
    """Nothing is sent for a while; what the letter that went ahead met counts anew. Whether it did not rest before."""
    before = await conn.fetchval(
        """
        WITH before AS (SELECT council_id, state FROM carrier FOR UPDATE)
        UPDATE carrier AS c
           SET state = 'resting', why = $1, since = CASE before.state WHEN 'resting' THEN c.since ELSE now() END,
               failures = greatest(c.failures, 1),
               again_at = greatest(CASE WHEN before.state = 'resting' AND NOT $3 THEN c.again_at END,
                                   now() + make_interval(secs => $2))
          FROM before WHERE c.council_id = before.council_id AND before.state <> 'stopped' RETURNING before.state
        """,
        why,
        seconds,
        trial,
    )
    return bool(before == "open")


async def stop(conn: Connection, why: str, probe_after: float) -> bool:
    """Notify refuses us altogether: nothing is sent until it takes us again. Whether this is news."""
    stopped = await conn.fetchval(
        """
        UPDATE carrier SET state = 'stopped', why = $1, since = now(), again_at = now() + make_interval(secs => $2)
         WHERE state <> 'stopped' RETURNING true
        """,
        why,
        probe_after,
    )
    return stopped is not None


async def take_probe(conn: Connection, every: float) -> Way | None:
    """How to ask Notify whether it takes a stopped council again; None where it is not stopped, or was just asked."""
    row = await conn.fetchrow(
        """
        UPDATE carrier SET again_at = now() + make_interval(secs => $1)
         WHERE state = 'stopped' AND again_at <= now() AND key_name IS NOT NULL
        RETURNING council_id, key_name, two_way, text_sender_id, email_reply_to_id
        """,
        every,
    )
    return Way(*row) if row else None


async def end_rest(conn: Connection) -> bool:
    """Whether it rested until now."""
    ended = await conn.fetchval(
        """
        UPDATE carrier SET state = 'open', why = NULL, failures = 0, since = now(), again_at = NULL
         WHERE state = 'resting' RETURNING true
        """
    )
    return ended is not None


async def reopen(conn: Connection) -> bool:
    """Letters leave again. Whether they did not."""
    opened = await conn.fetchval(
        """
        UPDATE carrier SET state = 'open', why = NULL, failures = 0, since = now(), again_at = NULL
         WHERE state <> 'open' RETURNING true
        """
    )
    return opened is not None
