"""Engine.IO sockets with a read and a write path of their own: no task, queue or timer for each frame.

python-socketio and python-engineio stay the server: namespaces, connecting and leaving go through them. What is
different is a socket's own work. Frames are read where the network hands them over and written where they are made,
one task looks after all pings, and the events of our namespace go straight to `Live`.
"""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
from aiohttp import web

from messaging.frames import (
    CLOSE,
    GOING_AWAY,
    NOT_UTF8,
    PING,
    POLICY,
    PONG,
    TEXT,
    UNSUPPORTED,
    Broken,
    Frames,
    closing,
    frame_of,
)
from messaging.hub import NAMESPACE, Listener, Telling, packed
from messaging.live import Live
from messaging.model import Wire

PING_EVERY, PONG_WITHIN = 25.0, 20.0
# A socket that has not connected to our namespace, or has begun a frame, is given this long.
PATIENCE = 5.0
MOST_BACKLOG = 1024 * 1024
LOOK_EVERY = 1.0
# Between two looks, whatever they say: each costs everybody else a little.
MOST_FRAMES = 2_000
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_EVENT = f"42{NAMESPACE},"
_ACK_ID = re.compile("[0-9]{0,15}")


class LeanSocket:
    """One browser's socket. aiohttp feeds it what comes; what it sends goes to the transport at once."""

    __slots__ = (
        "_asked",
        "_count",
        "_frames",
        "_halfway_since",
        "_transport",
        "closed",
        "engine",
        "gone",
        "heard_at",
        "listener",
        "opened_at",
        "pinged_at",
        "sid",
    )

    def __init__(self, engine: "LeanEngine", sid: str, transport: asyncio.Transport) -> None:
        self.engine, self.sid, self._transport = engine, sid, transport
        self._frames = Frames()
        self._asked = False
        self._count = 0
        self._halfway_since: float | None = None
        self.closed = False
        self.listener: Listener | None = None
        self.gone: asyncio.Future[None] = engine.loop.create_future()
        self.opened_at = self.heard_at = engine.loop.time()
        self.pinged_at = self.opened_at

    # What aiohttp asks of whoever reads an upgraded connection.

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        if self.closed:
            return True, b""
        try:
            for opcode, payload in self._frames.feed(data):
                self._read(opcode, payload)
                if self.gone.done():
                    break
        except Broken as broken:
            self.end(broken.code)
        if self._frames.halfway:
            self._halfway_since = self._halfway_since or self.engine.loop.time()
        else:
            self._halfway_since = None
        return False, b""

    def feed_eof(self) -> None:
        self._lost()

    def set_exception(self, exc: BaseException, cause: BaseException | None = None) -> None:
        self._lost()

    def _read(self, opcode: int, payload: bytes) -> None:
        self.heard_at = self.engine.loop.time()
        self._count += 1
        if self._count > MOST_FRAMES:
            raise Broken(POLICY)
        if opcode == TEXT:
            try:
                text = payload.decode()
            except UnicodeDecodeError:
                raise Broken(NOT_UTF8) from None
            self._read_packet(text)
        elif opcode == PING:
            self._write(frame_of(PONG, payload))
        elif opcode == CLOSE:
            self.end(1000)
        elif opcode != PONG:
            raise Broken(UNSUPPORTED)

    def _read_packet(self, text: str) -> None:
        """One Engine.IO packet: a Socket.IO packet (4), the answer to our ping (3), or leaving (1)."""
        if text.startswith(_EVENT) and self.listener is not None:
            self._read_event(self.listener, text)
        elif text.startswith("4"):
            # A socket connects once; more would be somebody else's identity on the same wire.
            if self._asked and text.startswith("40"):
                raise Broken(POLICY)
            self._asked = True
            self.engine.control(self, text[1:])
        elif text == "1":
            self.end(1000)
        elif text != "3":
            raise Broken(POLICY)

    def _read_event(self, listener: Listener, text: str) -> None:
        found = _ACK_ID.match(text, len(_EVENT))
        assert found is not None  # no digits match too
        ack = found[0]
        try:
            name, data = _event_in(json.loads(text[found.end() :]))
        except (ValueError, RecursionError):
            raise Broken(POLICY) from None
        if name not in self.engine.live.known_events:
            raise Broken(POLICY)
        self.engine.live.hear(listener, name, data, self._reply(ack))

    def _reply(self, ack: str) -> Callable[[Wire], None]:
        def reply(answer: Wire) -> None:
            if ack:
                self.send_text(f"43{NAMESPACE},{ack}{packed([answer])}")

        return reply

    # What the hub asks of a socket.

    def push(self, telling: Telling) -> bool:
        return self._write(telling.frame)

    def end(self, code: int = GOING_AWAY) -> None:
        """Says goodbye and closes; where the browser does not read, what waits for it is thrown away."""
        if self.closed:
            return
        self._write(closing(code))
        self._lost()
        self._transport.close()
        self.engine.loop.call_later(LOOK_EVERY, self._transport.abort)

    def send_text(self, text: str) -> bool:
        return self._write(frame_of(TEXT, text.encode("utf-8", "surrogatepass")))

    def _write(self, frame: bytes) -> bool:
        if self.closed or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > MOST_BACKLOG:
            self._lost()
            self._transport.abort()
            return False
        self._transport.write(frame)
        return True

    def _lost(self) -> None:
        if not self.closed:
            self.closed = True
            self.engine.forget(self)
            if not self.gone.done():
                self.gone.set_result(None)

    def look_after(self, now: float) -> None:
        """Once a second: pings, and ends sockets that are silent, unfinished or never connected."""
        self._count = 0
        halfway = self._halfway_since is not None and now - self._halfway_since > PATIENCE
        if halfway or (self.listener is None and now - self.opened_at > PATIENCE):
            self.end(POLICY)
        elif now - self.pinged_at > PING_EVERY:
            self.pinged_at = now
            self.send_text("2")
        elif now - self.heard_at > PING_EVERY + PONG_WITHIN:
            self.end(GOING_AWAY)


def _event_in(packet: object) -> tuple[str, object]:
    """Name and data of an event: one argument at most. Raises ValueError."""
    if not isinstance(packet, list) or not 1 <= len(packet) <= 2 or not isinstance(packet[0], str):
        raise ValueError("no event")
    return packet[0], packet[1] if len(packet) == 2 else {}


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
            now = self.loop.time()
            for socket in list(self.sockets.values()):
                socket.look_after(now)

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
