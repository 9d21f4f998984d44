"""Between the portal and PostgreSQL: a socket that passes everything on, until it swallows the answer to a commit."""

import asyncio
from contextlib import suppress
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
CHUNK = 65536


class Proxy:
    """Listens where the portal looks for PostgreSQL. `real` is the folder of the server's own socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.real: Path | None = None
        self.swallowed = 0
        # Cleared, the portal hears a server's last words and not yet that the line has ended.
        self.ends = asyncio.Event()
        self.ends.set()
        self._swallow: bytes | None = None
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._pass, str(self.folder / SOCKET))

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def swallow_answer_to(self, words: bytes) -> None:
        """The next request that holds these words is done, and whoever asked never hears of it."""
        self._swallow = words

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._between(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.real is None:
            return
        from_server, to_server = await asyncio.open_unix_connection(str(self.real / SOCKET))
        state = {"swallow": False}
        asking = asyncio.create_task(self._ask(reader, to_server, state))
        try:
            while answer := await from_server.read(CHUNK):
                if state["swallow"]:
                    # The server has committed, for it answers after that. The portal sees a lost connection.
                    self.swallowed += 1
                    return
                writer.write(answer)
                await writer.drain()
            await self.ends.wait()
        finally:
            asking.cancel()
            to_server.close()

    async def _ask(
        self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter, state: dict[str, bool]
    ) -> None:
        with suppress(OSError):
            while asked := await reader.read(CHUNK):
                if self._swallow is not None and self._swallow in asked:
                    self._swallow, state["swallow"] = None, True
                to_server.write(asked)
                await to_server.drain()
        to_server.close()
