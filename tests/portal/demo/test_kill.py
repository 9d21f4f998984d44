"""Killed at random moments while families use it, the demonstration loses nothing that a page had confirmed.

The ledger is this test's own: what was answered "done" before the kill has to be there after the next start.
"""

import asyncio
import random
import re
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from uuid import UUID

import aiohttp

from portal.demo.cast import CAST, EXAMPLESHIRE, SAMPLETON, Member, id_of
from tests.portal.demo.running_demo import RunningDemo, data_folder, wait_until_gone
from tests.ports import free_port
from tests.running import Visitor, new_visitor

SEED = 20260601
KILLS, KILLS_TO_PROVE = 3, 10
# Everybody adds this many topics between two kills: under the most that one person may add to a visit.
TOPICS_A_ROUND = 2
TICKS = ("questions", "going_well", "hard", "someone")

PLANS = {
    CAST.dani: CAST.home_visit,
    CAST.kit: CAST.home_visit,
    CAST.jay: CAST.home_visit,
    CAST.marcus: CAST.office_visit,
    CAST.rosa: id_of(EXAMPLESHIRE, "visit", "costa next"),
    CAST.luca: id_of(EXAMPLESHIRE, "visit", "costa next"),
    CAST.ella: id_of(EXAMPLESHIRE, "visit", "ella next"),
    CAST.chloe: id_of(SAMPLETON, "visit", "dunn next"),
}


@dataclass
class Ledger:
    """What pages answered to one person. `unsure`: sent, and the portal was killed before it answered."""

    topics: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    said_ok: bool = False
    # Ticks that may stand: the last set confirmed (at first none), and what was sent after it.
    ticked: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    # How many deeds were confirmed.
    confirmed: int = 0


@dataclass
class Family:
    """One person with their own browser, doing what people do, as long as the portal answers."""

    member: Member
    visitor: Visitor
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def plan(self) -> str:
        visit_id: UUID = PLANS[self.member]
        return f"/visits/{visit_id}"

    async def use(self, turn: int) -> None:
        try:
            await self._say_ok()
            for number in range(TOPICS_A_ROUND):
                await asyncio.sleep(self.chance.uniform(0, 0.3))
                await self._add_topic(f"{self.member.called} would like to talk about this, {turn}.{number}")
                await self._tick(frozenset(self.chance.sample(TICKS, self.chance.randrange(1, 4))))
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            pass  # killed: whatever was not answered was not confirmed

    async def _say_ok(self) -> None:
        if self.ledger.said_ok:
            return
        page = (await self.visitor.get(self.plan)).text
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        if seen:
            fields: dict[str, object] = {"seen": unescape(seen[1])}
            answer = await self.visitor.post(f"{self.plan}/confirm", fields, page=self.plan, follow=False)
            self.ledger.said_ok = answer.status == 303
            self.ledger.confirmed += self.ledger.said_ok

    async def _add_topic(self, words: str) -> None:
        self.ledger.unsure.append(words)
        fields: dict[str, object] = {"body": words, "who": "worker"}
        answer = await self.visitor.post(f"{self.plan}/topics/new", fields, follow=False)
        assert answer.status == 303, f"{self.member.name}: {answer.status}"
        self.ledger.unsure.remove(words)
        self.ledger.topics.append(words)
        self.ledger.confirmed += 1

    async def _tick(self, items: frozenset[str]) -> None:
        self.ledger.ticked.append(items)
        answer = await self.visitor.post(f"{self.plan}/ready", {"ready": sorted(items)}, follow=False)
        assert answer.status == 303, f"{self.member.name}: {answer.status}"
        self.ledger.ticked = [items]
        self.ledger.confirmed += 1

    async def check(self) -> None:
        """Nothing confirmed is missing, nothing is doubled, and nothing is there that nobody sent."""
        page = await self.visitor.get(self.plan)
        assert (page.status, page.path) == (200, self.plan)
        shown = Counter(
            re.findall(rf">({self.member.called} would like to talk about this, \d+\.\d)<", page.text)
        )
        assert set(self.ledger.topics) <= set(shown), f"{self.member.name} misses a topic"
        assert set(shown) <= {*self.ledger.topics, *self.ledger.unsure}
        assert set(shown.values()) <= {1}, "a topic stands twice"
        if self.ledger.said_ok:
            assert 'name="seen"' not in page.text, f"{self.member.name} is asked again"
        ready = (await self.visitor.get(f"{self.plan}/ready")).text
        ticked = frozenset(re.findall(r'value="(\w+)"[^>]*\bchecked', ready)) & frozenset(TICKS)
        assert ticked in self.ledger.ticked, f"{self.member.name}: {ticked}"


async def use_until_killed(
    demo: RunningDemo, families: list[Family], turn: int, chance: random.Random
) -> None:
    """Everybody at once. The kill comes from the side, a moment after any one of the deeds that fit in a round."""
    using = asyncio.gather(*(one.use(turn) for one in families))
    before = sum(one.ledger.confirmed for one in families)
    wanted = before + chance.randrange(1, len(families) * TOPICS_A_ROUND * 2)
    while not using.done() and sum(one.ledger.confirmed for one in families) < wanted:  # noqa: ASYNC110 - a count
        await asyncio.sleep(0.005)
    await asyncio.sleep(chance.uniform(0, 0.1))
    demo.kill()
    await using


async def begin(data: Path, port: int, visitors: list[Visitor]) -> list[Family]:
    demo = RunningDemo(data, port)
    for number, member in enumerate(PLANS):
        answer = await visitors[number].sign_in(member)
        assert (answer.status, answer.path) == (200, "/home"), member.name
    demo.kill()
    pairs = zip(PLANS, visitors, strict=True)
    return [Family(member, visitor, random.Random(SEED + n)) for n, (member, visitor) in enumerate(pairs)]


async def kill_again_and_again(data: Path, port: int, families: list[Family], kills: int) -> None:
    chance = random.Random(SEED)
    for turn in range(kills):
        demo = RunningDemo(data, port)
        everything = demo.everything()
        await use_until_killed(demo, families, turn, chance)
        assert wait_until_gone(everything, data) == set(), "a process was left behind"
    demo = RunningDemo(data, port)
    try:
        for family in families:
            await family.check()
    finally:
        demo.kill()


async def test_nothing_that_a_page_had_confirmed_is_missing_after_kills(proving: bool) -> None:
    """Everybody stays signed in across every kill: sessions are in the database, and so is all they did."""
    kills, port = KILLS_TO_PROVE if proving else KILLS, free_port()
    origin = f"http://127.0.0.1:{port}"
    async with AsyncExitStack() as open_browsers:
        with data_folder() as data:
            visitors = [await open_browsers.enter_async_context(new_visitor(origin)) for _ in PLANS]
            families = await begin(data, port, visitors)
            await kill_again_and_again(data, port, families, kills)
    confirmed = sum(one.ledger.confirmed for one in families)
    unsure = sum(len(one.ledger.unsure) for one in families)
    print(f"{kills} kills: {confirmed} deeds confirmed, 0 missing; {unsure} topics were under way")
    assert confirmed >= kills
