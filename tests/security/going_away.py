"""A database that ends connections, only reads, crashes, or is reached by another way."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from portal.demo.postgres import DevPostgres
from tests.databases import CastDatabase
from tests.faults.proxy import Proxy
from tests.running import RunningPortal, run_portal

ANSWER_WITHIN = 5.0


async def read_only(database: CastDatabase, state: str) -> None:
    """For every connection that the portal makes from now on; those that it has are ended."""
    settings = {"default_transaction_read_only": "off"}
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings=settings)
    await owner.execute(f'ALTER DATABASE "{database.name}" SET default_transaction_read_only = {state}')
    await owner.close()
    await end_connections(database)


@asynccontextmanager
async def through_a_proxy(database: CastDatabase) -> AsyncIterator[tuple[RunningPortal, Proxy]]:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "way"
        folder.mkdir()
        proxy = Proxy(folder)
        proxy.real = database.postgres.socket_folder
        await proxy.start()
        through = ThroughAProxy(database.name, database.postgres, database.cast, folder)
        async with run_portal(through) as portal:
            yield portal, proxy


@dataclass(frozen=True)
class ThroughAProxy(CastDatabase):
    """The same database, by another way."""

    folder: Path

    def dsn(self, user: str = "portal_migrator") -> str:
        return f"postgresql://{user}@/{self.name}?host={self.folder}"


async def end_connections(database: CastDatabase) -> None:
    """Every connection of the portal's pool, idle as they are, is told that it is over."""
    postgres = await asyncpg.connect(database.dsn("postgres"))
    await postgres.execute(
        """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND usename = 'portal_web'
        """
    )
    await postgres.close()


async def crash(server: DevPostgres) -> None:
    """Kills one backend outright: PostgreSQL ends all the others, recovers, and takes connections again."""
    dsn = server.dsn("portal", "postgres")
    connection, bystander = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    over = asyncio.Event()
    bystander.add_termination_listener(lambda _: over.set())
    # What there is to recover is small then, as in a portal that has been running.
    await connection.execute("CHECKPOINT")
    victim = await connection.fetchval("SELECT pg_backend_pid()")
    os.kill(victim, signal.SIGKILL)
    with pytest.raises((asyncpg.PostgresError, OSError)):
        await connection.fetchval("SELECT 1")
    # Until the others are told, they answer as if nothing had happened.
    async with asyncio.timeout(ANSWER_WITHIN):
        await over.wait()
