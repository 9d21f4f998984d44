from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

class WebSocket:
    handler: Callable[[WebSocket], Awaitable[None]]
    environ: dict[str, Any]
    _sock: web.WebSocketResponse | None
    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse: ...
