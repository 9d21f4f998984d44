"""The addresses that the client library talks to, as GOV.UK Notify answers them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from aiohttp import web

from portal.demo.notify import answers, problems, words
from portal.demo.notify.clock import NowIs, wall_seconds
from portal.demo.notify.ledger import PAGE, Ledger
from portal.demo.notify.model import Asked, InboundText, Json, Key, Kind, Service, Template, Version
from portal.demo.notify.postman import Postman
from portal.demo.notify.problems import Problem
from portal.demo.notify.switches import Switch, Switches, Wrong
from portal.demo.notify.taking import Asker, take
from portal.demo.notify.tokens import who_asks

LARGEST = 2 * 1024 * 1024
_ASKER = web.RequestKey("asker", Asker)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the addresses work with."""

    ledger: Ledger
    switches: Switches
    postman: Postman
    now: NowIs


PARTS = web.AppKey("parts", Parts)


def build_server(parts: Parts) -> web.Application:
    app = web.Application(middlewares=[_at_the_door], client_max_size=LARGEST)
    app[PARTS] = parts
    app.add_routes(
        [
            web.post("/v2/notifications/{kind:sms|email|letter}", _send),
            web.get("/v2/notifications", _list_notifications),
            web.get("/v2/notifications/{id}", _show_notification),
            web.get("/v2/templates", _list_templates),
            web.get("/v2/template/{id}", _show_template),
            web.get("/v2/template/{id}/version/{number}", _show_template),
            web.post("/v2/template/{id}/preview", _preview),
            web.get("/v2/received-text-messages", _list_texts),
        ]
    )
    return app


@web.middleware
async def _at_the_door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Notes the request, lets go wrong what is switched so, proves who asks, and writes refusals."""
    parts = request.app[PARTS]
    if parts.switches.down:
        return _cut(request)
    asker: tuple[Service, Key] | None = None
    refusal: Problem | None = None
    try:
        now = wall_seconds() + parts.switches.clock_off
        asker = who_asks(request.headers.get("Authorization"), parts.ledger.services, now)
        request[_ASKER] = Asker(*asker)
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
    asker = request.get(_ASKER)
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


def _root(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"


async def _json(request: web.Request) -> object:
    try:
        found: object = await request.json()
    except ValueError:
        raise problems.bad_request("Invalid JSON supplied in POST data") from None
    return found


async def _send(request: web.Request) -> web.Response:
    parts = request.app[PARTS]
    kind = Kind(request.match_info["kind"])
    taken = take(parts.ledger, request[_ASKER], kind, await _json(request), parts.now)
    if taken.kept:
        parts.postman.carry(taken.notification)
    return web.json_response(answers.taken(taken.notification, _root(request)), status=201)


async def _show_notification(request: web.Request) -> web.Response:
    found = request.app[PARTS].ledger.get(request[_ASKER].service.id, _uuid(request.match_info["id"]))
    if found is None:
        raise problems.not_there()
    return web.json_response(answers.shown(found, _root(request)))


async def _list_notifications(request: web.Request) -> web.Response:
    asker, asked = request[_ASKER], request.query
    _check_list(request)
    older_than = asked.get("older_than")
    found = request.app[PARTS].ledger.page(
        asker.service.id,
        asker.key.kind,
        reference=asked.get("reference"),
        older_than=None if older_than is None else UUID(older_than),
    )
    kinds, statuses = asked.getall("template_type", []), asked.getall("status", [])
    wanted = (one for one in found if not kinds or one.kind in kinds)
    page = list(islice((one for one in wanted if answers.has_status(one, statuses)), PAGE))
    links = {"current": f"{_root(request)}{request.path_qs}"}
    if page:
        links["next"] = _next(request, page[-1].id)
    rows = [answers.shown(one, _root(request)) for one in page]
    return web.json_response({"notifications": rows, "links": links})


def _check_list(request: web.Request) -> None:
    known = {"reference", "template_type", "status", "older_than", "include_jobs"}
    wrong = []
    if strange := [name for name in dict.fromkeys(request.query) if name not in known]:
        was = "was" if len(strange) == 1 else "were"
        wrong.append(f"Additional properties are not allowed ({', '.join(strange)} {was} unexpected)")
    for name, allowed in (("status", answers.STATUSES), ("template_type", [kind.value for kind in Kind])):
        wrong += [
            f"{name} {value} is not one of [{', '.join(allowed)}]"
            for value in request.query.getall(name, [])
            if value not in allowed
        ]
    try:
        UUID(request.query.get("older_than", "0" * 32))
    except ValueError:
        wrong.append("older_than is not a valid UUID")
    if wrong:
        raise problems.not_valid(*wrong)


def _next(request: web.Request, last: UUID) -> str:
    query = [(name, value) for name, value in request.query.items() if name != "older_than"]
    return f"{_root(request)}{request.rel_url.with_query([*query, ('older_than', str(last))])}"


async def _list_templates(request: web.Request) -> web.Response:
    wanted = request.query.get("type")
    if wanted is not None and wanted not in [kind.value for kind in Kind]:
        allowed = ", ".join(kind.value for kind in Kind)
        raise problems.not_valid(f"type {wanted} is not one of [{allowed}]")
    rows = [
        answers.template(one, one.newest)
        for one in request[_ASKER].service.templates.values()
        if not one.archived and wanted in (None, one.kind.value)
    ]
    return web.json_response({"templates": rows})


async def _show_template(request: web.Request) -> web.Response:
    one = _template(request)
    version = _version(one, request.match_info.get("number"))
    return web.json_response(answers.template(one, version))


async def _preview(request: web.Request) -> web.Response:
    one = _template(request)
    form = await _json(request) if await request.read() else {}
    values = form.get("personalisation") if isinstance(form, dict) else None
    if values is not None and not isinstance(values, dict):
        raise problems.not_valid(f"personalisation {values} is not of type object")
    filled = words.fill(one.newest, one.kind, values or {})
    return web.json_response(answers.preview(one, filled))


def _template(request: web.Request) -> Template:
    found = request[_ASKER].service.templates.get(_uuid(request.match_info["id"]))
    if found is None:
        raise problems.not_there()
    return found


def _version(one: Template, number: str | None) -> Version:
    if number is None:
        return one.newest
    if not number.isdecimal():
        raise problems.not_valid(f"version {number} is not of type integer")
    found = next((version for version in one.versions if version.number == int(number)), None)
    if found is None:
        raise problems.not_there()
    return found


async def _list_texts(request: web.Request) -> web.Response:
    service = request[_ASKER].service
    mine = [text for text in reversed(request.app[PARTS].ledger.texts) if text.service_id == service.id]
    if older_than := request.query.get("older_than"):
        mine = _after(mine, _uuid(older_than, "older_than"))
    page = mine[:PAGE]
    links: Json = {"current": f"{_root(request)}{request.path_qs}"}
    if page:
        links["next"] = _next(request, page[-1].id)
    return web.json_response(
        {"received_text_messages": [answers.inbound(one) for one in page], "links": links}
    )


def _after(texts: list[InboundText], last: UUID) -> list[InboundText]:
    places = [place for place, text in enumerate(texts) if text.id == last]
    return texts[places[0] + 1 :] if places else []


def _uuid(text: str, name: str = "id") -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise problems.not_valid(f"{name} is not a valid UUID") from None
