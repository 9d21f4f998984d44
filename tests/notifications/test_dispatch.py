"""The queue's workers: several at once, over letters of several councils, with things that go wrong around them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from notifications.dispatch import Dispatch
from notifications.model import Channel, Due, Hold, Subject
from notifications.store_jobs import Listening
from portal.db import open_pool
from portal.demo.cast import CAST
from tests.notifications.posting import PostRoom, to_text

PATIENCE = 60.0


@asynccontextmanager
async def working(room: PostRoom, *, workers: int = 1) -> AsyncIterator[list[asyncio.Event]]:
    """So many workers at the queue, each with connections of its own."""
    stops: list[asyncio.Event] = []
    tasks: list[asyncio.Task[None]] = []
    pools = []
    for _ in range(workers):
        jobs = await open_pool(room.database.dsn("portal_worker"), 3, name="portal queue")
        pools.append(jobs)
        stops.append(asyncio.Event())
        dispatch = Dispatch(room.worker(), jobs, room.database.dsn("portal_worker"))
        tasks.append(asyncio.create_task(dispatch.run(stops[-1])))
    try:
        yield stops
    finally:
        for stop in stops:
            stop.set()
        await asyncio.gather(*tasks)
        for pool in pools:
            await pool.close()


async def until(what: Callable[[], bool]) -> None:
    """Waits for something to be so; a test that waits in vain has failed."""
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110 - it happens in another process's view
            await asyncio.sleep(0.05)


async def settled(room: PostRoom, **expected: int) -> None:
    """Waits until letters are in these states, and no others."""
    found: dict[str, int] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while found != expected:
                await asyncio.sleep(0.05)
                rows = await room.owner.fetch("SELECT state, count(*) FROM letter GROUP BY state")
                found = {row["state"]: row["count"] for row in rows}
    except TimeoutError:
        raise AssertionError(f"{found} is not {expected}") from None


async def in_sampleton(room: PostRoom, number: int) -> list[UUID]:
    people = await room.owner.fetch("SELECT id FROM person WHERE council_id = $1 LIMIT 1", CAST.sampleton)
    dues = [
        Due(
            "message",
            Channel.TEXT,
            people[0]["id"],
            Subject("conversation", CAST.dani.id, str(n)),
            room.clock.now(),
        )
        for n in range(number)
    ]
    return await room.look(dues, CAST.sampleton)


async def test_three_workers_send_each_letter_of_two_councils_once(room: PostRoom) -> None:
    async with working(room, workers=3):
        await room.look(await room.dues(60))
        await in_sampleton(room, 40)
        await settled(room, sent=100)
    references = [one.reference for one in room.notify.sent()]
    assert (len(references), len(set(references))) == (100, 100)
    assert await room.jobs() == 0


async def test_many_letters_of_one_council_do_not_hold_up_anothers(room: PostRoom) -> None:
    await room.look(await room.dues(2_000))
    (other,) = await in_sampleton(room, 1)
    async with working(room):
        await until(lambda: any(one.service_id != _here(room) for one in room.notify.sent()))
        left = await room.owner.fetchval("SELECT count(*) FROM letter WHERE state = 'queued'")
    assert left > 1_000, "the other council's letter waited for this one's"
    assert await room.state(other) == "sent"


def _here(room: PostRoom) -> UUID:
    return room.notify.of(room.council).service.id


async def test_a_council_that_was_added_while_it_runs_has_its_letters_delivered(room: PostRoom) -> None:
    async with working(room):
        council = await room.owner.fetchval(
            """
            INSERT INTO council (name, service_name, host, team_name, phone, out_of_hours_name, out_of_hours_phone)
            SELECT 'New', 'New', 'new.example', team_name, phone, out_of_hours_name, out_of_hours_phone
              FROM council LIMIT 1 RETURNING council_id
            """
        )
        person = await room.owner.fetchval(
            "INSERT INTO person (council_id, kind, name, called) VALUES ($1, 'adult', 'N', 'N') RETURNING id",
            council,
        )
        due = Due("message", Channel.TEXT, person, Subject("conversation", person, "1"), room.clock.now())
        (letter_id,) = await room.look([due], council)
        await settled(room, held=1)
    assert await room.state(letter_id) == "held carrier"


async def test_jobs_of_a_worker_that_ended_are_taken_up_by_another(room: PostRoom) -> None:
    letters = await room.look(await room.dues(5))
    # A worker took them, claimed one, and was never heard of again.
    await room.owner.execute(
        """
        UPDATE jobs.pgqueuer SET status = 'picked', queue_manager_id = gen_random_uuid(),
               heartbeat = now()
        """
    )
    await room.worker().claim(room.council, letters[0])
    await room.give_up_holders()
    async with working(room):
        await settled(room, sent=5)
    assert len(room.sent()) == 5


async def test_a_letter_that_cannot_be_worked_out_holds_up_no_other(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.answers.of[CAST.marcus.id] = KeyError("Marcus Bell, 07700 900456")
    await room.look([room.due(CAST.marcus.id), room.due(), room.due()])
    async with working(room):
        await settled(room, queued=1, sent=2)
        await until(lambda: "could not be worked out: KeyError" in caplog.text)
    assert "Marcus" not in caplog.text


async def test_the_queues_log_holds_nothing_of_anybody(room: PostRoom) -> None:
    room.answers.of[CAST.marcus.id] = RuntimeError("Marcus Bell, 07700 900456")
    room.notify.switches.turn_on("cut_after", times=1)
    await room.look([room.due(CAST.marcus.id), room.due()])
    async with working(room):
        await settled(room, queued=1, sent=1)
        await asyncio.sleep(0.3)
    rows = await room.owner.fetch("SELECT * FROM jobs.pgqueuer_log")
    kept = json.dumps([dict(row) for row in rows], default=str)
    assert "RetryRequested" in kept
    assert not any(word in kept for word in ("Marcus", "Dani", "07700", "Sign in at", "kite"))


async def test_a_queue_whose_connections_are_cut_is_begun_anew(room: PostRoom) -> None:
    async with working(room):
        await room.look([room.due()])
        await settled(room, sent=1)
        await room.cut_connections()
        await room.look_in_the_end([room.due()])
        await until(lambda: len(room.sent()) == 2)


async def test_the_queue_asks_whether_it_hears_itself_only_once_it_listens(room: PostRoom) -> None:
    driver = Listening(room.pool, room.database.dsn("portal_worker"))
    telling = asyncio.create_task(driver.notify("ch_pgqueuer", "here"))
    await asyncio.sleep(0.1)
    heard: asyncio.Queue[str | bytes | bytearray] = asyncio.Queue()
    async with driver:
        await driver.add_listener("ch_pgqueuer", heard.put_nowait)
        await telling
        async with asyncio.timeout(PATIENCE):
            assert await heard.get() == "here"


async def test_a_worker_that_is_told_to_stop_finishes_what_is_on_its_way(room: PostRoom) -> None:
    room.notify.switches.turn_on("slow", seconds=0.3, on="send")
    await room.look(await room.dues(10))
    async with working(room) as (stop,):
        await until(lambda: len(room.notify.ledger.asked) > 0)
        stop.set()
    rows = await room.owner.fetch("SELECT state, lease_until FROM letter")
    assert all(row["state"] in ("sent", "queued") or row["lease_until"] is not None for row in rows)
    sent = [row for row in rows if row["state"] == "sent"]
    assert len(sent) == len(room.sent()) > 0


async def test_while_notify_is_away_jobs_end_and_letters_stay(room: PostRoom) -> None:
    await room.notify.stand_in.go_down()
    await room.look(await room.dues(200))
    async with working(room):
        async with asyncio.timeout(PATIENCE):
            while await room.carrier_state() != "resting" or await room.jobs() > 6:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await room.notify.stand_in.come_back()
        async with asyncio.timeout(PATIENCE):
            while len(room.sent()) < 200:
                await room.wake()
                await asyncio.sleep(0.1)
        await settled(room, sent=200)
    assert len({one.reference for one in room.notify.sent()}) == 200


async def test_held_letters_end_their_jobs(room: PostRoom) -> None:
    room.answers.otherwise = Hold("five_a_day", room.clock.now().replace(hour=23))
    await room.look(await room.dues(3))
    async with working(room):
        await settled(room, held=3)
        async with asyncio.timeout(PATIENCE):
            while await room.jobs():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    room.answers.otherwise = to_text()
