"""The worker as a whole: every kind of work in a task of its own, with Notify and without."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import asyncpg
import pytest

from notifications.model import Due
from notifications.store import Connection, speaking_for, tell
from portal.letter_rounds import Rules
from portal.letters_settings import LettersSettings
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.notifications.posting import QUICK, PostRoom
from tests.running import SECRET

PATIENCE = 60.0


@asynccontextmanager
async def running(room: PostRoom, ways: Ways, letters: LettersSettings | None = None) -> AsyncIterator[None]:
    settings = Settings(
        database_url=room.database.dsn("portal_worker"),
        origins=("http://127.0.0.1:8000",),
        secret=SECRET,
        audit_key=SECRET,
        letters=letters or LettersSettings(room.notify.url, room.keys),
    )
    work = asyncio.create_task(run_worker(settings, clock=room.clock, ways=ways))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert work.cancelled()


def ways(room: PostRoom, dues: Sequence[Due] | Exception) -> Ways:
    async def list_due(conn: Connection, now: datetime) -> Sequence[Due]:
        if isinstance(dues, Exception):
            raise dues
        # Each council has its own; the cast's people are Exampleshire's.
        here = await conn.fetchval("SELECT current_council()")
        return dues if here == room.council else []

    return Ways(pace=QUICK, look_every=0.3, rules=Rules(list_due, room.answers))


async def states(room: PostRoom) -> dict[str, int]:
    rows = await room.owner.fetch("SELECT state, count(*) FROM letter GROUP BY state")
    return {row["state"]: row["count"] for row in rows}


async def come_to(room: PostRoom, **expected: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await states(room) != expected:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_is_due_is_found_and_sent_without_being_asked(room: PostRoom) -> None:
    async with running(room, ways(room, [room.due() for _ in range(5)])):
        await come_to(room, sent=5)
    assert len(room.sent()) == 5


async def test_a_worker_without_any_key_writes_letters_and_holds_them(room: PostRoom) -> None:
    async with running(room, ways(room, [room.due(), room.due()]), LettersSettings()):
        await come_to(room, held=2)
    assert await room.owner.fetchval("SELECT bool_and(why = 'carrier') FROM letter")
    assert room.notify.ledger.asked == []


async def test_a_fault_in_one_kind_of_work_stops_no_other(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    letter_id = await room.one_letter()
    await room.owner.execute("INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id) "
                             "SELECT council_id, $1, id, 'opened', 'home', id FROM person WHERE id = $2",
                             room.clock.now(), room.due().person_id)  # fmt: skip
    async with running(room, ways(room, KeyError("Dani Rowe"))):
        await come_to(room, sent=1)
        async with asyncio.timeout(PATIENCE):
            while not await room.owner.fetchval("SELECT count(*) FROM access_seal"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert await room.state(letter_id) == "sent"
    assert "not looked after: KeyError" in caplog.text
    assert "Dani" not in caplog.text


async def listens(room: PostRoom) -> None:
    """Until it hears, and its own first look is over."""
    postgres = await asyncpg.connect(room.database.dsn("postgres"))
    async with asyncio.timeout(PATIENCE):
        while not await postgres.fetchval(  # noqa: ASYNC110
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE application_name = 'portal letters listening' AND datname = current_database()
               AND query LIKE 'LISTEN%' AND state = 'idle'
               AND EXISTS (SELECT FROM letter_look WHERE council_id = $1)
            """,
            room.council,
        ):
            await asyncio.sleep(0.05)
    await postgres.close()


async def test_letters_that_somebody_waits_for_are_looked_for_at_once(room: PostRoom) -> None:
    """Also where one has just been looked for: several within half a second are one look, and then another."""
    dues: list[Due] = []
    patient = replace(ways(room, dues), look_every=3_600.0)
    async with running(room, patient):
        await listens(room)
        for number in range(1, 4):
            dues.append(room.due(key="message"))
            async with speaking_for(room.pool, room.council, room.clock.now()) as conn:
                await tell(conn)
            await come_to(room, sent=number)


async def test_the_database_may_go_away_and_come_back(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    dues = [room.due()]
    async with running(room, ways(room, dues)):
        await come_to(room, sent=1)
        await room.cut_connections()
        dues.append(room.due())
        await come_to(room, sent=2)
    assert len(room.sent()) == 2
