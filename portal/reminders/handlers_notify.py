"""What Notify posts to us: what became of letters, and texts that people sent. No page, no session, no form.

Notify tries again only where it hears 5xx, 429 or nothing: so everything that is not our trouble is answered with 204,
and only after it was kept. Numbers and words are never logged.
"""

import asyncio
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from aiohttp import web

from notifications.receipts import LONGEST_BODY, Unreadable, read_receipt, read_text
from notifications.store_receipts import note_status
from portal.db import council_transaction
from portal.reminders.store_texts import council_of_token
from portal.reminders.texts import Desk, take_text
from portal.safety.watch import WATCH
from portal.web.outermost import BODY_DEADLINE
from portal.web.rendering import words_of
from portal.web.request import POOL, now_of, today_of
from portal.web.routes import post_from_program

BEARER = "Bearer "
Said = TypeVar("Said")


async def note_receipt(request: web.Request) -> web.Response:
    came = await _from_notify(request, read_receipt)
    if isinstance(came, web.Response):
        return came
    council_id, receipt = came
    async with council_transaction(request.app[POOL], council_id, now_of(request)) as conn:
        await note_status(conn, receipt, now_of(request), source="receipt")
    return web.Response(status=204)


async def note_text(request: web.Request) -> web.Response:
    came = await _from_notify(request, read_text)
    if isinstance(came, web.Response):
        return came
    council_id, text = came
    watch, now = request.app[WATCH], now_of(request)
    desk = Desk(
        alarm=lambda words: watch.alarm(council_id, words, None, now),
        today=today_of(request),
        asked_by_text=words_of(request).plain("reminders.asked_by_text"),
    )
    async with council_transaction(request.app[POOL], council_id, now) as conn:
        await take_text(conn, text, desk)
    return web.Response(status=204)


async def _from_notify(
    request: web.Request, read: Callable[[bytes], Said]
) -> tuple[UUID, Said] | web.Response:
    """Whose Notify it is, and what it says. A wrong token is looked for as long as a right one, and told nothing."""
    if (request.content_length or 0) > LONGEST_BODY:
        return _too_much()
    said = request.headers.get("Authorization", "")
    token = said.removeprefix(BEARER) if said.startswith(BEARER) else ""
    token_hash = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
    council_id = await council_of_token(request.app[POOL], token_hash)
    if council_id is None:
        return web.Response(status=401)
    body = await _body_of(request)
    if body is None:
        return _too_much()
    try:
        return council_id, read(body)
    except Unreadable:
        return _plain(400)


async def _body_of(request: web.Request) -> bytes | None:
    """None where it is longer than anything that Notify sends, whatever it said its length was."""
    body = b""
    try:
        async with asyncio.timeout(BODY_DEADLINE):
            async for part in request.content.iter_any():
                body += part
                if len(body) > LONGEST_BODY:
                    return None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return body


def _too_much() -> web.Response:
    """The rest is not read."""
    refusal = _plain(413)
    refusal.force_close()
    return refusal


def _plain(status: int) -> web.Response:
    """Read by programs, and by whoever looks after them."""
    return web.Response(status=status, text=f"{status} {HTTPStatus(status).phrase}\n")


routes = [
    post_from_program("/notify/receipts", note_receipt),
    post_from_program("/notify/texts", note_text),
]
