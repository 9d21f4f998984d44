"""The database of the cast, as the web connects and as its owner."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from messaging.store import Connection
from tests.databases import CastDatabase


@pytest.fixture
async def conn(cast_database: CastDatabase) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(cast_database.dsn("portal_web"))
    yield connection
    await connection.close()


@pytest.fixture
async def owner(cast_database: CastDatabase) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(cast_database.dsn())
    yield connection
    await connection.close()
