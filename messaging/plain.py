"""The same sockets through the libraries' own read and write path: slower, and theirs to the last frame."""

import asyncio
from typing import Any

import engineio
from aiohttp import web
from engineio.async_drivers import aiohttp as driver

from messaging.frames import LARGEST
from messaging.hub import NAMESPACE, Telling
from messaging.model import Wire

MOST_PACKETS = 256
# How long a browser may take to agree that a socket is closed.
GOODBYE = 2.0


class WithoutDeflate(driver.WebSocket):
    """The library's wrapper around aiohttp's WebSocket. Compression costs 100 KiB a socket and may tell secrets."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        self._sock = web.WebSocketResponse(compress=False, max_msg_size=LARGEST, timeout=GOODBYE)
        await self._sock.prepare(environ["aiohttp.request"])
        self.environ = environ
        await self.handler(self)
        return self._sock


class PlainEngine(engineio.AsyncServer):
    """The library's Engine.IO server, without compression."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async = {**self._async, "websocket": WithoutDeflate}

    async def disconnect(self, sid: str | None = None) -> None:
        if sid is not None or self.sockets:  # the library waits for none and fails at that
            await super().disconnect(sid)


class PlainOutlet:
    """A socket as the hub sees it, in front of the library's queue for it."""

    def __init__(self, server: Any, sid: str, eio_sid: str) -> None:
        self._server, self._sid, self._eio_sid = server, sid, eio_sid
        self._work: set[asyncio.Task[None]] = set()

    def push(self, telling: Telling) -> bool:
        socket = self._server.eio.sockets.get(self._eio_sid)
        if socket is None or socket.closed:
            return False
        if socket.queue.qsize() > MOST_PACKETS:
            self.end()
            return False
        self._do(self._emit(telling.event, telling.data))
        return True

    def end(self) -> None:
        self._do(self._server.end(self._eio_sid))

    async def _emit(self, event: str, data: Wire) -> None:
        await self._server.emit(event, data, to=self._sid, namespace=NAMESPACE)

    def _do(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
