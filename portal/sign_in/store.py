"""Statements of signing in: who has a name, what was guessed wrong, which devices are known."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection
from portal.sign_in.model import WINDOW, Guesses, KnownAccount

# A day of failures decides how long to wait; older ones are forgotten.
MEMORY = timedelta(hours=24)


async def get_account(conn: Connection, host: str, name: str) -> KnownAccount | None:
    """Through the door that needs no council."""
    row = await conn.fetchrow(
        """
        SELECT council_id, account_id, person_id, password_hash, state, invited_until
          FROM account_of_sign_in_name($1, $2)
        """,
        host,
        name,
    )
    return KnownAccount(**row) if row else None


async def is_known_device(conn: Connection, account_id: UUID | None, token_hash: bytes | None) -> bool:
    known: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM known_device WHERE account_id = $1 AND token_hash = $2)",
        account_id,
        token_hash,
    )
    return known


async def get_guesses(conn: Connection, here: bytes, strangers: bytes, network: bytes) -> Guesses:
    """Counts failures of the last day, by the database's clock."""
    row = await conn.fetchrow(
        """
        SELECT count(*) FILTER (WHERE key = $1) AS from_here,
               now() - max(at) FILTER (WHERE key = $1) AS since_last,
               count(*) FILTER (WHERE key = $2 AND at > now() - $5::interval) AS from_strangers,
               count(*) FILTER (WHERE key = $3 AND at > now() - $5::interval) AS from_network
          FROM sign_in_failure
         WHERE key IN ($1, $2, $3) AND at > now() - $4::interval
        """,
        here,
        strangers,
        network,
        MEMORY,
        WINDOW,
    )
    assert row is not None
    return Guesses(**row)


async def count_of_day(conn: Connection, key: bytes) -> int:
    """Failures of the last day, by the database's clock."""
    failures: int = await conn.fetchval(
        "SELECT count(*) FROM sign_in_failure WHERE key = $1 AND at > now() - $2::interval", key, MEMORY
    )
    return failures


async def get_words_at(conn: Connection, account_id: UUID) -> datetime:
    """When the words in use were chosen or given."""
    at: datetime = await conn.fetchval("SELECT password_changed_at FROM account WHERE id = $1", account_id)
    return at


async def hold_guesses(conn: Connection, key: bytes) -> None:
    """Guesses at one name are counted one after another, until this transaction ends."""
    await conn.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('guesses ' || encode($1::bytea, 'hex'), 0))", key
    )


async def add_failure(conn: Connection, keys: list[bytes]) -> list[UUID]:
    """Its rows, for whoever takes them back."""
    rows = await conn.fetch(
        "INSERT INTO sign_in_failure (council_id, key) SELECT current_council(), unnest($1::bytea[]) RETURNING id",
        keys,
    )
    return [row["id"] for row in rows]


async def end_failures(conn: Connection, failures: list[UUID], here: bytes | None = None) -> None:
    """These were none. `here`: the right password came from there, and what was guessed wrong before is forgiven."""
    await conn.execute("DELETE FROM sign_in_failure WHERE id = ANY ($1::uuid[]) OR key = $2", failures, here)


async def hold_words(conn: Connection, account: KnownAccount) -> str:
    """What the words in use hash to now. From here on nobody takes them away before we are done."""
    await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", account.person_id)
    in_use: str = await conn.fetchval("SELECT password_hash FROM account WHERE id = $1", account.account_id)
    return in_use


async def add_known_device(conn: Connection, account_id: UUID, token_hash: bytes) -> None:
    await conn.execute(
        """
        INSERT INTO known_device (council_id, account_id, token_hash) VALUES (current_council(), $1, $2)
        ON CONFLICT DO NOTHING
        """,
        account_id,
        token_hash,
    )


async def end_other_devices(conn: Connection, account_id: UUID, kept: bytes) -> None:
    """Browsers that came in with words on paper are strangers, but the one in which the person chose their own."""
    await conn.execute(
        "DELETE FROM known_device WHERE account_id = $1 AND token_hash <> $2", account_id, kept
    )


async def renew_words(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """The same words, hashed as new ones are. Nobody has chosen anything: what was counted by them stays."""
    await conn.execute("UPDATE account SET password_hash = $2 WHERE id = $1", account_id, password_hash)


async def change_password(conn: Connection, account_id: UUID, password_hash: str) -> None:
    """Words of the person's own: those on paper end here, and somebody of a family is welcomed next."""
    await conn.execute(
        """
        UPDATE account
           SET password_hash = $2,
               state = CASE WHEN state = 'invited' THEN 'active' ELSE state END,
               invited_until = NULL,
               password_changed_at = now(),
               welcome_step = CASE
                   WHEN state = 'invited' AND welcomed_at IS NULL AND EXISTS (
                       SELECT FROM person AS p
                        WHERE p.id = account.person_id AND p.kind IN ('adult', 'young_person')
                   ) THEN coalesce(welcome_step, 1)
                   ELSE welcome_step
               END
         WHERE id = $1
        """,
        account_id,
        password_hash,
    )
