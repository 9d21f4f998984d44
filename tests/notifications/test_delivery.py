"""One letter's way out: what Notify can answer, and what becomes of the letter and of those after it."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

import pytest

from notifications import store_carrier
from notifications.answers import NotTaken, TooLate
from notifications.carrier import Carrier
from notifications.model import Channel, Drop, Due, Go, Hold, Subject, Wording
from notifications.polling import probe
from notifications.store import Pool, speaking_for
from notifications.underway import Claim, Later
from portal.db import open_pool
from portal.demo.cast import CAST
from tests.notifications.posting import DANI, PostRoom, to_text


async def test_a_letter_that_may_go_is_sent_once_and_what_was_said_is_kept(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    assert await room.deliver(letter_id) is None
    row = await room.row(letter_id)
    assert (row["state"], row["attempts"], row["wording"], row["language"]) == ("sent", 1, "standard", "en")
    (shown,) = room.sent(DANI)
    assert row["body"] == shown
    assert row["notify_id"] == room.notify.sent()[0].id
    assert await room.events(letter_id) == [("created", "answer")]
    assert await room.deliver(letter_id) is None
    assert len(room.sent()) == 1


async def test_words_of_a_link_are_not_kept(room: PostRoom) -> None:
    room.answers.otherwise = Go(DANI, Wording.STANDARD, "en", {"link": "https://kite.example.gov.uk/x"}, secret=True)
    (letter_id,) = await room.look([room.due(key="reset")])
    await room.deliver(letter_id)
    row = await room.row(letter_id)
    assert (row["state"], row["title"], row["body"]) == ("sent", None, None)


async def test_an_email_and_a_sheet_of_post_go_their_own_ways(room: PostRoom) -> None:
    subject = Subject("conversation", CAST.dani.id, "1")
    dues = [
        Due("visit", way, CAST.dani.id, subject, room.clock.now()) for way in (Channel.EMAIL, Channel.POST)
    ]
    values = {
        "day": "Tuesday 9 June",
        "time": "4pm",
        "url": "https://kite.example.gov.uk",
        "phone": "020 7946 0201",
    }
    for letter_id in await room.look(dues):
        channel = (await room.row(letter_id))["channel"]
        lines = ("Dani Rowe", "1 Example Street", "SW1A 1AA")
        room.answers.otherwise = Go(
            "dani@example.com" if channel == "email" else lines, Wording.STANDARD, "en", values
        )
        await room.deliver(letter_id)
        assert await room.state(letter_id) == "sent"
        assert (await room.row(letter_id))["title"]
    assert {one.kind.value for one in room.notify.sent()} == {"email", "letter"}


async def test_a_letter_that_has_to_wait_waits_and_leaves_in_its_time(room: PostRoom) -> None:
    room.answers.otherwise = Hold("hours", room.clock.now() + timedelta(hours=2))
    letter_id = await room.one_letter()
    assert await room.deliver(letter_id) is None
    assert await room.state(letter_id) == "held hours"
    room.answers.otherwise = to_text()
    await room.deliver(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("held hours", [])
    room.clock.turn_to(room.clock.now() + timedelta(hours=2, minutes=1))
    await room.deliver(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)


async def test_a_letter_that_is_no_longer_wanted_never_leaves(room: PostRoom) -> None:
    room.answers.otherwise = Drop("letters_stopped")
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    room.answers.otherwise = to_text()
    await room.deliver(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("superseded letters_stopped", [])


async def test_a_council_without_a_key_keeps_its_letters(room: PostRoom) -> None:
    await room.owner.execute(
        "UPDATE carrier SET key_name = 'nobody_has_this' WHERE council_id = $1", room.council
    )
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert await room.state(letter_id) == "held carrier"
    assert room.answers.asked == []
    await room.owner.execute("DELETE FROM carrier WHERE council_id = $1", room.council)
    other = await room.one_letter()
    await room.deliver(other)
    assert (await room.state(other), room.sent()) == ("held carrier", [])


async def test_a_letter_without_a_template_waits_for_one(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    await room.owner.execute("DELETE FROM letter_template WHERE key = 'message'")
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert await room.state(letter_id) == "held carrier"
    assert "No template for a letter: message by text" in caplog.text


@pytest.mark.parametrize(
    "wrong", ["a template that is gone", "a value that it wants too", "the key of another council"]
)
async def test_what_is_not_set_up_at_notify_keeps_letters_until_it_is(
    room: PostRoom, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    if wrong == "the key of another council":
        await room.owner.execute(
            "UPDATE carrier SET key_name = 'sampleton' WHERE council_id = $1", room.council
        )
    elif wrong == "a value that it wants too":
        room.answers.otherwise = Go(DANI, Wording.STANDARD, "en", {})
    else:
        await room.owner.execute("UPDATE letter_template SET template_id = gen_random_uuid()")
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert (await room.state(letter_id), room.sent()) == ("held carrier", [])
    assert "Not set up at Notify: message by text" in caplog.text
    await room.notify.connect(room.database.dsn(), "http://127.0.0.1:9")
    room.answers.otherwise = to_text()
    room.clock.turn_to(room.clock.now() + timedelta(minutes=11))
    await room.deliver(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)


async def test_a_plain_no_is_never_asked_again(room: PostRoom) -> None:
    room.notify.switches.turn_on("400", times=1)
    letter_id = await room.one_letter()
    await room.bring_home(letter_id)
    assert await room.state(letter_id) == "failed refused"
    await room.bring_home(letter_id)
    assert await room.look([]) == []
    assert (await room.state(letter_id), room.sent()) == ("failed refused", [])


async def test_a_number_that_cannot_be_is_a_plain_no(room: PostRoom) -> None:
    room.answers.otherwise = to_text("12")
    letter_id = await room.one_letter()
    await room.bring_home(letter_id)
    assert await room.state(letter_id) == "failed refused"


@pytest.mark.parametrize("wrong", ["403", "clock"])
async def test_a_refused_key_or_clock_stops_the_council_until_notify_takes_it_again(
    room: PostRoom, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    if wrong == "clock":
        room.notify.switches.clock_off = 7200
    else:
        room.notify.switches.turn_on("403", on="any")
    first, second = await room.look([room.due(), room.due(CAST.marcus.id)])
    for letter_id in (first, second):
        assert await room.deliver(letter_id) is None
    assert await room.carrier_state() == "stopped"
    assert await room.carrier_state(CAST.sampleton) == "open"
    assert (await room.state(first), await room.state(second)) == ("queued carrier", "queued")
    assert [line.levelname for line in caplog.records].count("ERROR") == 1
    await room.forget_jobs()
    assert await room.wake() == []
    await asyncio.sleep(room.pace.probe_every)
    assert not await probe(room.pool, room.carrier, room.council, room.clock.now, room.pace)
    room.notify.switches.turn_off()
    await asyncio.sleep(room.pace.probe_every)
    assert await probe(room.pool, room.carrier, room.council, room.clock.now, room.pace)
    assert (await room.carrier_state(), await room.jobs()) == ("open", 2)
    for letter_id in (first, second):
        await room.deliver(letter_id)
        assert await room.state(letter_id) == "sent"


async def test_a_council_that_somebody_stopped_stays_so_until_somebody_lets_it_go(room: PostRoom) -> None:
    """As after a restore: not even Notify is asked."""
    await room.owner.execute("UPDATE carrier SET state = 'stopped', why = 'restored', again_at = NULL")
    letter_id = await room.one_letter_unwoken()
    await room.deliver(letter_id)
    assert not await probe(room.pool, room.carrier, room.council, room.clock.now, room.pace)
    assert (await room.state(letter_id), room.notify.ledger.asked) == ("queued", [])
    async with speaking_for(room.pool, room.council, room.clock.now()) as conn:
        assert await store_carrier.reopen(conn)
    assert await room.wake() == [letter_id]
    await room.deliver(letter_id)
    assert await room.state(letter_id) == "sent"


async def test_post_from_a_service_that_may_not_post_stops_nothing_else(room: PostRoom) -> None:
    room.notify.of(room.council).service.trial = True
    lines = ("Dani Rowe", "1 Example Street", "SW1A 1AA")
    values = {
        "day": "Tuesday 9 June",
        "time": "4pm",
        "url": "https://kite.example.gov.uk",
        "phone": "020 7946 0201",
    }
    room.answers.otherwise = Go(lines, Wording.STANDARD, "en", values)
    subject = Subject("visit_day", CAST.dani.id, "1")
    (letter_id,) = await room.look([Due("visit", Channel.POST, CAST.dani.id, subject, room.clock.now())])
    await room.deliver(letter_id)
    assert (await room.state(letter_id), await room.carrier_state()) == ("failed refused", "open")


async def test_too_many_in_a_minute_waits_as_long_as_notify_asks(room: PostRoom) -> None:
    room.notify.switches.turn_on("429", times=1, retry_after=40)
    letter_id = await room.one_letter()
    later = await room.deliver(letter_id)
    assert later is not None
    assert later.seconds >= 40
    row = await room.row(letter_id)
    assert (row["state"], row["why"]) == ("queued", "carrier")
    assert row["not_before"] >= room.clock.now() + timedelta(seconds=35)
    assert await room.carrier_state() == "resting"
    assert room.sent() == []


async def test_a_letter_that_was_asked_to_wait_leaves_once(room: PostRoom) -> None:
    room.notify.switches.turn_on("429", times=1, retry_after=0)
    letter_id = await room.one_letter()
    await room.bring_home(letter_id)
    await asyncio.sleep(0.2)
    await room.wake()
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent()), await room.carrier_state()) == ("sent", 1, "open")


UNCLEAR = {
    "an error that kept nothing": ("500", {}),
    "an error that kept it all the same": ("500", {"stored": True}),
    "away, and kept nothing": ("503", {}),
    "away, and kept it all the same": ("503", {"stored": True}),
    "cut before it was kept": ("cut_before", {}),
    "cut after it was kept": ("cut_after", {}),
    "half an answer": ("half_answer", {}),
    "slower than anybody waits": ("slow", {"seconds": 0.5, "on": "send"}),
}


@pytest.mark.parametrize("what", UNCLEAR)
async def test_after_an_unclear_answer_notify_is_asked_before_anything_is_sent_again(
    room: PostRoom, what: str
) -> None:
    wrong, how = UNCLEAR[what]
    room.notify.switches.turn_on(wrong, times=1, **how)  # type: ignore[arg-type]
    letter_id = await room.one_letter()
    later = await room.deliver(letter_id)
    assert later is not None
    assert await room.state(letter_id) == "ambiguous"
    asked = len(room.notify.ledger.asked)
    await room.deliver(letter_id)
    assert len(room.notify.ledger.asked) == asked, "it was asked about before it had settled"
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    row = await room.row(letter_id)
    assert str(row["reference"]) == room.notify.sent()[0].reference
    assert row["notify_id"] == room.notify.sent()[0].id
    assert row["body"] == room.sent()[0]


async def test_a_look_up_that_fails_too_is_made_again(room: PostRoom) -> None:
    room.notify.switches.turn_on("cut_after", times=1)
    room.notify.switches.turn_on("500", on="read", times=2)
    letter_id = await room.one_letter()
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    assert [source for _, source in await room.events(letter_id)] == ["look_up"]


async def test_what_never_left_was_surely_not_taken(room: PostRoom) -> None:
    await room.notify.stand_in.go_down()
    letter_id = await room.one_letter()
    later = await room.deliver(letter_id)
    assert later is not None
    assert await room.state(letter_id) == "queued carrier"
    await room.notify.stand_in.come_back()
    await asyncio.sleep(0.3)
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    assert not [one for one in room.notify.ledger.asked if one.method == "GET"]


async def test_after_five_failures_in_a_row_notify_is_left_alone_and_one_letter_goes_ahead(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    await room.notify.stand_in.go_down()
    letters = await room.look([room.due() for _ in range(8)])
    for letter_id in letters:
        await room.deliver(letter_id)
    states = [await room.state(letter_id) for letter_id in letters]
    assert (states.count("queued carrier"), states.count("queued")) == (5, 3)
    assert await room.carrier_state() == "resting"
    assert caplog.text.count("letters rest") == 1
    await room.forget_jobs()
    assert await room.wake() == []
    # The rest is over: one letter goes ahead, fails, and Notify is left alone for longer.
    await asyncio.sleep(room.pace.rest)
    (trial,) = await room.wake()
    await room.deliver(trial)
    assert (await room.carrier_state(), await room.wake()) == ("resting", [])
    failures = await room.owner.fetchval("SELECT failures FROM carrier WHERE council_id = $1", room.council)
    assert failures == 6
    # Notify is back: the next that goes ahead opens the way for all.
    await room.notify.stand_in.come_back()
    await asyncio.sleep(room.pace.rest * 2)
    await room.forget_jobs()
    (trial,) = await room.wake()
    await room.deliver(trial)
    assert (await room.carrier_state(), await room.state(trial)) == ("open", "sent")
    for letter_id in letters:
        await room.bring_home(letter_id)
    assert len(room.sent()) == 8


async def test_a_plain_no_to_the_one_that_goes_ahead_is_an_answer_too(room: PostRoom) -> None:
    await room.owner.execute(
        "UPDATE carrier SET state = 'resting', failures = 5, again_at = now() WHERE council_id = $1",
        room.council,
    )
    room.notify.switches.turn_on("400", times=1)
    await room.look([room.due(), room.due()])
    first, second = [row["id"] for row in await room.owner.fetch("SELECT id FROM letter")]
    await room.deliver(first)
    assert (await room.state(first), await room.carrier_state()) == ("failed refused", "open")
    await room.deliver(second)
    assert len(room.sent()) == 1


async def test_while_one_letter_goes_ahead_no_other_does(room: PostRoom) -> None:
    await room.owner.execute(
        "UPDATE carrier SET state = 'resting', failures = 5, again_at = now() WHERE council_id = $1",
        room.council,
    )
    first, second = [room.due(), room.due(CAST.marcus.id)]
    await room.look([first, second])
    letters = [row["id"] for row in await room.owner.fetch("SELECT id FROM letter")]
    claims = [await room.delivery.claim(room.council, letter_id) for letter_id in letters]
    assert [type(claim) for claim in claims].count(Claim) == 1
    assert None in claims


async def test_a_letter_that_waited_too_long_after_its_claim_is_given_back_unsent(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    claim = await room.delivery.claim(room.council, letter_id)
    assert isinstance(claim, Claim)
    await asyncio.sleep(room.pace.fresh + 0.1)
    answer = await room.delivery.hand_over(claim)
    assert isinstance(answer, TooLate)
    assert await room.delivery.record(claim, answer) == Later(0.0)
    assert (await room.state(letter_id), room.sent()) == ("queued", [])
    await room.deliver(letter_id)
    assert len(room.sent()) == 1


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
    await asyncio.sleep(room.pace.lease)
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    for answer in (TooLate(), NotTaken("no_connection")):
        await slow.record(claim, answer)
        assert await room.state(letter_id) == "sent"


async def test_a_worker_that_ended_after_its_claim_leaves_a_letter_that_is_sent_once(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    assert isinstance(await room.worker().claim(room.council, letter_id), Claim)
    await asyncio.sleep(room.pace.lease)
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
    await asyncio.sleep(room.pace.lease)
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
