"""The control address: what tests in other processes read and switch. It answers this machine only."""

import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from aiohttp import web

from portal.demo.notify.answers import status_of
from portal.demo.notify.clock import written
from portal.demo.notify.config import callback_in
from portal.demo.notify.model import InboundText, Json, Notification
from portal.demo.notify.stand_in import HERE, StandIn, port_of
from portal.demo.notify.switches import Receipts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def controlling(stand_in: StandIn, port: int = 0) -> AsyncIterator[str]:
    """The address that switches it from another process. Raises OSError where the port is taken; 0 is any free one."""
    runner = web.AppRunner(
        _build_control(stand_in), access_log=None, handle_signals=False, shutdown_timeout=0.5
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, HERE, port).start()
        yield f"http://{HERE}:{port_of(runner)}"
    finally:
        await runner.cleanup()


def _build_control(stand_in: StandIn) -> web.Application:
    app = web.Application(middlewares=[_this_machine_only])
    control = _Control(stand_in)
    app.add_routes(
        [
            web.get("/ledger", control.show_ledger),
            web.delete("/ledger", control.forget),
            web.get("/count", control.show_count),
            web.get("/requests", control.show_requests),
            web.get("/posted", control.show_posted),
            web.post("/switches", control.turn_on),
            web.delete("/switches", control.turn_off),
            web.post("/state", control.change_state),
            web.post("/texts", control.answer_text),
            web.post("/receipts", control.post_receipt),
            web.put("/callbacks/{service}", control.change_callbacks),
            web.put("/templates/{service}", control.load_templates),
        ]
    )
    return app


@web.middleware
async def _this_machine_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104 - an address to compare
        raise web.HTTPForbidden
    try:
        return await handler(request)
    except (ValueError, KeyError, TypeError, LookupError) as wrong:
        return web.json_response({"wrong": f"{type(wrong).__name__}: {wrong}"}, status=400)


class _Control:
    """One handler each; bodies are JSON objects."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in

    async def show_ledger(self, request: web.Request) -> web.Response:
        """?to= &reference= &service= &after=, the number of the last one already seen."""
        asked = request.query
        service = UUID(asked["service"]) if "service" in asked else None
        found = self._stand_in.sent(asked.get("to"), service_id=service, reference=asked.get("reference"))
        after = int(asked.get("after", "0"))
        texts = [text_row(one) for one in self._stand_in.ledger.texts]
        rows = [sent_row(one) for one in found if one.number > after]
        return web.json_response({"sent": rows, "texts": texts})

    async def forget(self, request: web.Request) -> web.Response:
        self._stand_in.ledger.forget()
        return web.json_response({})

    async def show_count(self, request: web.Request) -> web.Response:
        """How many each service took, without their words: cheap enough to be asked while it runs."""
        ledger = self._stand_in.ledger
        return web.json_response({str(one): len(ledger.taken(one)) for one in ledger.services})

    async def show_requests(self, request: web.Request) -> web.Response:
        rows = [
            {"at": written(one.at), "method": one.method, "path": one.path, "status": one.status,
             "service": None if one.service_id is None else str(one.service_id), "switch": one.switch}
            for one in self._stand_in.ledger.asked
        ]  # fmt: skip
        return web.json_response({"requests": rows})

    async def show_posted(self, request: web.Request) -> web.Response:
        rows = [
            {"at": written(one.at), "url": one.url, "what": one.what, "about": str(one.about),
             "attempt": one.attempt, "status": one.status, "payload": one.payload}
            for one in self._stand_in.ledger.posted
        ]  # fmt: skip
        return web.json_response({"posted": rows})

    async def turn_on(self, request: web.Request) -> web.Response:
        """{"wrong": "slow", "on": "any", "times": 3, "seconds": 2, "service": …, "retry_after": …, "stored": …}"""
        body = await request.json()
        service = body.pop("service", None)
        self._stand_in.switches.turn_on(
            body.pop("wrong"), service_id=None if service is None else UUID(service), **body
        )
        return web.json_response({}, status=201)

    async def turn_off(self, request: web.Request) -> web.Response:
        self._stand_in.switches.turn_off()
        return web.json_response({})

    async def change_state(self, request: web.Request) -> web.Response:
        """Any of {"down": true, "clock_off": 7200, "receipts": "never", "becomes": {number: status},
        "arrives_after": 1, "retry_every": 2, "retries": 5}."""
        body = await request.json()
        switches, pace = self._stand_in.switches, self._stand_in.postman.pace
        if "down" in body:
            await (self._stand_in.go_down() if body["down"] else self._stand_in.come_back())
        switches.clock_off = float(body.get("clock_off", switches.clock_off))
        switches.receipts = Receipts(body.get("receipts", switches.receipts))
        for to, status in body.get("becomes", {}).items():
            self._stand_in.becomes(to, status)
        pace.arrives_after = float(body.get("arrives_after", pace.arrives_after))
        pace.retry_every = float(body.get("retry_every", pace.retry_every))
        pace.retries = int(body.get("retries", pace.retries))
        return web.json_response({})

    async def answer_text(self, request: web.Request) -> web.Response:
        """{"service", "number", "words"}: somebody sends a text."""
        body = await request.json()
        text = self._stand_in.answer(UUID(body["service"]), body["number"], body["words"])
        return web.json_response(text_row(text), status=201)

    async def post_receipt(self, request: web.Request) -> web.Response:
        """{"service", "id", "status"}: one more receipt, true or not."""
        body = await request.json()
        found = self._stand_in.ledger.get(UUID(body["service"]), UUID(body["id"]))
        if found is None:
            raise LookupError(body["id"])
        self._stand_in.postman.tell_of(found, body.get("status"))
        return web.json_response({}, status=201)

    async def change_callbacks(self, request: web.Request) -> web.Response:
        """{"receipts": {"url", "token"} or null, "texts": likewise}"""
        body = await request.json()
        service = self._stand_in.services[UUID(request.match_info["service"])]
        service.receipts = callback_in(body.get("receipts"))
        service.texts = callback_in(body.get("texts"))
        return web.json_response({})

    async def load_templates(self, request: web.Request) -> web.Response:
        """{"templates": [[name, "sms" | "email" | "letter", subject or null, body], …]}"""
        body = await request.json()
        service_id = UUID(request.match_info["service"])
        drafts = [(one[0], one[1], one[2], one[3]) for one in body["templates"]]
        self._stand_in.load(service_id, drafts)
        return web.json_response(
            {one.name: str(one.id) for one in self._stand_in.services[service_id].templates.values()}
        )


def sent_row(one: Notification) -> Json:
    """A row of the ledger for whoever reads it in another process."""
    return {
        "number": one.number,
        "id": str(one.id),
        "service": str(one.service_id),
        "kind": one.kind.value,
        "key": one.key_kind.value,
        "to": one.to,
        "reference": one.reference,
        "template": one.template_name,
        "template_id": str(one.template_id),
        "version": one.template_version,
        "personalisation": one.personalisation,
        "subject": one.subject,
        "body": one.body,
        "shown": one.shown,
        "sender": one.sender,
        "parts": one.parts,
        "status": status_of(one),
        "created_at": written(one.created_at),
        "completed_at": _or_none(one.completed_at),
    }


def text_row(one: InboundText) -> Json:
    return {
        "id": str(one.id),
        "service": str(one.service_id),
        "from": one.user_number,
        "to": one.notify_number,
        "words": one.content,
        "at": written(one.at),
    }


def _or_none(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)
