"""Statements about second steps under way. How long one lasts, and for how many tries, says `second_step_lasts`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection

# After the council began to ask for an app: what is open without one.
STILL_OPEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PendingStep:
    """Whose right password waits for a code; with `sealed`, for the first code of an app that is being set up.

    `at`: the second, by the clock that judges codes.
    """

    id: UUID
    council_id: UUID
    account_id: UUID
    person_id: UUID
    device_name: str
    sealed: bytes | None
    state: str
    at: int


@dataclass(frozen=True, slots=True)
class OwnStep:
    """An app that somebody signed in is setting up."""

    id: UUID
    sealed: bytes
    at: int


async def find_wanted(conn: Connection, account_id: UUID) -> str | None:
    """What has to follow the right password: 'code', 'set_up' where there is no app yet, or nothing."""
    wanted: str | None = await conn.fetchval(
        """
        SELECT CASE WHEN EXISTS (SELECT FROM authenticator AS x WHERE x.account_id = a.id AND x.ended_at IS NULL)
                    THEN 'code'
                    WHEN p.kind IN ('staff', 'partner') AND c.staff_second_step THEN 'set_up' END
          FROM account AS a
          JOIN person AS p ON p.id = a.person_id
          JOIN council AS c ON c.council_id = a.council_id
         WHERE a.id = $1
        """,
        account_id,
    )
    return wanted


async def add_pending_step(
    conn: Connection, account_id: UUID, token_hash: bytes, device_name: str, sealed: bytes | None
) -> None:
    """The password was right; the rest waits for a code. What was pending in other browsers goes on pending there."""
    await conn.execute(
        """
        INSERT INTO second_step (council_id, account_id, token_hash, device_name, sealed)
        VALUES (current_council(), $1, $2, $3, $4)
        """,
        account_id,
        token_hash,
        device_name,
        sealed,
    )


async def open_pending_step(conn: Connection, token_hash: bytes, moment: datetime) -> PendingStep | None:
    """Through the door that needs no council; sets council and moment for this transaction. None where it is over."""
    row = await conn.fetchrow(
        """
        SELECT id, council_id, account_id, person_id, device_name, sealed, state, at FROM open_second_step($1, $2)
        """,
        token_hash,
        moment,
    )
    return PendingStep(**row) if row else None


async def is_pending(conn: Connection, token_hash: bytes, moment: datetime) -> bool:
    """One question, through the door: also for a connection that still carries another's council."""
    return await open_pending_step(conn, token_hash, moment) is not None


async def end_pending_step(conn: Connection, token_hash: bytes, moment: datetime) -> None:
    """Signed out, or began again, before it was a session. A token that stands for nothing pending does no harm."""
    step = await open_pending_step(conn, token_hash, moment)
    if step:
        await end_step(conn, step.id)


async def add_try(conn: Connection, step_id: UUID) -> bool:
    """Counted before it is heard, so that codes sent all at once are no more than others; False where it is over."""
    counted = await conn.fetchval(
        """
        UPDATE second_step SET tries = tries + 1
         WHERE id = $1 AND ended_at IS NULL AND second_step_lasts(made_at, tries)
        RETURNING true
        """,
        step_id,
    )
    return bool(counted)


async def end_step(conn: Connection, step_id: UUID) -> bool:
    """False where somebody ended it meanwhile: with the password, with the account, or by using it."""
    ended = await conn.fetchval(
        "UPDATE second_step SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING true", step_id
    )
    return bool(ended)


async def may_try_again(conn: Connection, step_id: UUID) -> bool:
    lasts: bool = await conn.fetchval(
        "SELECT second_step_lasts(made_at, tries) FROM second_step WHERE id = $1", step_id
    )
    return lasts


async def hold_person(conn: Connection, account_id: UUID) -> None:
    """As whoever ends their sessions does first: what follows sees what an ending that came before has done."""
    await conn.execute(
        """
        SELECT FROM account AS a JOIN person AS p ON p.id = a.person_id WHERE a.id = $1 FOR NO KEY UPDATE OF p
        """,
        account_id,
    )


async def shorten_open_ones(conn: Connection, done_key: str) -> None:
    """The council asks for an app from now on: what is open without one lasts an hour more, and the next page says so.

    Not at once: somebody may be in the middle of a family's words. To whom a phone was handed over nothing is said.
    """
    await conn.execute(
        """
        UPDATE session AS s
           SET ends_at = least(s.ends_at, now() + $1::interval),
               done_key = CASE WHEN s.together_with IS NULL THEN $2 ELSE s.done_key END
          FROM account AS a
          JOIN person AS p ON p.id = a.person_id AND p.kind IN ('staff', 'partner')
         WHERE s.account_id = a.id AND s.ended_at IS NULL AND s.ends_at > now()
           AND NOT EXISTS (SELECT FROM authenticator AS x WHERE x.account_id = a.id AND x.ended_at IS NULL)
        """,
        STILL_OPEN,
        done_key,
    )


async def add_own_step(conn: Connection, account_id: UUID, session_id: UUID, sealed: bytes) -> None:
    """Somebody signed in begins to set up an app, in this session; what they began before is over."""
    await conn.execute(
        """
        WITH before AS (
            UPDATE second_step SET ended_at = now()
             WHERE account_id = $1 AND session_id IS NOT NULL AND ended_at IS NULL
        )
        INSERT INTO second_step (council_id, account_id, session_id, device_name, sealed)
        VALUES (current_council(), $1, $2, '', $3)
        """,
        account_id,
        session_id,
        sealed,
    )


async def find_own_step(conn: Connection, account_id: UUID, session_id: UUID) -> OwnStep | None:
    """The app that is being set up in this session, and the secret that was offered to it."""
    row = await conn.fetchrow(
        """
        SELECT id, sealed, extract(epoch FROM now())::bigint AS at FROM second_step
         WHERE account_id = $1 AND session_id = $2 AND ended_at IS NULL AND second_step_lasts(made_at, tries)
        """,
        account_id,
        session_id,
    )
    return OwnStep(**row) if row else None
