"""Each form posts once: a repeated key is answered with the first redirect, not with a second deed."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class FirstPost:
    """How the same key was used before."""

    same: bool
    location: str | None


async def add_post(
    conn: Connection, account_id: UUID, key: UUID, path: str, body_hash: bytes
) -> FirstPost | None:
    """Takes the key for this transaction. None when it did nothing yet; waits for a twin that is under way."""
    taken = await conn.fetchval(
        """
        INSERT INTO form_post AS f (council_id, account_id, key, path, body_hash)
        VALUES (current_council(), $1, $2, $3, $4)
        ON CONFLICT (council_id, account_id, key) DO UPDATE
           SET path = excluded.path, body_hash = excluded.body_hash, location = NULL
         WHERE f.location = ''
        RETURNING true
        """,
        account_id,
        key,
        path,
        body_hash,
    )
    if taken:
        return None
    row = await conn.fetchrow(
        "SELECT path, body_hash, location FROM form_post WHERE account_id = $1 AND key = $2", account_id, key
    )
    if row is None:
        return FirstPost(same=False, location=None)
    return FirstPost((row["path"], row["body_hash"]) == (path, body_hash), row["location"])


async def change_post(conn: Connection, account_id: UUID, key: UUID, location: str) -> None:
    """Where the first post went; empty where it changed nothing, so that its key can be used again."""
    await conn.execute(
        "UPDATE form_post SET location = $3 WHERE account_id = $1 AND key = $2", account_id, key, location
    )
