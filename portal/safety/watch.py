"""What every message is looked at with before it is kept, held in memory and kept fresh."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web

from portal.clock import Clock
from portal.db import Pool, council_transaction
from portal.identity.councils import COUNCILS
from portal.safety.matching import Matcher, folded, matchers
from portal.safety.store_words import list_watched
from portal.statutory.opening import OpeningHours, get_opening_hours, next_opening
from portal.web.fresh import KeptFresh
from portal.web.request import CLOCK, POOL

# Everybody's list is tried together with this one: people change languages in the middle of a sentence.
DEFAULT_LANGUAGE = "en"
LOOK_WITHIN = timedelta(minutes=30)


def look_by(hours: OpeningHours, now: datetime) -> datetime:
    """By when somebody has to have looked: half an hour from now, or from when the offices open."""
    return next_opening(hours, now) + LOOK_WITHIN


@dataclass(frozen=True, slots=True)
class _Lists:
    words: Mapping[str, tuple[str, ...]]
    hours: OpeningHours
    matchers: Mapping[str | None, Matcher]

    def matcher(self, language: str | None) -> Matcher:
        """By the first part of a BCP 47 tag; by all lists where there is none for it."""
        primary = language.split("-", 1)[0].lower() if language else None
        return self.matchers.get(primary) or self.matchers[None]


class Watch(KeptFresh):
    """Whether words suggest that a person is not safe. Says when somebody has to look, never because of what."""

    what = "safety words"
    every = 30.0

    def __init__(self, pool: Pool, clock: Clock, council_ids: Callable[[], Iterable[UUID]]) -> None:
        self._pool = pool
        self._clock = clock
        self._council_ids = council_ids
        self._lists: dict[UUID, _Lists] = {}

    def alarm(self, council_id: UUID, body: str, language: str | None, now: datetime) -> datetime | None:
        """When somebody has to have looked at these words, or None. Never raises.

        `language`: what the writer said that the words are in. None where nobody was asked: in which language the pages
        are says nothing of it, and whoever types for a child reads pages of their own.
        """
        lists = self._lists.get(council_id)
        if lists is None or not lists.matcher(language).finds_folded(folded(body)):
            return None
        return look_by(lists.hours, now)

    async def read(self) -> None:
        """Reads the lists and the opening hours of every council that is served here."""
        for council_id in list(self._council_ids()):
            async with council_transaction(self._pool, council_id, self._clock.now()) as conn:
                words, hours = await list_watched(conn), await get_opening_hours(conn)
            known = self._lists.get(council_id)
            if known is None or (known.words, known.hours) != (words, hours):
                self._lists[council_id] = _Lists(words, hours, matchers(words, DEFAULT_LANGUAGE))


WATCH = web.AppKey("watch", Watch)


async def watching(app: web.Application) -> AsyncIterator[None]:
    """As long as the process lives: nothing is served before the lists were read once."""
    app[WATCH] = watch = Watch(app[POOL], app[CLOCK], app[COUNCILS].ids)
    async with watch.kept_fresh():
        yield
