"""What a process reads when it starts and keeps fresh for as long as it runs."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from portal.db import UNAVAILABLE

log = logging.getLogger(__name__)


class KeptFresh(ABC):
    """Something small that every request asks: read ahead, and again every so many seconds."""

    what: str
    every: float

    @abstractmethod
    async def read(self) -> None:
        """Reads all of it. Raises what the database raises."""

    async def read_again(self) -> None:
        """Where the database does not answer, what was known goes on holding. Nothing else ends the reading either."""
        try:
            await self.read()
        except UNAVAILABLE:
            log.warning("%s could not be read again", self.what)
        except Exception as fault:  # noqa: BLE001 - or what is added from here on would never be known
            log.error("%s could not be read again: %s", self.what, type(fault).__name__)

    @asynccontextmanager
    async def kept_fresh(self) -> AsyncIterator[None]:
        """Read once before anybody is served; what another process changes holds here soon."""
        await self.read()
        reading = asyncio.create_task(self._keep_reading())
        try:
            yield
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def _keep_reading(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            await self.read_again()
