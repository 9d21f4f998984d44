"""PostgreSQL crashes under the portal: a plain page says to wait, and everything comes back by itself."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.migrate import migrate
from tests.databases import FIRST_DAY, HOST, MIGRATIONS, CastDatabase
from tests.running import new_visitor, run_portal

BACK_WITHIN = 10.0
ANSWER_WITHIN = 5.0


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[DevPostgres]:
    """A durable server of this test's own: the others' must not crash, and what was committed has to be there."""
    with DevPostgres(tmp_path / "data").start(MIGRATIONS / "roles.sql") as postgres:
        postgres.ensure_database()
        yield postgres


async def test_a_crash_is_a_plain_page_and_then_over(own_server: DevPostgres) -> None:
    owner = own_server.dsn("portal", "portal_migrator")
    await migrate(owner, MIGRATIONS)
    cast = await fill(owner, first_day=FIRST_DAY, host=HOST)
    async for portal in run_portal(CastDatabase("portal", own_server, cast)):
        async with new_visitor(portal.origin) as dani:
            await dani.sign_in(cast.dani)
            await crash(own_server)
            statuses: list[int] = []
            deadline = time.monotonic() + BACK_WITHIN
            while not statuses or statuses[-1] != 200:
                assert time.monotonic() < deadline, f"not back yet: {statuses}"
                async with asyncio.timeout(ANSWER_WITHIN):
                    answer = await dani.get("/home")
                statuses.append(answer.status)
                if answer.status != 200:
                    assert answer.status == 503
                    assert answer.headers["Retry-After"]
                    assert "Exit this page" in answer.text
                    await asyncio.sleep(0.1)
            assert "Hello Dani" in (await dani.get("/home")).text


async def crash(server: DevPostgres) -> None:
    """Kills one backend outright: PostgreSQL ends all the others, recovers, and takes connections again."""
    connection = await asyncpg.connect(server.dsn("portal", "postgres"))
    victim = await connection.fetchval("SELECT pg_backend_pid()")
    os.kill(victim, signal.SIGKILL)
    with pytest.raises((asyncpg.PostgresError, OSError)):
        await connection.fetchval("SELECT 1")
