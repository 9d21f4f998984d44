"""What somebody was told is done outlives the machine, as far as PostgreSQL is asked to see to it."""

import logging

import pytest

from portal.db import open_pool
from portal.demo.cast import Cast
from portal.web.request import POOL
from tests.databases import CastDatabase
from tests.running import RunningPortal, SignIn


async def test_a_deed_waits_for_the_disk_also_where_the_server_does_not(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    """The server of the tests does not. A page that somebody read before leaves nothing of its haste behind."""
    dani = await sign_in(cast.dani)
    for _ in range(3):
        assert (await dani.get("/home")).status == 200
    async with portal.app[POOL].acquire() as conn:
        assert await conn.fetchval("SHOW synchronous_commit") == "on"
        assert await conn.fetchval("SELECT setting FROM pg_settings WHERE name = 'fsync'") == "off"


async def test_a_server_that_forgets_is_told_of_at_the_start(
    shared_cast_database: CastDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    pool = await open_pool(shared_cast_database.dsn("portal_web"), 1)
    await pool.close()
    assert "PostgreSQL can lose what it took: turn fsync on" in caplog.text
