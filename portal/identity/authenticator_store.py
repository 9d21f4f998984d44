"""Statements about the second step of signing in: apps that make codes, and codes on paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.identity.authenticators import read_recovery_code


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Somebody's app; `at` is the second by the clock that judges its codes, the database's."""

    id: UUID
    account_id: UUID
    sealed: bytes
    confirmed_at: datetime
    at: int
    codes_left: int


async def get_authenticator(conn: Connection, account_id: UUID) -> Authenticator | None:
    row = await conn.fetchrow(
        """
        SELECT a.id, a.account_id, a.sealed, a.confirmed_at, extract(epoch FROM now())::bigint AS at,
               (SELECT count(*) FROM recovery_code AS r
                 WHERE r.authenticator_id = a.id AND r.used_at IS NULL) AS codes_left
          FROM authenticator AS a
         WHERE a.account_id = $1 AND a.ended_at IS NULL
        """,
        account_id,
    )
    return Authenticator(**row) if row else None


async def is_asked_of(conn: Connection, account_id: UUID) -> bool:
    """Whether the council asks this person for a second step: of staff and partners alone."""
    asked: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM account AS a
              JOIN person AS p ON p.id = a.person_id AND p.kind IN ('staff', 'partner')
              JOIN council AS c ON c.council_id = a.council_id AND c.staff_second_step
             WHERE a.id = $1)
        """,
        account_id,
    )
    return asked


async def use_step(conn: Connection, authenticator_id: UUID, step: int) -> bool:
    """False where the code of this half minute, or of a later one, was used before."""
    used = await conn.fetchval(
        """
        UPDATE authenticator SET last_step = $2 WHERE id = $1 AND ended_at IS NULL AND last_step < $2
        RETURNING true
        """,
        authenticator_id,
        step,
    )
    return bool(used)


async def use_recovery_code(conn: Connection, authenticator_id: UUID, code_hash: bytes) -> bool:
    used = await conn.fetchval(
        """
        UPDATE recovery_code SET used_at = now()
         WHERE authenticator_id = $1 AND code_hash = $2 AND used_at IS NULL
        RETURNING true
        """,
        authenticator_id,
        code_hash,
    )
    return bool(used)


async def add_authenticator(conn: Connection, account_id: UUID, sealed: bytes, step: int) -> UUID:
    """From here on this app makes their codes, and the one before makes none. `step`: whose code they just typed."""
    await end_authenticator(conn, account_id, how="own")
    made: UUID = await conn.fetchval(
        """
        INSERT INTO authenticator (council_id, account_id, sealed, last_step) VALUES (current_council(), $1, $2, $3)
        RETURNING id
        """,
        account_id,
        sealed,
        step,
    )
    return made


async def end_authenticator(
    conn: Connection, account_id: UUID, *, how: str, by: UUID | None = None
) -> UUID | None:
    """`how`: 'own', 'administrator' or 'operator'. None where there is no app."""
    ended: UUID | None = await conn.fetchval(
        """
        UPDATE authenticator
           SET ended_at = now(), ended_how = $2, ended_by = $3,
               told_at = CASE WHEN $2 = 'own' THEN now() END
         WHERE account_id = $1 AND ended_at IS NULL
        RETURNING id
        """,
        account_id,
        how,
        by,
    )
    return ended


async def change_recovery_codes(conn: Connection, authenticator_id: UUID, printed: list[str]) -> None:
    """These are good from here on, and none that were printed before."""
    await conn.execute("DELETE FROM recovery_code WHERE authenticator_id = $1", authenticator_id)
    await conn.execute(
        """
        INSERT INTO recovery_code (council_id, authenticator_id, code_hash)
        SELECT current_council(), $1, unnest($2::bytea[])
        """,
        authenticator_id,
        [read_recovery_code(code) for code in printed],
    )


async def tell_taken(conn: Connection, account_id: UUID) -> bool:
    """Whether an app of theirs was taken away by somebody else since they were told of one; they are told now."""
    told = await conn.fetchval(
        """
        WITH told AS (
            UPDATE authenticator SET told_at = now()
             WHERE account_id = $1 AND ended_at IS NOT NULL AND told_at IS NULL RETURNING id
        )
        SELECT EXISTS (SELECT FROM told)
        """,
        account_id,
    )
    return bool(told)


async def get_name(conn: Connection, account_id: UUID) -> str:
    """What an app shows beside the codes of this account."""
    name: str | None = await conn.fetchval(
        "SELECT name FROM sign_in_name WHERE account_id = $1 ORDER BY kind = 'email' DESC, name LIMIT 1",
        account_id,
    )
    return name or ""
