"""Everything that is asked of a drawn council, and a database to draw councils in."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from portal.db import Connection
from tests.access.worlds.questions import CONVERSATIONS
from tests.access.worlds.questions_shared import MEETINGS, VISITS, WORK
from tests.databases import Cluster

QUESTIONS = (*CONVERSATIONS, *VISITS, *MEETINGS, *WORK)


@pytest.fixture(scope="module")
async def owner(cluster: Cluster, empty_template: str) -> AsyncIterator[Connection]:
    name = cluster.copy(empty_template)
    conn = await asyncpg.connect(cluster.postgres.dsn(name, "postgres"))
    yield conn
    await conn.close()
    cluster.drop(name)
