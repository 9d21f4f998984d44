"""The outbox: one row for each letter that is due, whatever happens to the jobs that get it worked on."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from notifications import store_jobs, store_outbox
from notifications.model import Hold
from notifications.store import speaking_for
from portal.demo.cast import CAST
from tests.notifications.posting import PostRoom


async def test_what_is_due_gets_one_row_and_one_job_however_often_it_is_looked_at(room: PostRoom) -> None:
    dues = [room.due(), room.due(CAST.marcus.id)]
    first = await room.look(dues)
    assert len(first) == 2
    assert await room.look(dues) == []
    assert (await room.owner.fetchval("SELECT count(*) FROM letter"), await room.jobs()) == (2, 2)


async def test_two_workers_that_look_at_once_make_one_row(room: PostRoom) -> None:
    dues = [room.due() for _ in range(20)]
    await asyncio.gather(*(room.look(dues) for _ in range(4)))
    assert (await room.owner.fetchval("SELECT count(*) FROM letter"), await room.jobs()) == (20, 20)


async def test_the_job_goes_with_the_transaction_that_wrote_the_letter(room: PostRoom) -> None:
    async def look_and_fail() -> None:
        async with speaking_for(room.pool, room.council, room.clock.now()) as conn:
            await store_outbox.reconcile(conn, [room.due()], room.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await look_and_fail()
    assert (await room.owner.fetchval("SELECT count(*) FROM letter"), await room.jobs()) == (0, 0)


async def test_a_job_holds_the_letters_id_and_nothing_else(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    job = await room.owner.fetchrow(
        "SELECT entrypoint, payload, dedupe_key, headers, priority FROM jobs.pgqueuer"
    )
    assert job is not None
    assert (job["entrypoint"], job["payload"]) == (f"letters/{room.council}", letter_id.bytes)
    assert (job["dedupe_key"], job["headers"].strip('"')) == (str(letter_id), "null")


async def test_links_that_somebody_waits_for_go_before_everything_else(room: PostRoom) -> None:
    await room.look([room.due(), room.due(key="reset")])
    rows = await room.owner.fetch("SELECT dedupe_key FROM jobs.pgqueuer ORDER BY priority DESC, id")
    first = await room.owner.fetchval("SELECT key FROM letter WHERE id::text = $1", rows[0]["dedupe_key"])
    assert first == "reset"


async def test_what_is_no_longer_due_is_superseded_and_what_is_due_again_waits_again(room: PostRoom) -> None:
    due, other = room.due(), room.due(CAST.marcus.id)
    first, second = await room.look([due, other])
    await room.look([other])
    assert {await room.state(first), await room.state(second)} == {"superseded no_longer_true", "queued"}
    await room.forget_jobs()
    assert set(await room.look([due, other])) == {first, second}
    assert {await room.state(first), await room.state(second)} == {"queued"}


async def test_another_version_is_another_letter(room: PostRoom) -> None:
    subject = uuid4()
    due = room.due(subject=subject)
    (first,) = await room.look([due])
    await room.deliver(first)
    newer = room.due(subject=subject)
    newer = type(newer)(
        newer.key,
        newer.channel,
        newer.person_id,
        type(newer.subject)(newer.subject.kind, subject, "2"),
        newer.due_at,
    )
    (second,) = await room.look([newer])
    assert (await room.state(first), await room.state(second)) == ("sent", "queued")


async def test_what_was_sent_is_never_superseded_and_never_sent_again(room: PostRoom) -> None:
    due = room.due()
    (letter_id,) = await room.look([due])
    await room.deliver(letter_id)
    assert await room.look([]) == []
    assert await room.look([due]) == []
    assert await room.state(letter_id) == "sent"


async def test_a_letter_that_is_held_gets_its_job_when_its_time_has_come(room: PostRoom) -> None:
    due = room.due()
    room.answers.otherwise = Hold("hours", room.clock.now() + timedelta(hours=8))
    (letter_id,) = await room.look([due])
    await room.deliver(letter_id)
    await room.forget_jobs()
    assert await room.look([due]) == []
    room.clock.turn_to(room.clock.now() + timedelta(hours=8, minutes=1))
    assert await room.look([due]) == [letter_id]


async def test_a_letter_that_lost_its_job_gets_another(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    await room.forget_jobs()
    assert await room.wake() == [letter_id]
    assert await room.wake() == []


async def test_one_worker_looks_through_a_council_and_the_others_leave_it_to_that(room: PostRoom) -> None:
    async def turn(every: float) -> bool:
        async with speaking_for(room.pool, room.council, room.clock.now()) as conn:
            return await store_outbox.take_turn(conn, every)

    assert sorted(await asyncio.gather(*(turn(60) for _ in range(4)))) == [False, False, False, True]
    assert await turn(60) is False
    assert await turn(0) is True
    async with speaking_for(room.pool, CAST.sampleton, room.clock.now()) as conn:
        assert await store_outbox.take_turn(conn, 60)


async def test_what_became_of_jobs_is_forgotten_after_some_days(room: PostRoom) -> None:
    await room.one_letter()
    await room.owner.execute("UPDATE jobs.pgqueuer_log SET created = now() - interval '15 days'")
    await room.one_letter()
    async with room.pool.acquire() as conn:
        await store_jobs.end_old_jobs(conn, 14)
    assert await room.owner.fetchval("SELECT count(*) FROM jobs.pgqueuer_log") == 1


async def test_one_councils_look_leaves_the_others_letters_alone(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    assert await room.look([], CAST.sampleton) == []
    assert await room.state(letter_id) == "queued"


async def test_ten_thousand_letters_that_are_due_at_once_are_written_within_the_databases_patience(
    room: PostRoom,
) -> None:
    dues = [room.due() for _ in range(10_000)]
    assert len(await room.look(dues)) == 10_000
    assert await room.look(dues) == []
    assert await room.look(dues[5_000:]) == []
    states = await room.owner.fetch("SELECT state, count(*) FROM letter GROUP BY state ORDER BY state")
    assert [tuple(row) for row in states] == [("queued", 5_000), ("superseded", 5_000)]
