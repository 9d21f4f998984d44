"""A stand-in for the portal that tests start and kill: it keeps a PostgreSQL and writes until killed."""

import asyncio
import sys
from pathlib import Path

import asyncpg

from portal.demo.postgres import DevPostgres


async def write_for_ever(dsn: str) -> None:
    """Adds row after row; a number is printed only when its row is committed."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("create table if not exists kept (number bigint generated always as identity)")
    while True:
        number = await connection.fetchval("insert into kept default values returning number")
        print(number, flush=True)


if __name__ == "__main__":
    with DevPostgres(Path(sys.argv[1])).start() as postgres:
        postgres.ensure_database("kept", "postgres")
        print("ready", flush=True)
        asyncio.run(write_for_ever(postgres.dsn("kept", "postgres")))
