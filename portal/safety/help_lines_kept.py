"""The help lines of all councils, held in memory and kept fresh: the pages that show them ask no database."""

from collections.abc import AsyncIterator, Callable, Iterable
from uuid import UUID

from aiohttp import web

from portal.clock import Clock
from portal.db import Pool, council_transaction
from portal.identity.councils import COUNCILS
from portal.safety.help_lines import HelpLine, help_lines, together
from portal.safety.store_help_lines import list_changed
from portal.web.fresh import KeptFresh
from portal.web.request import CLOCK, POOL


class HelpLines(KeptFresh):
    """By council; one that is not known yet has what every council starts with."""

    what = "help lines"
    every = 60.0

    def __init__(self, pool: Pool, clock: Clock, council_ids: Callable[[], Iterable[UUID]]) -> None:
        self._pool = pool
        self._clock = clock
        self._council_ids = council_ids
        self._lines: dict[UUID, tuple[HelpLine, ...]] = {}

    def of(self, council_id: UUID | None) -> tuple[HelpLine, ...]:
        """`None`: where nobody knows which of several councils somebody belongs to."""
        return self._lines.get(council_id, help_lines()) if council_id else help_lines()

    async def read(self) -> None:
        for council_id in list(self._council_ids()):
            async with council_transaction(self._pool, council_id, self._clock.now()) as conn:
                self._lines[council_id] = together(await list_changed(conn))


HELP_LINES = web.AppKey("help_lines", HelpLines)


async def keeping_help_lines(app: web.Application) -> AsyncIterator[None]:
    """As long as the process lives: nothing is served before the lines were read once."""
    app[HELP_LINES] = lines = HelpLines(app[POOL], app[CLOCK], app[COUNCILS].ids)
    async with lines.kept_fresh():
        yield
