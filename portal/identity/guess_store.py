"""Statements about the password of somebody who is signed in, and wrong guesses at it, by the database's clock."""

from datetime import timedelta
from uuid import UUID

from portal.db import Connection

GUESSES, WINDOW = 5, timedelta(minutes=15)


async def get_password_hash(conn: Connection, account_id: UUID) -> str:
    hashed: str = await conn.fetchval("SELECT password_hash FROM account WHERE id = $1", account_id)
    return hashed


async def may_guess(conn: Connection, key: bytes) -> bool:
    """False after five in a quarter of an hour."""
    failures: int = await conn.fetchval(
        "SELECT count(*) FROM sign_in_failure WHERE key = $1 AND at > now() - $2::interval", key, WINDOW
    )
    return failures < GUESSES


async def add_failure(conn: Connection, key: bytes) -> None:
    await conn.execute("INSERT INTO sign_in_failure (council_id, key) VALUES (current_council(), $1)", key)
