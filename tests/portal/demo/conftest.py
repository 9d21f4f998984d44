"""What asks the filled database of the demonstration: one council, at ten on its first day."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import asyncpg
import pytest

from portal.clock import LONDON
from portal.db import Connection
from portal.demo.cast import CAST
from tests.databases import FIRST_DAY, CastDatabase
from tests.portal.demo.turning import turn


@pytest.fixture
async def told(shared_told_database: CastDatabase) -> AsyncIterator[Connection]:
    conn = await asyncpg.connect(shared_told_database.dsn())
    await conn.execute("SELECT set_config('app.council', $1, false)", str(CAST.exampleshire))
    await turn(conn, datetime.combine(FIRST_DAY, datetime.min.time(), LONDON) + timedelta(hours=10))
    yield conn
    await conn.close()
