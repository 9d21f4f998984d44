"""A portal whose letters go to phones that can be looked at."""

from collections.abc import AsyncIterator

import pytest

from tests.browser import Browsing
from tests.databases import CastDatabase
from tests.journeys.posting import Table, open_table, run_with_phones
from tests.journeys.ways import Way
from tests.notify import RunningNotify
from tests.running import RunningPortal


@pytest.fixture
async def portal(cast_database: CastDatabase, notify: RunningNotify) -> AsyncIterator[RunningPortal]:
    async with run_with_phones(cast_database, notify) as running:
        yield running


@pytest.fixture
async def table(browsing: Browsing, portal: RunningPortal, way: Way) -> Table:
    return await open_table(browsing, portal, way)
