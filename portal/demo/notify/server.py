"""The addresses that the client library talks to, as GOV.UK Notify answers them."""

from itertools import islice
from uuid import UUID

from aiohttp import web

from portal.demo.notify import answers, problems, words
from portal.demo.notify.door import ASKER, PARTS, Parts, at_the_door
from portal.demo.notify.ledger import PAGE
from portal.demo.notify.model import InboundText, Json, Kind, Template, Version
from portal.demo.notify.taking import take

LARGEST = 2 * 1024 * 1024


def build_server(parts: Parts) -> web.Application:
    app = web.Application(middlewares=[at_the_door], client_max_size=LARGEST)
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
    taken = take(parts.ledger, request[ASKER], kind, await _json(request), parts.now)
    if taken.kept:
        parts.postman.carry(taken.notification)
    return web.json_response(answers.taken(taken.notification, _root(request)), status=201)


async def _show_notification(request: web.Request) -> web.Response:
    found = request.app[PARTS].ledger.get(request[ASKER].service.id, _uuid(request.match_info["id"]))
    if found is None:
        raise problems.not_there()
    return web.json_response(answers.shown(found, _root(request)))


async def _list_notifications(request: web.Request) -> web.Response:
    asker, asked = request[ASKER], request.query
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
        for one in request[ASKER].service.templates.values()
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
    found = request[ASKER].service.templates.get(_uuid(request.match_info["id"]))
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
    service = request[ASKER].service
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
