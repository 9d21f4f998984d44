"""The demonstration with codes: all staff have the same app, and both councils ask for it."""

from base64 import b32decode

import asyncpg

from portal.demo.cast import APP_KEY
from portal.identity.authenticators import seal


async def ask_for_codes(dsn: str, key: bytes) -> None:
    """`dsn`: of portal_migrator. `key`: what the portal seals with. Whoever has an app of their own keeps it."""
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            accounts = await conn.fetch(
                """
                SELECT a.council_id, a.id
                  FROM account AS a
                  JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
                 WHERE p.kind IN ('staff', 'partner')
                   AND NOT EXISTS (SELECT FROM authenticator AS x
                                    WHERE x.council_id = a.council_id AND x.account_id = a.id AND x.ended_at IS NULL)
                """
            )
            await conn.executemany(
                "INSERT INTO authenticator (council_id, account_id, sealed, last_step) VALUES ($1, $2, $3, 0)",
                [
                    (one["council_id"], one["id"], seal(key, one["id"], b32decode(APP_KEY)))
                    for one in accounts
                ],
            )
            await conn.execute("UPDATE council SET staff_second_step = true")
    finally:
        await conn.close()


async def asks_for_codes(dsn: str) -> bool:
    """Also where an earlier start was told to."""
    conn = await asyncpg.connect(dsn)
    try:
        asked: bool = await conn.fetchval("SELECT bool_or(staff_second_step) FROM council")
        return asked
    finally:
        await conn.close()
