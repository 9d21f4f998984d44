"""The stand-in as one thing: started, stopped, looked into and switched, in a test's process or in one of its own."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from aiohttp import web

from portal.demo.notify import recipients
from portal.demo.notify.clock import NowIs, wall_moment
from portal.demo.notify.door import Parts
from portal.demo.notify.ledger import Ledger
from portal.demo.notify.model import (
    InboundText,
    Kind,
    Notification,
    Service,
    Template,
    Version,
    template_id,
)
from portal.demo.notify.postman import Pace, Postman, text_from
from portal.demo.notify.server import build_server
from portal.demo.notify.switches import Switches

HERE = "127.0.0.1"


class Draft(NamedTuple):
    """A template as somebody writes it down."""

    name: str
    kind: str
    subject: str | None
    body: str


class StandIn:
    """GOV.UK Notify on this machine. `ledger` is all that it took, `switches` all that goes wrong."""

    def __init__(
        self, services: Iterable[Service], *, pace: Pace | None = None, now: NowIs = wall_moment
    ) -> None:
        self.now = now
        self.ledger = Ledger(services)
        self.switches = Switches()
        self.postman = Postman(self.ledger, self.switches, pace or Pace(), now)
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def services(self) -> Mapping[UUID, Service]:
        return self.ledger.services

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listens on this machine only; 0 is any free port. Raises OSError where a port is taken."""
        server = build_server(Parts(self.ledger, self.switches, self.postman, self.now))
        self._runner = web.AppRunner(server, access_log=None, handle_signals=False, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            self.port = await self._listen(port)
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        await self.postman.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._site = None

    async def go_down(self) -> None:
        """Connections are refused, and those that are open are cut at their next request."""
        self.switches.down = True
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def come_back(self) -> None:
        """On the same port, with all that it knew."""
        if self._site is None:
            await self._listen(self.port)
        self.switches.down = False

    async def _listen(self, port: int) -> int:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, HERE, port, reuse_address=True)
        await self._site.start()
        return port_of(self._runner)

    def load(self, service_id: UUID, drafts: Iterable[Draft | tuple[str, str, str | None, str]]) -> None:
        """Templates by name: a new one, or a new version of what is there where its words are others."""
        service = self.ledger.services[service_id]
        for draft in drafts:
            name, kind, subject, body = draft
            known_as = template_id(service_id, name)
            there = service.templates.setdefault(known_as, Template(known_as, name, Kind(kind), []))
            if not there.versions or (there.newest.body, there.newest.subject) != (body, subject):
                there.versions.append(Version(len(there.versions) + 1, body, subject, self.now()))

    def sent(
        self, to: str | None = None, *, service_id: UUID | None = None, reference: str | None = None
    ) -> list[Notification]:
        """What was taken, oldest first; `to` as anybody may write a number or an e-mail address."""
        wanted = None if to is None else plain_address(to)
        return [
            one
            for one in self.ledger.taken(service_id)
            if wanted in (None, one.to) and reference in (None, one.reference)
        ]

    def answer(self, service_id: UUID, number: str, words: str) -> InboundText:
        """Somebody sends a text to this service's number. Raises LookupError where it has none."""
        text = text_from(self.ledger.services[service_id], plain_address(number), words, self.now)
        self.ledger.texts.append(text)
        self.postman.tell_of_text(text)
        return text

    def becomes(self, to: str, status: str) -> None:
        """From now on this is what becomes of everything sent there: `permanent-failure`."""
        self.switches.ends[plain_address(to)] = status

    async def settled(self) -> None:
        """Until everything arrived and every receipt and text was heard or given up."""
        await self.postman.idle()


def plain_address(typed: str) -> str:
    """As the ledger writes it."""
    if "@" in typed:
        return typed.strip().lower()
    try:
        return recipients.phone(typed, international=True)
    except (recipients.NotReachable, recipients.Abroad):
        return typed


def port_of(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
