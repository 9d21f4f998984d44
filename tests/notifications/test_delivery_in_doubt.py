"""What Notify leaves unclear, and what is done until it answers again."""

import asyncio
from dataclasses import replace

import pytest

from notifications.answers import TooLate
from notifications.carrier import Carrier
from notifications.delivery import Delivery
from notifications.underway import Claim, Later
from portal.demo.cast import CAST
from tests.notifications.posting import PostRoom

UNCLEAR = {
    "an error that kept nothing": ("500", {}),
    "an error that kept it all the same": ("500", {"stored": True}),
    "away, and kept nothing": ("503", {}),
    "away, and kept it all the same": ("503", {"stored": True}),
    "cut before it was kept": ("cut_before", {}),
    "cut after it was kept": ("cut_after", {}),
    "half an answer": ("half_answer", {}),
    "slower than anybody waits": ("slow", {"seconds": 2.0, "on": "send"}),
}


@pytest.mark.parametrize("what", UNCLEAR)
async def test_after_an_unclear_answer_notify_is_asked_before_anything_is_sent_again(
    room: PostRoom, what: str
) -> None:
    wrong, how = UNCLEAR[what]
    room.notify.switches.turn_on(wrong, times=1, **how)  # type: ignore[arg-type]
    letter_id = await room.one_letter()
    asked = room.notify.ledger.asked
    pace = replace(room.pace, settle=30.0, time_out=0.1 if wrong == "slow" else room.pace.time_out)
    carrier = Carrier(room.notify.url, room.keys, pace)
    later = await room.deliver(letter_id, Delivery(room.pool, carrier, room.answers, room.clock.now, pace))
    carrier.close()
    assert later is not None
    assert await room.state(letter_id) == "ambiguous"
    # What has settled after so long has long been heard.
    async with asyncio.timeout(20):
        while not asked:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await room.deliver(letter_id)
    assert len(asked) == 1, "it was asked about before it had settled"
    await room.let_pass(pace.settle)
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
    await room.let_pass(later.seconds)
    await room.bring_home(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 1)
    assert not [one for one in room.notify.ledger.asked if one.method == "GET"]


async def test_after_five_failures_in_a_row_notify_is_left_alone_and_one_letter_goes_ahead(
    room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room.delivery.pace = pace = replace(room.pace, rest=60.0, longest_rest=600.0)
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
    await room.let_pass(pace.rest)
    (trial,) = await room.wake()
    await room.deliver(trial)
    assert (await room.carrier_state(), await room.wake()) == ("resting", [])
    failures = await room.owner.fetchval("SELECT failures FROM carrier WHERE council_id = $1", room.council)
    assert failures == 6
    # Notify is back: the next that goes ahead opens the way for all.
    await room.notify.stand_in.come_back()
    await room.let_pass(pace.rest * 2)
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
    answer = await room.delivery.hand_over(replace(claim, at=claim.at - room.pace.fresh))
    assert isinstance(answer, TooLate)
    assert await room.delivery.record(claim, answer) == Later(0.0)
    assert (await room.state(letter_id), room.sent()) == ("queued", [])
    await room.deliver(letter_id)
    assert len(room.sent()) == 1
