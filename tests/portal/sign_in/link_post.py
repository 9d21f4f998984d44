"""What the worker sends of letters about signing in, as Notify gets it, and the link in one."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from portal.demo.notify.model import Notification
from portal.letters_settings import LettersSettings
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.notifications.posting import QUICK
from tests.notify import RunningNotify
from tests.portal.sign_in.letters import Db
from tests.running import SECRET, RunningPortal


@dataclass(frozen=True)
class Post:
    """What came, of letters about signing in."""

    notify: RunningNotify
    db: Db

    async def came(self, key: str, number: int = 1) -> list[Notification]:
        """Waits until so many of this letter were sent."""
        async with asyncio.timeout(60):
            while len(found := await self._sent(key)) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert len(found) == number
        return [self.notify.sent(reference=one)[0] for one in found]

    async def _sent(self, key: str) -> list[str]:
        rows = await self.db.fetch(
            "SELECT reference FROM letter WHERE key = $1 AND state IN ('sent', 'delivered') ORDER BY sent_at",
            key,
        )
        return [str(row["reference"]) for row in rows]

    async def is_still(self, key: str, state: str, why: str) -> None:
        async with asyncio.timeout(60):
            while not await self.db.fetchval(  # noqa: ASYNC110
                "SELECT EXISTS (SELECT FROM letter WHERE key = $1 AND state = $2 AND why = $3)",
                key,
                state,
                why,
            ):
                await asyncio.sleep(0.05)
        assert await self._sent(key) == []


@pytest.fixture
async def post(portal: RunningPortal, notify: RunningNotify, db: Db) -> AsyncIterator[Post]:
    await notify.connect(portal.database.dsn(), portal.origin)
    settings = Settings(
        database_url=portal.database.dsn("portal_worker"),
        origins=("https://elsewhere.example.gov.uk", portal.origin),
        secret=SECRET,
        audit_key=SECRET,
        letters=LettersSettings(notify.url, {one.key_name: one.whole_key for one in notify.councils}),
    )
    work = asyncio.create_task(
        run_worker(settings, clock=portal.clock, ways=Ways(pace=QUICK, look_every=0.5))
    )
    yield Post(notify, db)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


def link_in(letter: Notification, origin: str) -> str:
    found = re.search(rf"{re.escape(origin)}(/sign-in/link/[A-Za-z0-9]{{22}})(?:\s|$)", letter.body)
    assert found, letter.body
    return found[1]
