"""Both councils' rows as each role of the database sees them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from tests.databases import FIRST_DAY, CastDatabase
from tests.running import at

ROLES = ("portal_web", "portal_worker")
NOW = at(FIRST_DAY, 10)


@dataclass(frozen=True)
class Table:
    name: str
    is_part: bool
    columns: tuple[str, ...]


async def tables_of(owner: "asyncpg.Connection[asyncpg.Record]") -> list[Table]:
    """Every table and view of every schema but the two that hold ids only."""
    rows = await owner.fetch(
        """
        SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relispartition AS is_part,
               array_agg(a.attname::text ORDER BY a.attnum) AS columns
          FROM pg_class AS c
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
          JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'jobs', 'dbmate')
         GROUP BY 1, 2 ORDER BY 1
        """
    )
    return [Table(row["name"], row["is_part"], tuple(row["columns"])) for row in rows]


@pytest.fixture
async def owner(
    shared_told_database: CastDatabase,
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(shared_told_database.dsn("portal_migrator"))
    yield connection
    await connection.close()


async def speak_for(conn: "asyncpg.Connection[asyncpg.Record]", council: UUID | None) -> None:
    await conn.execute(
        "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
        str(council) if council else "",
        NOW.isoformat(),
    )


async def seen(
    conn: "asyncpg.Connection[asyncpg.Record]", table: Table, council: UUID | None
) -> list[UUID] | None:
    """The councils of the rows that this role finds; None where it may not ask."""
    async with conn.transaction():
        await speak_for(conn, council)
        try:
            async with conn.transaction():
                return [row[0] for row in await conn.fetch(f"SELECT council_id FROM {table.name}")]
        except asyncpg.InsufficientPrivilegeError:
            return None
