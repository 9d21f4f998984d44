"""A council of nothing but its name, and a connection that has one set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from portal.db import Connection
from tests.databases import Database


@asynccontextmanager
async def connected(
    database: Database, user: str, council_id: UUID | None = None
) -> AsyncIterator[Connection]:
    conn = await asyncpg.connect(database.dsn(user))
    try:
        async with conn.transaction():
            if council_id is not None:
                await conn.execute("SELECT set_config('app.council', $1, true)", str(council_id))
            yield conn
    finally:
        await conn.close()


async def add_council(conn: Connection, name: str) -> UUID:
    council_id: UUID = await conn.fetchval(
        """
        INSERT INTO council
            (name, service_name, host, team_name, phone, out_of_hours_name, out_of_hours_phone)
        VALUES ($1, 'Portal', $1, 'Team', '01632 960000', 'Night team', '01632 960001')
        RETURNING council_id
        """,
        name,
    )
    return council_id
