"""Where every request comes in: it is noted, goes wrong where that is switched on, and proves who asks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from portal.demo.notify import problems
from portal.demo.notify.clock import NowIs, wall_seconds
from portal.demo.notify.ledger import Ledger
from portal.demo.notify.model import Asked, Key, Service
from portal.demo.notify.postman import Postman
from portal.demo.notify.problems import Problem
from portal.demo.notify.switches import Switch, Switches, Wrong
from portal.demo.notify.taking import Asker
from portal.demo.notify.tokens import who_asks

ASKER = web.RequestKey("asker", Asker)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the addresses work with."""

    ledger: Ledger
    switches: Switches
    postman: Postman
    now: NowIs


PARTS = web.AppKey("parts", Parts)


@web.middleware
async def at_the_door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Notes the request, lets go wrong what is switched so, proves who asks, and writes refusals."""
    parts = request.app[PARTS]
    if parts.switches.down:
        return _cut(request)
    asker: tuple[Service, Key] | None = None
    refusal: Problem | None = None
    try:
        now = wall_seconds() + parts.switches.clock_off
        asker = who_asks(request.headers.get("Authorization"), parts.ledger.services, now)
        request[ASKER] = Asker(*asker)
    except Problem as problem:
        refusal = problem
    service_id = asker[0].id if asker else None
    # Read before anything is slow: who hangs up while waiting for the answer has still asked.
    await request.read()
    switch = await _slowed(parts.switches, service_id, request)
    answer = await _answered(request, handler, refusal, switch)
    status = 0 if _is_cut(switch) else answer.status
    name = None if switch is None else switch.wrong.value
    parts.ledger.asked.append(Asked(parts.now(), request.method, request.path, service_id, status, name))
    return await _gone_wrong(request, answer, switch)


async def _slowed(switches: Switches, service_id: UUID | None, request: web.Request) -> Switch | None:
    """Waits as long as is switched on; the one other thing that is to go wrong."""
    found = None
    sends = request.method == "POST" and request.path.startswith("/v2/notifications/")
    for switch in switches.taken(service_id, sends=sends):
        if switch.wrong is Wrong.SLOW:
            await asyncio.sleep(switch.seconds)
        else:
            found = switch
    return found


async def _answered(
    request: web.Request, handler: Handler, refusal: Problem | None, switch: Switch | None
) -> web.Response:
    if switch is not None and switch.wrong is not Wrong.HALF_ANSWER and switch.wrong is not Wrong.CUT_AFTER:
        instead = _refusal_of(switch, request)
        if not switch.stored or refusal is not None:
            return instead
        await _handled(request, handler, refusal)
        return instead
    return await _handled(request, handler, refusal)


async def _handled(request: web.Request, handler: Handler, refusal: Problem | None) -> web.Response:
    try:
        if refusal is not None:
            raise refusal
        answer = await handler(request)
        assert isinstance(answer, web.Response)
        return answer
    except Problem as problem:
        return web.json_response(problem.body(), status=problem.status)
    except web.HTTPNotFound:
        return web.json_response({"result": "error", "message": "Not found"}, status=404)
    except web.HTTPMethodNotAllowed:
        message = "The method is not allowed for the requested URL."
        return web.json_response({"result": "error", "message": message}, status=405)


def _refusal_of(switch: Switch, request: web.Request) -> web.Response:
    asker = request.get(ASKER)
    problem = {
        Wrong.STATUS_400: problems.bad_request("Cannot send to international mobile numbers"),
        Wrong.STATUS_403: problems.bad_token("API key not found"),
        Wrong.STATUS_429: problems.too_fast(asker.key.kind, asker.service.rate_limit)
        if asker
        else problems.broken(),
        Wrong.STATUS_503: problems.away(),
    }.get(switch.wrong, problems.broken())
    headers = {} if switch.retry_after is None else {"Retry-After": str(switch.retry_after)}
    return web.json_response(problem.body(), status=problem.status, headers=headers)


def _is_cut(switch: Switch | None) -> bool:
    return switch is not None and switch.wrong in (Wrong.CUT_BEFORE, Wrong.CUT_AFTER, Wrong.HALF_ANSWER)


async def _gone_wrong(
    request: web.Request, answer: web.Response, switch: Switch | None
) -> web.StreamResponse:
    if switch is None or not _is_cut(switch):
        return answer
    if switch.wrong is not Wrong.HALF_ANSWER:
        return _cut(request)
    whole = answer.body if isinstance(answer.body, bytes) else b""
    half = web.StreamResponse(
        status=answer.status,
        headers={"Content-Type": "application/json", "Content-Length": str(len(whole))},
    )
    await half.prepare(request)
    await half.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


def _cut(request: web.Request) -> web.Response:
    """Nothing of this reaches anybody: the connection is gone before it is written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
