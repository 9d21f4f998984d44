"""How many links leave for whom asks again and again: a stranger's part of them is not hers, and never a flood."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from aiohttp import web

from portal.demo.cast import Cast
from portal.web.request import SETTINGS
from tests.databases import CastDatabase
from tests.portal.sign_in.letters import Db, Letters, ask
from tests.running import RunningPortal, new_visitor, run_portal


@dataclass
class Askers:
    """Browsers that never signed in here, each in a network of its own, as our proxy reports it."""

    portal: RunningPortal
    letters: Letters
    cast: Cast

    async def ask(self, network: str, times: int = 1) -> int:
        """How many links for Dani left for these askings."""
        left = set()
        async with new_visitor(self.portal.origin) as visitor:
            visitor.extra["X-Forwarded-For"] = network
            for _ in range(times):
                assert (await ask(visitor, self.cast.dani.sign_in)).path == "/sign-in/help/sent"
                before = await self._wanted()
                left |= before - self.seen
                self.seen |= before
        return len(left)

    seen: set[UUID] = field(default_factory=set)

    async def _wanted(self) -> set[UUID]:
        return {one.subject_id for one in await self.letters.wanted(self.cast.dani)}


@pytest.fixture
async def askers(cast_database: CastDatabase) -> AsyncIterator[Askers]:
    def behind_a_proxy(app: web.Application) -> None:
        app[SETTINGS] = replace(app[SETTINGS], proxies=1)

    async with run_portal(cast_database, prepare=behind_a_proxy) as portal:
        yield Askers(portal, Letters(portal, portal.cast.exampleshire), portal.cast)


HIS, HIS_OTHER, HERS, ANOTHER = "192.0.2.7", "192.0.2.200", "198.51.100.7", "203.0.113.7"


async def test_who_asks_from_one_network_leaves_the_hour_and_the_day_to_others(askers: Askers) -> None:
    clock = askers.portal.clock
    assert await askers.ask(HIS, 5) == 2
    assert await askers.ask(HIS_OTHER, 5) == 0, "the same network"
    assert await askers.ask(HERS) == 1
    # The next hours are his again: one more, and then hers.
    for _ in range(6):
        clock.turn_to(clock.now() + timedelta(minutes=61))
        await askers.ask(HIS, 3)
    assert await askers.ask(HERS) == 1
    # And all together never more than five a day: it is a frightened person's phone.
    assert await askers.ask(ANOTHER, 5) == 0
    assert len(askers.seen) == 5


async def test_many_networks_at_once_leave_three_an_hour_and_her_own_phone_its_own(
    askers: Askers, db: Db
) -> None:
    for number in range(8):
        await askers.ask(f"203.0.{number}.7", 2)
    assert len(askers.seen) == 3
    async with new_visitor(askers.portal.origin) as dani:
        assert (await dani.sign_in(askers.cast.dani)).path == "/home"
        await dani.post("/sign-out", page="/home")
        await ask(dani, askers.cast.dani.sign_in)
        (link,) = await askers.letters.wanted(askers.cast.dani)
    assert link.subject_id not in askers.seen
    # Where from is known of one account only, and tells nothing by itself.
    assert await db.fetchval("SELECT count(DISTINCT asked_from) FROM sign_in_link") == 9
