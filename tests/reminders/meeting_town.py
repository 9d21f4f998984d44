"""A town with one meeting of two slots, and what letters are due to somebody of it."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from notifications.model import Due
from portal.db import council_transaction, open_pool
from portal.demo.cast import CAST, Member
from portal.reminders.store_due import list_due
from tests.reminders import arranging_meetings as meetings
from tests.reminders.arranging import Db, Town, on
from tests.running import RunningPortal

DANIS, MARCUSES = on(2026, 7, 16, 10), on(2026, 7, 17, 14)


@pytest.fixture
async def town(portal: RunningPortal, db: Db) -> AsyncIterator[Town]:
    """Dani, Jay and Kit are asked to one slot of a meeting, Marcus to another; Marcus has no other visit to come."""
    web = await open_pool(portal.database.dsn("portal_web"), 2)
    made = Town(portal, web, db)
    await meetings.hide_other_meetings(made)
    portal.clock.turn_to(on(2026, 7, 6, 9))
    slots = ((DANIS, (CAST.dani, CAST.jay, CAST.kit)), (MARCUSES, (CAST.marcus,)))
    await meetings.asks_to_meet(made, CAST.helen, CAST.kit.id, slots)
    yield made
    await web.close()


async def due(town: Town, who: Member, now: datetime | None = None) -> dict[str, Due]:
    """What is due to somebody now, by letter. As the worker's process asks, which may read no words."""
    if now is not None:
        town.portal.clock.turn_to(now)
    worker = await open_pool(town.portal.database.dsn("portal_worker"), 1)
    try:
        moment = town.portal.clock.now()
        async with council_transaction(worker, CAST.exampleshire, moment) as conn:
            return {one.key: one for one in await list_due(conn, moment) if one.person_id == who.id}
    finally:
        await worker.close()
