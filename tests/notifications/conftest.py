"""A post room for each test: its own database, its own Notify."""

from collections.abc import AsyncIterator

import pytest

from tests.databases import CastDatabase
from tests.notifications.posting import PostRoom, post_room
from tests.notify import RunningNotify, notify

__all__ = ["notify"]


@pytest.fixture
async def room(cast_database: CastDatabase, notify: RunningNotify) -> AsyncIterator[PostRoom]:
    async with post_room(cast_database, notify) as made:
        yield made
