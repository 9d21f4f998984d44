"""What Notify tells the portal: what became of a letter, and which text came in."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from uuid import UUID, uuid4

import aiohttp

from portal.demo.notify.clock import NowIs, wall_moment, written
from portal.demo.notify.ledger import Ledger
from portal.demo.notify.model import Callback, InboundText, Json, Kind, Notification, Posted, Service
from portal.demo.notify.recipients import end_of
from portal.demo.notify.switches import Receipts, Switches

PATIENCE = 5.0


@dataclass(slots=True)
class Pace:
    """Seconds. The real ones wait five minutes before they try again; a test waits less."""

    arrives_after: float = 0.05
    retry_every: float = 300.0
    retries: int = 5


class Postman:
    """Carries letters to their end in the background, and posts about it."""

    def __init__(self, ledger: Ledger, switches: Switches, pace: Pace, now: NowIs = wall_moment) -> None:
        self._ledger, self._switches, self.pace, self._now = ledger, switches, pace, now
        self._under_way: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def idle(self) -> None:
        """Until everything arrived and everybody was told, or told often enough."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def carry(self, one: Notification) -> None:
        self._begin(self._carried(one))

    def tell_of_text(self, text: InboundText) -> None:
        service = self._ledger.services[text.service_id]
        if service.texts is not None:
            payload: Json = {
                "id": str(text.id),
                "source_number": text.user_number,
                "destination_number": text.notify_number,
                "message": text.content,
                "date_received": written(text.at),
            }
            self._begin(self._posted_until_heard(service.texts, payload, "text", text.id))

    def tell_of(self, one: Notification, status: str | None = None) -> None:
        """Posts a receipt now, whatever the switches say; `status` need not be true."""
        service = self._ledger.services[one.service_id]
        if service.receipts is not None:
            payload = receipt(one, status or one.status)
            self._begin(self._posted_until_heard(service.receipts, payload, "receipt", one.id))

    def _begin(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _carried(self, one: Notification) -> None:
        one.status, one.sent_at = "sending", self._now()
        await asyncio.sleep(self.pace.arrives_after)
        if self._switches.receipts is Receipts.STUCK:
            return
        one.status = self._switches.ends.get(one.to) or end_of(one.kind, one.to)
        one.completed_at = self._now()
        # Post is never reported back: whoever wants to know asks.
        if one.kind is not Kind.LETTER:
            self._tell_as_switched(one)

    def _tell_as_switched(self, one: Notification) -> None:
        how = self._switches.receipts
        if how is Receipts.NEVER:
            return
        self.tell_of(one)
        if how is Receipts.DUPLICATED:
            self.tell_of(one)
        elif how is Receipts.OUT_OF_ORDER:
            self.tell_of(one, "sending")

    async def _posted_until_heard(self, callback: Callback, payload: Json, what: str, about: UUID) -> None:
        for attempt in range(1 + self.pace.retries):
            if attempt:
                await asyncio.sleep(self.pace.retry_every)
            status = await self._post(callback, payload)
            row = Posted(self._now(), callback.url, what, about, attempt + 1, status, payload)
            self._ledger.posted.append(row)
            # Any other refusal is final: Notify tries again only where it was not heard.
            if status is not None and status < 500 and status != 429:
                return

    async def _post(self, callback: Callback, payload: Json) -> int | None:
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        try:
            async with self._http.post(
                callback.url,
                json=payload,
                headers={"Authorization": f"Bearer {callback.token}"},
                allow_redirects=False,
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None


def receipt(one: Notification, status: str) -> Json:
    """Says to whom it went: the portal must not keep that."""
    return {
        "id": str(one.id),
        "reference": one.reference,
        "to": one.to,
        "status": status,
        "created_at": written(one.created_at),
        "completed_at": written(one.completed_at) if one.completed_at and status != "sending" else None,
        "sent_at": written(one.sent_at) if one.sent_at else None,
        "notification_type": one.kind.value,
        "template_id": str(one.template_id),
        "template_version": one.template_version,
    }


def text_from(service: Service, number: str, words: str, now: NowIs) -> InboundText:
    """Raises LookupError where the service has no number that could be answered."""
    if service.inbound_number is None:
        raise LookupError(f"{service.name} has no number to send texts to")
    return InboundText(uuid4(), service.id, number, service.inbound_number, words, now())
