"""Letters that several workers, people, councils and processes have to do with."""

import asyncio
import logging
from uuid import UUID

import pytest

from notifications import store_carrier
from notifications.answers import NotTaken, TooLate
from notifications.carrier import Carrier
from notifications.model import Channel, Due, Subject
from notifications.store import Pool, speaking_for
from notifications.underway import Claim, Later
from portal.db import open_pool
from portal.demo.cast import CAST
from tests.notifications.posting import PostRoom, to_text


async def test_a_letter_that_another_worker_holds_is_left_to_it(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    assert isinstance(await room.delivery.claim(room.council, letter_id), Claim)
    later = await room.worker().deliver(room.council, letter_id)
    assert isinstance(later, Later)
    assert room.sent() == []


async def test_two_workers_at_one_letter_send_it_once(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    await asyncio.gather(*(room.worker().deliver(room.council, letter_id) for _ in range(6)))
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)


async def test_a_worker_that_stood_still_overwrites_nothing(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    slow = room.worker()
    claim = await slow.claim(room.council, letter_id)
    assert isinstance(claim, Claim)
    await room.let_pass(room.pace.lease)
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    for answer in (TooLate(), NotTaken("no_connection")):
        await slow.record(claim, answer)
        assert await room.state(letter_id) == "sent"


async def test_a_worker_that_ended_after_its_claim_leaves_a_letter_that_is_sent_once(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    assert isinstance(await room.worker().claim(room.council, letter_id), Claim)
    await room.let_pass(room.pace.lease)
    await room.forget_jobs()
    assert await room.wake() == [letter_id]
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)


async def test_a_worker_that_ended_before_its_record_leaves_a_letter_that_is_not_sent_again(
    room: PostRoom,
) -> None:
    letter_id = await room.one_letter()
    claim = await room.worker().claim(room.council, letter_id)
    assert isinstance(claim, Claim)
    await room.delivery.hand_over(claim)
    await room.let_pass(room.pace.lease)
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    assert [source for _, source in await room.events(letter_id)] == ["look_up"]


async def test_a_letter_whose_workers_end_one_after_another_is_given_up(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    letter_id = await room.one_letter()
    for _ in range(6):
        await room.owner.execute(
            "UPDATE letter SET state = 'claimed', reference = gen_random_uuid(), lease_until = now() WHERE id = $1",
            letter_id,
        )
        await room.delivery.claim(room.council, letter_id)
    assert await room.state(letter_id) == "failed technical"
    assert "given up" in caplog.text


async def test_two_people_on_one_phone_are_told_once_and_it_is_no_error(room: PostRoom) -> None:
    room.answers.otherwise = to_text(told_key=b"one phone, one visit")
    letters = await room.look([room.due(), room.due(CAST.marcus.id)])
    await asyncio.gather(*(room.worker().deliver(room.council, letter_id) for letter_id in letters))
    states = sorted([await room.state(letter_id) for letter_id in letters])
    assert (states, len(room.sent())) == (["sent", "superseded told_on_shared_phone"], 1)


async def test_who_was_not_told_on_the_shared_phone_after_all_is_told(room: PostRoom) -> None:
    room.answers.otherwise = to_text(told_key=b"one phone, one visit")
    dues = [room.due(), room.due(CAST.marcus.id)]
    first, second = await room.look(dues)
    claim = await room.delivery.claim(room.council, first)
    assert isinstance(claim, Claim)
    await room.deliver(second)
    assert await room.state(second) == "superseded told_on_shared_phone"
    assert second not in await room.look(dues)
    await room.owner.execute("UPDATE letter SET state = 'failed', why = 'refused' WHERE id = $1", first)
    await room.forget_jobs()
    assert await room.look(dues) == [second]
    await room.deliver(second)
    assert (await room.state(second), len(room.sent())) == ("sent", 1)


async def test_what_became_of_a_letter_is_written_down_when_the_database_is_back(room: PostRoom) -> None:
    room.notify.switches.turn_on("slow", seconds=0.3, on="send", times=1)
    letter_id = await room.one_letter()
    delivering = asyncio.create_task(room.deliver(letter_id))
    async with asyncio.timeout(10):
        while not room.sent() and await room.state(letter_id) != "claimed":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await room.cut_connections()
    assert await delivering is None
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)


async def test_letters_of_two_councils_go_under_their_own_keys(room: PostRoom) -> None:
    here = await room.one_letter()
    person = await room.owner.fetchval("SELECT id FROM person WHERE council_id = $1 LIMIT 1", CAST.sampleton)
    due = Due("message", Channel.TEXT, person, Subject("conversation", person, "1"), room.clock.now())
    (there,) = await room.look([due], CAST.sampleton)
    await room.deliver(here)
    await room.delivery.deliver(CAST.sampleton, there)
    services = {one.service_id for one in room.notify.sent()}
    assert services == {one.service.id for one in room.notify.councils}


async def test_slots_of_two_processes_stand_in_one_row(room: PostRoom) -> None:
    """However many ask at once, each gets a moment of its own, one spacing after the one before."""
    await room.owner.execute(
        "UPDATE carrier SET next_slot_at = '2100-01-01' WHERE council_id = $1", room.council
    )

    async def take(pool: Pool) -> float | None:
        async with speaking_for(pool, room.council, room.clock.now()) as conn:
            return await store_carrier.take_slot(conn, 0.25, ahead=1e10)

    other = await open_pool(room.database.dsn("portal_worker"), 4, name="portal letters")
    await asyncio.gather(*(take(pool) for pool in (room.pool, other) for _ in range(20)))
    await other.close()
    after = await room.owner.fetchval(
        "SELECT extract(epoch FROM next_slot_at - '2100-01-01')::float8 FROM carrier WHERE council_id = $1",
        room.council,
    )
    assert after == 40 * 0.25


async def test_a_letter_whose_slot_is_too_far_away_waits_without_using_it_up(room: PostRoom) -> None:
    await room.owner.execute(
        "UPDATE carrier SET next_slot_at = '2100-01-01' WHERE council_id = $1", room.council
    )
    letter_id = await room.one_letter()
    assert isinstance(await room.deliver(letter_id), Later)
    assert (await room.state(letter_id), room.sent()) == ("queued", [])
    assert await room.owner.fetchval(
        "SELECT next_slot_at = '2100-01-01' FROM carrier WHERE council_id = $1", room.council
    )


async def test_no_line_of_the_log_tells_anything_of_anybody(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    room.answers.otherwise = to_text("07700 900789")
    for wrong in ("400", "429", "500", "cut_after", "403"):
        room.notify.switches.turn_on(wrong, times=1)
        await room.deliver(await room.one_letter())
        await room.owner.execute("UPDATE carrier SET state = 'open', failures = 4")
        await room.owner.execute("UPDATE letter SET state = 'superseded', why = 'too_late'")
    assert len([line for line in caplog.records if line.name.startswith("notifications")]) == 5
    assert not any(
        word in caplog.text for word in ("07700", "900789", "Sign in at", room.keys["exampleshire"][-36:])
    )


async def test_nothing_in_the_environment_leads_a_letter_elsewhere(
    room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    room.carrier.close()
    room.delivery.carrier = Carrier(room.notify.url, room.keys, room.pace)
    letter_id: UUID = await room.one_letter()
    await room.deliver(letter_id)
    assert await room.state(letter_id) == "sent"
    room.delivery.carrier.close()
