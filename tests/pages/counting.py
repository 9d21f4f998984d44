"""A proxy on the loopback that counts every byte between a browser and the portal, both ways, headers and all."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class CountingProxy:
    """Knows where to send things only once the portal runs: `port` comes first, `send_to` later."""

    up: int = 0
    down: int = 0
    port: int = 0
    # Takes everything and passes nothing on, as a line does that died without saying so.
    silent: bool = False
    # The same for what comes back alone: what went up was heard, and nobody says so.
    mute: bool = False
    _target: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def send_to(self, port: int) -> None:
        self._target = port

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.close()

    def cut(self) -> None:
        """Ends every connection at once, in the middle of whatever it carries."""
        for writer in list(self._open):
            writer.transport.abort()

    def begin(self) -> None:
        self.up = self.down = 0

    @property
    def total(self) -> int:
        return self.up + self.down

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        on_reader, on_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._open |= {writer, on_writer}
        await asyncio.gather(self._pass(reader, on_writer, "up"), self._pass(on_reader, writer, "down"))
        self._open -= {writer, on_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        try:
            while piece := await reader.read(65536):
                if self.silent or (self.mute and way == "down"):
                    continue
                setattr(self, way, getattr(self, way) + len(piece))
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()
