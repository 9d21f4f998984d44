"""One letter's way out: what Notify can answer, and what becomes of the letter and of those after it."""

from datetime import timedelta

import pytest

from notifications import store_carrier
from notifications.model import Channel, Drop, Due, Go, Hold, Subject, Wording
from notifications.polling import probe
from notifications.store import speaking_for
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
    room.answers.otherwise = Go(
        DANI, Wording.STANDARD, "en", {"link": "https://kite.example.gov.uk/x"}, secret=True
    )
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
    await room.let_pass(room.pace.probe_every)
    assert not await probe(room.pool, room.carrier, room.council, room.clock.now, room.pace)
    room.notify.switches.turn_off()
    await room.let_pass(room.pace.probe_every)
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
    await room.let_pass(room.pace.longest_rest)
    await room.wake()
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent()), await room.carrier_state()) == ("sent", 1, "open")
