"""Statements about the actor's own account, and nobody else's."""

from uuid import UUID

from portal.db import Connection
from portal.web.request import Display


async def change_display(conn: Connection, account_id: UUID, chosen: Display) -> None:
    await conn.execute(
        """
        UPDATE account SET text_size = $2, colours = $3, style = $4, pictures = $5, less_movement = $6 WHERE id = $1
        """,
        account_id,
        chosen.text_size,
        chosen.colours,
        chosen.style,
        chosen.pictures,
        chosen.less_movement,
    )


async def change_quiet(conn: Connection, account_id: UUID, *, quiet: bool) -> None:
    await conn.execute("UPDATE account SET quiet = $2 WHERE id = $1", account_id, quiet)


async def change_language(conn: Connection, account_id: UUID, language: str) -> None:
    await conn.execute("UPDATE account SET language = $2 WHERE id = $1", account_id, language)


async def change_password(conn: Connection, account_id: UUID, password_hash: str) -> None:
    await conn.execute(
        "UPDATE account SET password_hash = $2, password_changed_at = now() WHERE id = $1",
        account_id,
        password_hash,
    )


async def end_other_devices(conn: Connection, account_id: UUID, kept: bytes | None) -> None:
    """Browsers that answered for themselves are strangers again, but the one that asked."""
    await conn.execute(
        "DELETE FROM known_device WHERE account_id = $1 AND ($2::bytea IS NULL OR token_hash <> $2)",
        account_id,
        kept,
    )
