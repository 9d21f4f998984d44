"""One person's socket, as the generator holds it: Socket.IO 5 over WebSocket, with next to nothing between.

The measured server shares the machine with what loads it, so frames are read by position and nothing is parsed that
need not be. Frames are masked and permessage-deflate is offered, as by a browser.
"""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast

NAMESPACE = b"/messages"
ACK = b"43" + NAMESPACE + b","
MESSAGE = b"42" + NAMESPACE + b',["message"'
CONNECTED = b"40" + NAMESPACE
REFUSED = b"44" + NAMESPACE
MARK = b'"#'
DIGITS = 10
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)

# Whose socket, the message's number (-1: the socket is lost), and whether the answer was a problem.
Acked = Callable[["Talker", int, bool], None]
Heard = Callable[["Talker", int], None]


class Broken(Exception):
    """The server did something that no measurement may go on after."""


class Talker(asyncio.Protocol):
    """A connected person. `acked` and `heard` are told of everything that comes."""

    def __init__(self, person: dict[str, str], acked: Acked, heard: Heard) -> None:
        self.person, self.acked, self.heard = person, acked, heard
        self.other: Talker | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self.bytes_in = 0
        self.frames_in = 0
        self._rest = b""
        self._upgraded = False
        self._mask = os.urandom(4)
        self._keys: dict[int, int] = {}
        self._closing = False
        self._start = b'["send",{"conversation":"%b","client_id":"' % person["conversation"].encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        origin, cookie = self.person["origin"], f"{self.person['cookie']}={self.person['value']}"
        self.transport.write(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: {origin.partition('//')[2]}\r\nConnection: Upgrade\r\nPragma: no-cache\r\n"
                f"Cache-Control: no-cache\r\nUser-Agent: {AGENT}\r\nUpgrade: websocket\r\nOrigin: {origin}\r\n"
                "Sec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB\r\n"
                f"Cookie: {cookie}\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
            ).encode()
        )

    def close(self) -> None:
        self._closing = True
        if self.transport is not None:
            self.transport.close()

    def connection_lost(self, fault: Exception | None) -> None:
        if not self._closing:
            self._fail(f"the server closed the socket ({fault})")

    def _fail(self, why: str) -> None:
        self._closing = True
        if not self.ready.done():
            self.ready.set_exception(Broken(why))
        else:
            self.acked(self, -1, True)

    def data_received(self, data: bytes) -> None:
        self.bytes_in += len(data)
        data = self._rest + data if self._rest else data
        if not self._upgraded:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._rest = b""
            self._check(head)
        at, size = 0, len(data)
        while at + 2 <= size:
            length, body = data[at + 1], at + 2
            if length > 125:
                if length == 127:
                    self._fail("a frame of more than 64 KiB")
                    return
                if at + 4 > size:
                    break
                length, body = (data[at + 2] << 8) + data[at + 3], at + 4
            if body + length > size:
                break
            self._read(data[at], data[body : body + length])
            at = body + length
        self._rest = data[at:]

    def _check(self, head: bytes) -> None:
        self._upgraded = True
        if not head.startswith(b"HTTP/1.1 101"):
            self._fail(head[:60].decode("latin-1"))
        elif b"sec-websocket-extensions" in head.lower():
            self._fail("the server compresses")

    def _read(self, opcode: int, payload: bytes) -> None:
        self.frames_in += 1
        if payload.startswith(ACK):
            begin = payload.index(b"[")
            self.acked(self, int(payload[len(ACK) : begin]), payload.startswith(b'[{"problem"', begin))
        elif payload.startswith(MESSAGE):
            begin = payload.index(MARK) + 2
            self.heard(self, int(payload[begin : begin + DIGITS]))
        elif opcode == 0x88:
            self._fail(f"closed with {payload!r}")
        elif payload == b"2":
            self.write(b"3")
        elif payload.startswith(b"0{"):
            self.write(b"40" + NAMESPACE + b",")
        elif payload.startswith(CONNECTED) and not self.ready.done():
            self.ready.set_result(None)
        elif payload.startswith(REFUSED):
            self._fail(payload.decode())

    def send(self, number: int, client_id: bytes, filler: bytes) -> None:
        self.write(
            b"42%b,%d%b%b"
            % (NAMESPACE, number, self._start, b'%b","body":"#%010d %b"}]' % (client_id, number, filler))
        )

    def write(self, payload: bytes) -> None:
        size = len(payload)
        key = self._keys.get(size)
        if key is None:
            key = self._keys[size] = int.from_bytes((self._mask * (size // 4 + 1))[:size], "big")
        masked = (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")
        length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        assert self.transport is not None
        self.transport.write(b"\x81" + length + self._mask + masked)
