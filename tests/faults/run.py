"""One run: people who write and read on bad lines, faults by a seeded schedule, and what was promised."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from portal.demo.cast import CAST, Member
from tests.faults.client import MARK, Client
from tests.faults.house import House, house, session_for
from tests.faults.ledger import Got, Ledger

# Who writes where. Tom's work with the family has ended; he goes on asking.
TALKS = {
    "dani": ["dani"],
    "amira": ["dani", "marcus", "tigist", "jay"],
    "marcus": ["marcus"],
    "tigist": ["tigist"],
    "jay": ["jay"],
    "rosa": ["rosa"],
    "sam": ["rosa", "dani"],
    "sol": ["sol"],
    "ines": ["sol"],
    "chloe": ["chloe"],
    "lewis": ["chloe"],
    "tom": ["dani"],
}
STRANGERS = {"tom"}
LONGEST = 180.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found. `broken`: every promise that did not hold, in words."""

    seed: int
    acknowledged: int
    unsure: int
    faults: dict[str, int]
    broken: list[str]

    def __str__(self) -> str:
        faults = ", ".join(f"{count} × {name}" for name, count in sorted(self.faults.items()))
        return (
            f"seed {self.seed}: {self.acknowledged} acknowledged, {self.unsure} never answered, "
            f"{len(self.broken)} broken promises; {faults}"
        )


async def run(
    seed: int, seconds: float, build: str = "", *, enough: int = 0, pause: float = 0.06, faults: bool = True
) -> Report:
    """So many seconds of writing under faults (or without them), then quiet, then the judgement.

    Longer, up to three minutes, where fewer than `enough` messages were acknowledged: how many a second are is the
    machine's affair.
    """
    async with house(build) as running:
        return await Run(running, seed, pause).through(seconds, enough, faults=faults)


class Run:
    """A house, its people, the schedule's dice and the ledger."""

    def __init__(self, running: House, seed: int, pause: float) -> None:
        self.house, self.seed, self.pause = running, seed, pause
        self.dice = random.Random(seed)
        self.ledger = Ledger()
        self.clients: list[Client] = []
        self.covering: UUID | None = None

    async def through(self, seconds: float, enough: int, *, faults: bool) -> Report:
        await self._arrange()
        working = [asyncio.create_task(client.run()) for client in self.clients]
        begun = time.monotonic()
        while (lasted := time.monotonic() - begun) < LONGEST and (
            lasted < seconds or len(self.ledger.acknowledged) < enough
        ):
            await asyncio.sleep(self.dice.uniform(0.8, 2.5))
            if faults:
                await self._fault()
        for client in self.clients:
            client.stopping = True
        await asyncio.gather(*working)
        await self.house.until_served()
        await asyncio.gather(*(client.settle() for client in self.clients))
        return await self._judge()

    async def _arrange(self) -> None:
        conn = await asyncpg.connect(self.house.owner)
        conversations = {
            name: str(
                await conn.fetchval("SELECT id FROM conversation WHERE person_id = $1", member(name).id)
            )
            for name in {one for talks in TALKS.values() for one in talks}
        }
        self.dani = conversations["dani"]
        self.covered = [conversations["dani"], conversations["marcus"]]
        await conn.close()
        for name, talks in TALKS.items():
            token = await session_for(self.house.owner, member(name).id)
            mine = [conversations[one] for one in talks]
            dice = random.Random(self.dice.random())
            client = Client(
                name, member(name).id, token, self.house.ports, self.ledger, mine, dice, pause=self.pause
            )
            self.clients.append(client)
            for conversation in mine:
                if name not in STRANGERS and (name, conversation) != ("sam", self.dani):
                    self.ledger.entitled[client.person, conversation] = [(0.0, None)]

    async def _fault(self) -> None:
        faults: list[Callable[[], Awaitable[None]]] = [
            self._kill_portal,
            self._kill_portal,
            self._swallow,
            self._swallow,
            self._change_cover,
            self._change_cover,
            self._kill_postgres,
        ]
        self.house.keep_portals_up()
        await self.dice.choice(faults)()

    async def _kill_portal(self) -> None:
        self.ledger.faults["kill -9 of a portal"] += 1
        self.house.kill_portal(self.dice.randrange(2))

    async def _kill_postgres(self) -> None:
        self.ledger.faults["kill -9 of PostgreSQL"] += 1
        self.house.kill_postgres()

    async def _swallow(self) -> None:
        before = self.house.proxy.swallowed
        self.house.proxy.swallow_answer_to(MARK.encode())
        await asyncio.sleep(1)
        self.ledger.faults["answer to a commit swallowed"] += self.house.proxy.swallowed - before

    async def _change_cover(self) -> None:
        """Sam is given cover for Dani's worker, or it ends; rights are counted from and to what was answered."""
        self.ledger.faults["cover given or ended"] += 1
        # Both of Kit's parents are party to Kit's plan.
        rights = [self.ledger.entitled.setdefault((member("sam").id, one), []) for one in self.covered]
        conn = await asyncpg.connect(self.house.owner)
        try:
            if self.covering is None:
                for one in rights:
                    one.append((time.monotonic(), None))
                self.covering = await conn.fetchval(
                    """
                    INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, covering_for)
                    SELECT council_id, $2, child_plan_id, 'cover', clock_timestamp() - interval '1 second', staff_id
                      FROM involvement WHERE staff_id = $1 AND role = 'allocated'
                       AND child_plan_id IN (SELECT p.id FROM child_plan AS p WHERE p.child_id = $3)
                    RETURNING id
                    """,
                    member("amira").id,
                    member("sam").id,
                    member("kit").id,
                )
                assert self.covering is not None
            else:
                await conn.execute(
                    "UPDATE involvement SET to_at = clock_timestamp() WHERE id = $1", self.covering
                )
                self.covering = None
                for one in rights:
                    one[-1] = (one[-1][0], time.monotonic())
        finally:
            await conn.close()

    async def _judge(self) -> Report:
        final: dict[tuple[UUID, str], list[Got]] = {}
        broken: list[str] = []
        for client in self.clients:
            for conversation in client.conversations:
                rights = self.ledger.entitled.get((client.person, conversation), [])
                items = await client.read_all(conversation)
                if rights and rights[-1][1] is None:
                    if items is None:
                        broken.append(f"{client.name} may read {conversation} and cannot")
                    else:
                        final[client.person, conversation] = items
                elif items is not None:
                    broken.append(f"{client.name} may not read {conversation} and can")
        for client in self.clients:
            for conversation in client.conversations:
                if (client.person, conversation) in final:
                    await client.catch_up_for_good(conversation)
        broken += self.ledger.judge(final)
        acknowledged = len(self.ledger.acknowledged)
        unsure = len(self.ledger.ops) - acknowledged
        return Report(self.seed, acknowledged, unsure, dict(self.ledger.faults), broken)


def member(name: str) -> Member:
    found: Member = getattr(CAST, name)
    return found
