"""Many who speak at once: one commit for those who came together, and nobody pays for another's fault."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from messaging.model import Caller, Draft, Problem, Refused
from messaging.outbound import Outbound, Spoken
from messaging.store_sending import Judged
from portal.db import open_pool
from portal.demo.cast import Member
from tests.databases import CastDatabase
from tests.messaging.keeping import conversation_of, session_of
from tests.patience import within

Told = list[tuple[UUID, list[Judged]]]


class Desk:
    """An outbound queue over a fresh database, the callers of the cast, and what was told after each commit."""

    def __init__(self, outbound: Outbound, owner: "asyncpg.Connection[asyncpg.Record]", told: Told) -> None:
        self.outbound, self.owner, self.told = outbound, owner, told

    async def caller(self, member: Member) -> tuple[Caller, UUID]:
        council: UUID = await self.owner.fetchval("SELECT council_id FROM person WHERE id = $1", member.id)
        session = await session_of(self.owner, member)
        return Caller(council, session, member.id, True), await conversation_of(self.owner, member)

    async def commits(self, conversation_id: UUID) -> int:
        count: int = await self.owner.fetchval(
            "SELECT count(DISTINCT xmin::text) FROM message WHERE conversation_id = $1 AND body LIKE 'desk %'",
            conversation_id,
        )
        return count


@pytest.fixture
async def desk(cast_database: CastDatabase) -> AsyncIterator[Desk]:
    pool = await open_pool(cast_database.dsn("portal_web"), 5)
    owner = await asyncpg.connect(cast_database.dsn())
    told: Told = []

    def tell(council_id: UUID, batch: Sequence[Spoken], judged: Sequence[Judged]) -> None:
        assert all(not spoken.answer.done() for spoken in batch)
        told.append((council_id, list(judged)))

    outbound = Outbound(pool, lambda: datetime.now(UTC), "desk", tell)
    yield Desk(outbound, owner, told)
    await outbound.close()
    await owner.close()
    await pool.close()


async def test_what_comes_while_a_commit_is_under_way_shares_the_next(
    desk: Desk, cast_database: CastDatabase
) -> None:
    dani, hers = await desk.caller(cast_database.cast.dani)
    answers = [desk.outbound.put(dani, Draft(hers, uuid4(), f"desk {number}")) for number in range(150)]
    judged = await asyncio.gather(*answers)
    seqs = [one.seq for one in judged]
    assert seqs == list(range(seqs[0] or 0, (seqs[0] or 0) + 150))
    assert await desk.commits(hers) <= 2


async def test_a_batch_holds_one_council(desk: Desk, cast_database: CastDatabase) -> None:
    cast = cast_database.cast
    dani, hers = await desk.caller(cast.dani)
    chloe, other = await desk.caller(cast.chloe)
    assert dani.council_id != chloe.council_id
    answers = [
        desk.outbound.put(*one)
        for number in range(20)
        for one in (
            (dani, Draft(hers, uuid4(), f"desk {number}")),
            (chloe, Draft(other, uuid4(), f"desk {number}")),
        )
    ]
    assert {one.outcome for one in await asyncio.gather(*answers)} == {"sent"}
    assert {council for council, _ in desk.told} == {dani.council_id, chloe.council_id}
    # Somebody of one council who names the other's conversation finds nothing there.
    [wrong] = await asyncio.gather(desk.outbound.put(dani, Draft(other, uuid4(), "desk wrong")))
    assert wrong.outcome == "not-found"


async def test_what_the_database_refuses_holds_up_nobody_else(
    desk: Desk, cast_database: CastDatabase
) -> None:
    dani, hers = await desk.caller(cast_database.cast.dani)
    first = desk.outbound.put(dani, Draft(hers, uuid4(), "desk first"))
    too_long = desk.outbound.put(dani, Draft(hers, uuid4(), "desk " + "x" * 3_000))
    last = desk.outbound.put(dani, Draft(hers, uuid4(), "desk last"))
    refused: object
    before, refused, after = await asyncio.gather(first, too_long, last, return_exceptions=True)
    assert isinstance(before, Judged)
    assert isinstance(after, Judged)
    assert after.seq == (before.seq or 0) + 1
    assert isinstance(refused, Refused)
    assert refused.problem is Problem.BUSY


async def test_a_database_that_goes_away_is_said_at_once_and_the_same_id_may_come_again(
    desk: Desk, cast_database: CastDatabase
) -> None:
    dani, hers = await desk.caller(cast_database.cast.dani)
    draft = Draft(hers, uuid4(), "desk once")
    lock = desk.owner.transaction()
    await lock.start()
    await desk.owner.execute("SELECT FROM conversation WHERE id = $1 FOR UPDATE", hers)
    answer = desk.outbound.put(dani, draft)
    await asyncio.sleep(0.1)
    await desk.owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portal_web' AND state = 'active'"
    )
    with pytest.raises(Refused):
        await answer
    await lock.rollback()
    again = await desk.outbound.put(dani, draft)
    assert again.outcome == "sent"


@contextmanager
def standing_still(pids: Sequence[int]) -> Iterator[None]:
    """Processes that neither work nor end, as on a disk that does not answer."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def tried_again(desk: Desk, caller: Caller, draft: Draft) -> Judged:
    while True:
        try:
            return await desk.outbound.put(caller, draft)
        except Refused:
            await asyncio.sleep(0.1)


async def test_a_database_that_does_not_answer_keeps_nobody_waiting(
    desk: Desk, cast_database: CastDatabase
) -> None:
    """Whoever asks hears within five seconds to try again, also who came later; and nothing is said behind them."""
    dani, hers = await desk.caller(cast_database.cast.dani)
    await desk.outbound.put(dani, Draft(hers, uuid4(), "desk before"))
    rows = await desk.owner.fetch(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'portal_web' AND datname = current_database()"
    )
    drafts = [Draft(hers, uuid4(), f"desk {number}") for number in range(6)]
    with standing_still([row["pid"] for row in rows]):
        answers = [desk.outbound.put(dani, drafts[0])]
        for draft in drafts[1:]:
            await asyncio.sleep(0.5)
            answers.append(desk.outbound.put(dani, draft))
        for answer in answers:
            with pytest.raises(Refused):
                # The first of them has waited for two seconds and a half already.
                await within(2.5 if answer is answers[0] else 5, asyncio.shield(answer))
    again = [await tried_again(desk, dani, draft) for draft in drafts]
    assert {one.outcome for one in again[1:]} == {"sent"}, "kept behind the back of who was told to try again"
    assert again[0].outcome in ("sent", "again")
