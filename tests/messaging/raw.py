"""A socket held by hand: frames as they are, for what no program of ours sends."""

import asyncio
import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests import patience
from tests.messaging.framing import masked
from tests.running import RunningPortal, Visitor

TEXT, BINARY = 1, 2
OPEN = "/socket.io/?EIO=4&transport=websocket"


def cookie_of(visitor: Visitor) -> str:
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.http.cookie_jar)


@dataclass
class Raw:
    """A TCP connection that was upgraded; speaks bytes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: str

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    async def ends(self, within: float = 6.5) -> bytes:
        """Everything until the server closed. Raises TimeoutError where it does not."""
        said = b""

        async def read() -> None:
            nonlocal said
            while more := await self.reader.read(65536):
                said += more

        with suppress(ConnectionResetError):  # closed before it read all that we sent
            await patience.within(within, read())
        return said

    async def until(self, words: bytes) -> bytes:
        seen = b""
        while words not in seen:
            more = await asyncio.wait_for(self.reader.read(65536), patience.PATIENCE)
            assert more, seen
            seen += more
        return seen

    def say(self, text: str | bytes, opcode: int = TEXT) -> None:
        self.writer.write(
            masked(opcode, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
        )


async def open_raw(
    portal: RunningPortal, *, path: str = OPEN, key: str | None = None, **headers: str | None
) -> Raw:
    address = urlsplit(portal.origin)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    lines = {
        "Host": address.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Origin": portal.origin,
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key or base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), patience.PATIENCE)
    return Raw(reader, writer, answer.decode())


async def connected(portal: RunningPortal, visitor: Visitor) -> Raw:
    raw = await open_raw(portal, Cookie=cookie_of(visitor))
    raw.say("40/messages,{}")
    await raw.until(b'40/messages,{"sid"')
    return raw
