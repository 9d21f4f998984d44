"""The way to GOV.UK Notify: its own library, in threads of its own, told apart by what each answer means.

The library blocks and is not made for threads, so each thread has a client for itself. Each key has its own threads:
a council whose letters are slow holds up no other's.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import requests
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import APIError

from notifications.answers import Answer, Taken, TooLate, Unclear, read_fault, read_taken
from notifications.model import Channel, Go, keepable
from notifications.pace import Pace

# The libraries' own lines quote addresses and what Notify says of a number.
for _name in ("notifications_python_client", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

T = TypeVar("T")
THREADS = 16
# An answer that comes in drops keeps its thread, but nobody waits for it longer than this many time-outs.
LONGEST = 2.5


@dataclass(frozen=True, slots=True)
class Way:
    """How one council's letters go: under which key, from which sender."""

    council_id: UUID
    key_name: str
    two_way: bool = False
    text_sender_id: UUID | None = None
    email_reply_to_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter as it is handed over. Nothing of it is written to a log."""

    channel: Channel
    go: Go = field(repr=False)
    template_id: UUID
    reference: UUID


class NotHeard(Exception):
    """Notify did not say what it was asked; `answer` is what it did instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(type(answer).__name__)
        self.answer = answer


class Carrier:
    """Sends, finds and asks. Every method is safe to call from the loop; none raises for what Notify does."""

    def __init__(self, url: str, keys: Mapping[str, str], pace: Pace | None = None) -> None:
        self._url, self._keys, self._pace = url, dict(keys), pace or Pace()
        self._lines: dict[str, _Line] = {}

    def __repr__(self) -> str:
        return f"Carrier({self._url}, {len(self._keys)} keys)"

    def has_key(self, name: str | None) -> bool:
        """Whether this deployment holds a key of that name."""
        return name is not None and name in self._keys

    async def send(self, way: Way, parcel: Parcel, not_after: float) -> Answer:
        """Hands a letter over. `not_after`: the moment of the monotonic clock after which it is not sent any more."""

        def hand_over(client: NotificationsAPIClient) -> Answer:
            if time.monotonic() > not_after:
                return TooLate()
            try:
                return read_taken(_hand_over(client, way, parcel))
            except APIError as fault:
                return read_fault(fault)

        try:
            return await self._in_thread(way, hand_over)
        except TimeoutError:
            return Unclear("no_end")
        except RecursionError:
            return Unclear("too_deep")

    async def find(self, way: Way, reference: UUID) -> Taken | None:
        """What Notify has under a reference; None where it has nothing. Raises NotHeard."""
        said = await self.ask(way, lambda client: client.get_all_notifications(reference=str(reference)))
        listed = said.get("notifications") if isinstance(said, Mapping) else None
        if not isinstance(listed, list):
            raise NotHeard(Unclear("no_list"))
        for one in listed:
            # A front that ignores the question and lists anything at all is not believed.
            if isinstance(one, Mapping) and one.get("reference") == str(reference):
                found = read_taken(one)
                if isinstance(found, Taken):
                    return found
        return None

    async def status_of(self, way: Way, notify_id: UUID) -> str | None:
        """What Notify says of a letter now. Raises NotHeard."""
        said = await self.ask(way, lambda client: client.get_notification_by_id(str(notify_id)))
        status = said.get("status") if isinstance(said, Mapping) else None
        return keepable(status) if isinstance(status, str) else None

    async def ask(self, way: Way, question: Callable[[NotificationsAPIClient], T]) -> T:
        """Asks anything with the council's client that sends nothing to anybody. Raises NotHeard."""
        try:
            return await self._in_thread(way, question)
        except APIError as fault:
            raise NotHeard(read_fault(fault)) from None
        except TimeoutError:
            raise NotHeard(Unclear("no_end")) from None
        except RecursionError:
            raise NotHeard(Unclear("too_deep")) from None

    def close(self) -> None:
        """Begins nothing more. What is under way ends by itself, within its time-out."""
        for line in self._lines.values():
            line.threads.shutdown(wait=False, cancel_futures=True)
        self._lines.clear()

    async def _in_thread(self, way: Way, work: Callable[[NotificationsAPIClient], T]) -> T:
        line = self._lines.get(way.key_name)
        if line is None:
            line = self._lines[way.key_name] = _Line(self._url, self._keys[way.key_name], self._pace.time_out)
        return await asyncio.wait_for(line.do(work), self._pace.fresh + LONGEST * self._pace.time_out)


class _Line:
    """The threads of one key, each with a client for itself."""

    def __init__(self, url: str, key: str, time_out: float) -> None:
        self._own = threading.local()
        self._url, self._key, self._time_out = url, key, time_out
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="notify")

    async def do(self, work: Callable[[NotificationsAPIClient], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._with_client, work)

    def _with_client(self, work: Callable[[NotificationsAPIClient], T]) -> T:
        client: NotificationsAPIClient | None = getattr(self._own, "client", None)
        if client is None:
            client = self._own.client = _client(self._url, self._key, self._time_out)
        return work(client)


def _client(url: str, key: str, time_out: float) -> NotificationsAPIClient:
    client = NotificationsAPIClient(key, base_url=url, timeout=time_out)
    session: requests.Session = client.request_session
    # Nothing in the environment and no answer sends a letter, or our key, anywhere else.
    session.trust_env = False
    session.max_redirects = 0
    return client


def _hand_over(client: NotificationsAPIClient, way: Way, parcel: Parcel) -> object:
    go, reference, template_id = parcel.go, str(parcel.reference), str(parcel.template_id)
    if parcel.channel is Channel.POST:
        lines = {f"address_line_{number}": line for number, line in enumerate(go.address, 1)}
        return client.send_letter_notification(template_id, {**lines, **go.values}, reference)
    assert isinstance(go.address, str)
    if parcel.channel is Channel.TEXT:
        sender = way.text_sender_id
        return client.send_sms_notification(
            go.address, template_id, go.values, reference, str(sender) if sender else None
        )
    reply_to = way.email_reply_to_id
    return client.send_email_notification(
        go.address, template_id, go.values, reference, str(reply_to) if reply_to else None
    )
