"""Engine.IO sockets with a read and a write path of their own: no task, queue or timer for each frame.

python-socketio and python-engineio stay the server: namespaces, connecting and leaving go through them. What is
different is a socket's own work, in `lean_socket`: one task looks after all pings, and the events of our namespace go
straight to `Live`.
"""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import engineio
from aiohttp import web

from messaging.hub import packed
from messaging.lean_socket import LOOK_EVERY, PING_EVERY, PONG_WITHIN, LeanSocket
from messaging.live import Live

log = logging.getLogger(__name__)
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class LeanEngine(engineio.AsyncServer):
    """The library's Engine.IO server with lean sockets, over WebSocket only."""

    live: Live

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.loop = asyncio.get_running_loop()
        self._looking: asyncio.Task[None] | None = None
        self._controls: set[asyncio.Task[None]] = set()

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Upgrades a request that was let in, and serves its socket until it has gone."""
        key = request.headers.get("Sec-WebSocket-Key", "")
        transport = request.transport
        if transport is None or not _is_handshake(request, key):
            raise web.HTTPBadRequest
        accept = base64.b64encode(
            hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()
        ).decode()
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}
        response = web.StreamResponse(status=101, headers=upgrade)
        response.force_close()
        await response.prepare(request)
        socket = LeanSocket(self, self.generate_id(), transport)
        self.sockets[socket.sid] = socket
        if self._looking is None:
            self._looking = self.loop.create_task(self._look_after_all())
        await self._trigger_event("connect", socket.sid, {"aiohttp.request": request}, run_async=False)
        socket.send_text("0" + packed(self._opening(socket.sid)))
        # aiohttp types this as its own reader; it only ever feeds it.
        request.protocol.set_parser(socket)  # type: ignore[arg-type]
        request.protocol.keep_alive(False)
        await socket.gone
        return response

    def _opening(self, sid: str) -> dict[str, object]:
        return {
            "sid": sid,
            "upgrades": [],
            "pingInterval": int(PING_EVERY * 1000),
            "pingTimeout": int(PONG_WITHIN * 1000),
            "maxPayload": self.max_http_buffer_size,
        }

    async def _look_after_all(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for socket in list(self.sockets.values()):
                self._look_after(socket)

    def _look_after(self, socket: LeanSocket) -> None:
        """One that goes wrong is ended, and costs the others nothing: nobody begins these looks a second time."""
        try:
            socket.look_after(self.loop.time())
        except Exception as fault:  # noqa: BLE001 - see above
            log.error("a socket could not be looked after: %s", type(fault).__name__)
            self.sockets.pop(socket.sid, None)
            with suppress(Exception):
                socket.cut()

    def control(self, socket: LeanSocket, packet: str) -> None:
        """Connecting and leaving are the library's; what it does not understand ends the socket."""
        self._do(self._trigger_event("message", socket.sid, packet, run_async=False))

    def forget(self, socket: LeanSocket) -> None:
        """The socket has gone: the library and `Live` forget it."""
        self.sockets.pop(socket.sid, None)
        if socket.listener is not None:
            self.live.leave(socket.listener)
            socket.listener = None
        self._do(self._trigger_event("disconnect", socket.sid, self.reason.TRANSPORT_CLOSE, run_async=False))

    def _do(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self.loop.create_task(work)
        self._controls.add(task)
        task.add_done_callback(self._controls.discard)

    # What the library's Socket.IO server asks of its Engine.IO server.

    async def send(self, sid: str, data: Any) -> None:
        socket = self.sockets.get(sid)
        if socket is not None:
            socket.send_text(f"4{data}")

    async def disconnect(self, sid: str | None = None) -> None:
        for socket in list(self.sockets.values()) if sid is None else [self.sockets.get(sid)]:
            if socket is not None:
                socket.end()

    async def shutdown(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self.disconnect()


def _is_handshake(request: web.Request, key: str) -> bool:
    try:
        nonce = base64.b64decode(key, validate=True)
    except ValueError:
        return False
    return (
        len(nonce) == 16
        and request.method == "GET"
        and request.headers.get("Sec-WebSocket-Version") == "13"
        and request.query.get("EIO") == "4"
        and "sid" not in request.query
    )
