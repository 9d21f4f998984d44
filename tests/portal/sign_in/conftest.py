"""Somebody with an app, and another browser."""

from collections.abc import AsyncIterator

import pytest

from portal.demo.cast import Cast, Member
from tests.codes import give_app
from tests.portal.sign_in.codes import Db
from tests.running import SECRET, RunningPortal, Visitor, new_visitor


@pytest.fixture
async def amira(portal: RunningPortal, cast: Cast, db: Db) -> Member:
    await give_app(db, cast.amira, SECRET)
    return cast.amira


@pytest.fixture
async def other(portal: RunningPortal) -> AsyncIterator[Visitor]:
    async with new_visitor(portal.origin) as visitor:
        yield visitor
