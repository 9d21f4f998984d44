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
    """Takes the key for this transaction. None when it is new; waits for a twin that is under way."""
    taken = await conn.fetchval(
        """
        INSERT INTO form_post (council_id, account_id, key, path, body_hash)
        VALUES (current_council(), $1, $2, $3, $4)
        ON CONFLICT DO NOTHING RETURNING true
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
    await conn.execute(
        "UPDATE form_post SET location = $3 WHERE account_id = $1 AND key = $2", account_id, key, location
    )
