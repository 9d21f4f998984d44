"""One browser's socket: frames are read where the network hands them over, and written where they are made."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from fcntl import ioctl
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from sys import byteorder
from termios import TIOCOUTQ
from typing import Protocol

from messaging.frames import (
    CLOSE,
    GOING_AWAY,
    MOST_FRAMES,
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
# A socket that has not connected to our namespace, or has begun a frame, has gone within five seconds: it is given this
# long, and looked at so often.
PATIENCE, LOOK_EVERY = 4.0, 1.0
MOST_BACKLOG = 1024 * 1024
# More than this on its way when a socket is ended is for somebody who does not read.
MOST_LEFT = 4096
_FOR_NO_TIME = pack("ii", 1, 0)
_EVENT = f"42{NAMESPACE},"
_ACK_ID = re.compile("[0-9]{0,15}")


class Keeper(Protocol):
    """The engine, as a socket knows it."""

    live: Live
    loop: asyncio.AbstractEventLoop

    def control(self, socket: "LeanSocket", packet: str) -> None: ...

    def forget(self, socket: "LeanSocket") -> None: ...


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

    def __init__(self, engine: Keeper, sid: str, transport: asyncio.Transport) -> None:
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
        if text.startswith(_EVENT):
            # Who does not wait until it is connected would wait for ever for an answer.
            if self.listener is None:
                raise Broken(POLICY)
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
        if not self._transport.is_closing() and _waiting_in(self._transport) > MOST_LEFT:
            self.cut()
            return
        self._write(closing(code))
        self._lost()
        self._transport.close()
        self.engine.loop.call_later(LOOK_EVERY, self._transport.abort)

    def cut(self) -> None:
        """Ends an open line at once, and what the system still holds for it, which would go out whenever they read."""
        try:
            self._lost()
            self._transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _FOR_NO_TIME)
        finally:
            self._transport.abort()

    def send_text(self, text: str) -> bool:
        return self._write(frame_of(TEXT, text.encode("utf-8", "surrogatepass")))

    def _write(self, frame: bytes) -> bool:
        if self.closed or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > MOST_BACKLOG:
            self.cut()
            return False
        self._transport.write(frame)
        return True

    def _lost(self) -> None:
        if not self.closed:
            self.closed = True
            if not self.gone.done():
                self.gone.set_result(None)
            self.engine.forget(self)

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


def _waiting_in(transport: asyncio.Transport) -> int:
    """How many bytes have not reached the other side: here, and, where it tells, in what the system sends for us."""
    system = bytes(4)
    with suppress(OSError):
        system = ioctl(transport.get_extra_info("socket").fileno(), TIOCOUTQ, system)
    return transport.get_write_buffer_size() + int.from_bytes(system, byteorder)


def _event_in(packet: object) -> tuple[str, object]:
    """Name and data of an event: one argument at most. Raises ValueError."""
    if not isinstance(packet, list) or not 1 <= len(packet) <= 2 or not isinstance(packet[0], str):
        raise ValueError("no event")
    return packet[0], packet[1] if len(packet) == 2 else {}
