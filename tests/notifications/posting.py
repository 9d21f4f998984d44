"""One council's post room over a real database and Notify's stand-in: what is due is said by the test itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg

from notifications import store_outbox
from notifications.carrier import Carrier
from notifications.delivery import Delivery
from notifications.model import Channel, Drop, Due, Go, Hold, Letter, Subject, Verdict, Wording
from notifications.pace import Pace
from notifications.store import FAULTS, Connection, Pool, speaking_for
from notifications.underway import Later
from portal.clock import Clock
from portal.db import open_pool
from portal.demo.cast import CAST
from tests.databases import FIRST_DAY, CastDatabase
from tests.notify import RunningNotify
from tests.running import at

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
DANI, MARCUS = "07700 900123", "07700 900456"
# Short where somebody waits; real, or longer, where too late is another outcome: a machine that stands still for some
# seconds changes none. What has to be too late is made so by the test (`PostRoom.let_pass`, `give_up_holders`).
QUICK = Pace(
    lease=60.0, fresh=20.0, settle=0.2, time_out=20.0, heartbeat=30.0, rest=0.3, longest_rest=1.0, probe_every=0.1,
    patience=0.1, longest_patience=0.5, ahead=0.4, look_every=0.2,
)  # fmt: skip


def to_text(number: str = DANI, **more: object) -> Go:
    """Go: a text, in plain words."""
    values = {"url": "https://kite.example.gov.uk"}
    return Go(number, Wording.STANDARD, "en", values, **more)  # type: ignore[arg-type]


@dataclass
class Answers:
    """What the portal would say of each letter as it is about to leave: Go, unless told otherwise."""

    of: dict[UUID, Verdict | Exception] = field(default_factory=dict)
    otherwise: Verdict = field(default_factory=to_text)
    asked: list[UUID] = field(default_factory=list)

    async def __call__(self, conn: Connection, letter: Letter, now: datetime) -> Verdict:
        self.asked.append(letter.id)
        verdict = self.of.get(letter.person_id, self.otherwise)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict


@dataclass
class PostRoom:
    """What a worker works with, and the owner's view of it. `council` is Exampleshire."""

    pool: Pool
    owner: Owner
    clock: Clock
    notify: RunningNotify
    database: CastDatabase
    answers: Answers = field(default_factory=Answers)
    pace: Pace = QUICK
    council: UUID = CAST.exampleshire

    def __post_init__(self) -> None:
        self.carrier = Carrier(self.notify.url, self.keys, self.pace)
        self.delivery = self.worker()

    @property
    def keys(self) -> Mapping[str, str]:
        return {one.key_name: one.whole_key for one in self.notify.councils}

    def worker(self, **more: object) -> Delivery:
        """One more worker over the same database."""
        return Delivery(self.pool, self.carrier, self.answers, self.clock.now, self.pace, **more)  # type: ignore[arg-type]

    def due(self, person_id: UUID | None = None, *, key: str = "message", subject: UUID | None = None) -> Due:
        person_id = person_id or CAST.dani.id
        return Due(
            key, Channel.TEXT, person_id, Subject("conversation", subject or uuid4(), "1"), self.clock.now()
        )

    async def dues(self, number: int) -> list[Due]:
        """So many letters, to everybody of the council in turn."""
        people = await self.owner.fetch(
            "SELECT id FROM person WHERE council_id = $1 ORDER BY id", self.council
        )
        return [self.due(people[n % len(people)]["id"]) for n in range(number)]

    async def look(self, dues: Sequence[Due], council: UUID | None = None) -> list[UUID]:
        async with speaking_for(self.pool, council or self.council, self.clock.now()) as conn:
            return await store_outbox.reconcile(conn, dues, self.clock.now())

    async def one_letter(self, person_id: UUID | None = None) -> UUID:
        """A letter that is due and has a job."""
        (letter_id,) = await self.look([self.due(person_id)])
        return letter_id

    async def one_letter_unwoken(self) -> UUID:
        """A letter that is due while nothing may leave."""
        assert await self.look([self.due()]) == []
        return UUID(str(await self.owner.fetchval("SELECT id FROM letter")))

    async def deliver(self, letter_id: UUID, delivery: Delivery | None = None) -> Later | None:
        return await (delivery or self.delivery).deliver(self.council, letter_id)

    async def bring_home(self, letter_id: UUID) -> None:
        """As the queue does: again and again, for as long as somebody should come back to it."""
        for _ in range(100):
            if (later := await self.deliver(letter_id)) is None:
                return
            await self.let_pass(later.seconds)
        raise AssertionError(await self.state(letter_id))

    async def let_pass(self, seconds: float) -> None:
        """So much time, without waiting for it: by the one clock, and for all that is counted by the database's."""
        self.clock.turn_to(self.clock.now() + timedelta(seconds=seconds))
        for column, table in (("lease_until", "letter"), ("claimed_at", "letter"), ("again_at", "carrier")):
            await self.owner.execute(
                f"UPDATE {table} SET {column} = {column} - make_interval(secs => $1)", seconds
            )

    async def give_up_holders(self) -> None:
        """Whoever holds a letter or a job was not heard of for longer than anybody waits for them."""
        await self.owner.execute("UPDATE letter SET lease_until = now() WHERE lease_until > now()")
        await self.owner.execute(
            "UPDATE jobs.pgqueuer SET heartbeat = now() - interval '1 hour', execute_after = now()"
        )

    async def row(self, letter_id: UUID) -> asyncpg.Record:
        row = await self.owner.fetchrow("SELECT * FROM letter WHERE id = $1", letter_id)
        assert row is not None
        return row

    async def state(self, letter_id: UUID) -> str:
        row = await self.row(letter_id)
        return f"{row['state']} {row['why']}" if row["why"] else str(row["state"])

    async def carrier_state(self, council: UUID | None = None) -> str:
        return str(
            await self.owner.fetchval(
                "SELECT state FROM carrier WHERE council_id = $1", council or self.council
            )
        )

    async def events(self, letter_id: UUID) -> list[tuple[str, str]]:
        rows = await self.owner.fetch(
            "SELECT status, source FROM delivery_event WHERE letter_id = $1 ORDER BY at", letter_id
        )
        return [(row["status"], row["source"]) for row in rows]

    async def jobs(self) -> int:
        return int(await self.owner.fetchval("SELECT count(*) FROM jobs.pgqueuer"))

    async def wake(self) -> list[UUID]:
        async with speaking_for(self.pool, self.council, self.clock.now()) as conn:
            return await store_outbox.wake(conn)

    async def forget_jobs(self) -> None:
        """As if the queue had lost them all."""
        await self.owner.execute("DELETE FROM jobs.pgqueuer")

    async def cut_connections(self) -> None:
        """Every connection of the worker's is ended from the other side."""
        postgres = await asyncpg.connect(self.database.dsn("postgres"))
        await postgres.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND usename = 'portal_worker'
            """
        )
        await postgres.close()

    async def look_in_the_end(self, dues: Sequence[Due]) -> list[UUID]:
        """Looks until the database can be reached again."""
        for _ in range(50):
            try:
                return await self.look(dues)
            except FAULTS:
                await asyncio.sleep(0.1)
        raise AssertionError("the database stays away")

    def sent(self, number: str | None = None) -> list[str]:
        """What phones show."""
        return [one.shown for one in self.notify.sent(number)]


@asynccontextmanager
async def post_room(database: CastDatabase, notify: RunningNotify) -> AsyncIterator[PostRoom]:
    await notify.connect(database.dsn(), "http://127.0.0.1:9")
    notify.switches.receipts = type(notify.switches.receipts)("never")
    pool = await open_pool(database.dsn("portal_worker"), 6, name="portal letters")
    owner = await asyncpg.connect(database.dsn())
    room = PostRoom(pool, owner, Clock.turned_to(at(FIRST_DAY, 10)), notify, database)
    try:
        yield room
    finally:
        room.carrier.close()
        await owner.close()
        await pool.close()


__all__ = ["DANI", "MARCUS", "QUICK", "Answers", "Drop", "Hold", "PostRoom", "post_room", "to_text"]
