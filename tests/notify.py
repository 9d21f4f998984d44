"""GOV.UK Notify's stand-in for tests: in the test's own process, on a free port, with both councils' services."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.catalogue import Form
from portal.demo.at_notify import AtNotify, councils_at_notify, drafts, tell_portal, write_keys
from portal.demo.cast import CAST
from portal.demo.notify.ledger import Ledger
from portal.demo.notify.model import InboundText, Notification
from portal.demo.notify.postman import Pace
from portal.demo.notify.stand_in import StandIn
from portal.demo.notify.switches import Switches

SECRET = bytes(range(32, 64))


@dataclass(frozen=True)
class RunningNotify:
    """The stand-in, and what each council has there.

    Library calls block: from an async test make them with `await asyncio.to_thread(client.send_sms_notification, …)`.
    """

    stand_in: StandIn
    councils: list[AtNotify]

    @property
    def url(self) -> str:
        """For PORTAL_NOTIFY_URL and for the client library."""
        return self.stand_in.url

    @property
    def ledger(self) -> Ledger:
        return self.stand_in.ledger

    @property
    def switches(self) -> Switches:
        """`notify.switches.turn_on("cut_after", times=1)`; `.receipts = Receipts.NEVER`; `.clock_off = 7200`."""
        return self.stand_in.switches

    @property
    def pace(self) -> Pace:
        return self.stand_in.postman.pace

    def of(self, council_id: UUID) -> AtNotify:
        return next(one for one in self.councils if one.council_id == council_id)

    def key(self, council_id: UUID = CAST.exampleshire) -> str:
        """The whole key, as the client library and the file of keys want it."""
        return self.of(council_id).whole_key

    def token(self, council_id: UUID = CAST.exampleshire) -> str:
        """What Notify sends as its bearer token to this council's portal."""
        return self.of(council_id).token

    def template_id(self, form: Form, council_id: UUID = CAST.exampleshire) -> UUID:
        return self.of(council_id).template_id(form)

    def client(self, council_id: UUID = CAST.exampleshire, *, timeout: float = 5) -> Any:
        """A new client of the library that production uses."""
        return NotificationsAPIClient(self.key(council_id), base_url=self.url, timeout=timeout)

    def sent(self, to: str | None = None, *, reference: str | None = None) -> list[Notification]:
        """What was taken, oldest first. `.shown` is what the phone shows."""
        return self.stand_in.sent(to, reference=reference)

    def answer(self, number: str, words: str, council_id: UUID = CAST.exampleshire) -> InboundText:
        """Somebody answers a text."""
        return self.stand_in.answer(self.of(council_id).service.id, number, words)

    async def settled(self) -> None:
        """Until all that was taken arrived, and every receipt and text was heard or given up."""
        await self.stand_in.settled()

    async def connect(self, dsn: str, origin: str) -> None:
        """Tells a portal's database (as its owner) of keys, templates and tokens, and Notify where to post."""
        conn = await asyncpg.connect(dsn)
        try:
            await tell_portal(conn, self.councils)
        finally:
            await conn.close()
        for one in self.councils:
            one.call_back(origin)

    def keys_file(self, folder: Path) -> Path:
        """A file for PORTAL_NOTIFY_KEYS."""
        path = folder / "notify-keys.json"
        write_keys(path, self.councils)
        return path


@pytest.fixture
async def notify() -> AsyncIterator[RunningNotify]:
    """Notify, with both councils' keys and all templates of the catalogue.

    With a portal: `await notify.connect(portal.database.dsn(), portal.origin)`.
    """
    councils = councils_at_notify(SECRET)
    stand_in = StandIn([one.service for one in councils], pace=Pace(arrives_after=0.01, retry_every=0.05))
    for one in councils:
        stand_in.load(one.service.id, drafts())
    await stand_in.start()
    try:
        yield RunningNotify(stand_in, councils)
    finally:
        await stand_in.stop()
