"""What Notify posts back: read without believing anything, and letters that never go back on what is final."""

import json
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from notifications.model import State
from notifications.polling import poll
from notifications.receipts import (
    FINAL,
    LONGEST_BODY,
    Heard,
    Receipt,
    Unreadable,
    follows,
    meaning_of,
    read_receipt,
    read_text,
)
from notifications.store import speaking_for
from notifications.store_receipts import Noted, note_status
from portal.demo.cast import CAST
from tests.notifications.posting import PostRoom, to_text


def posted(**more: Any) -> bytes:
    receipt = {
        "id": str(uuid4()), "reference": str(uuid4()), "to": "07700900123", "status": "delivered",
        "created_at": "2026-06-01T09:00:00.000000Z", "completed_at": "2026-06-01T09:00:01.000000Z",
        "sent_at": "2026-06-01T09:00:00.500000Z", "notification_type": "sms", "template_id": str(uuid4()),
        "template_version": 1,
    }  # fmt: skip
    return json.dumps(receipt | more).encode()


def test_a_receipt_keeps_the_reference_and_the_status_and_no_number() -> None:
    reference, notify_id = uuid4(), uuid4()
    receipt = read_receipt(posted(reference=str(reference), id=str(notify_id)))
    assert receipt == Receipt(reference, notify_id, "delivered")
    assert "07700" not in repr(receipt)


@pytest.mark.parametrize("reference", [None, "", "our-ref", 12, ["a"]])
def test_a_receipt_of_something_that_is_not_ours_is_read_all_the_same(reference: object) -> None:
    assert read_receipt(posted(reference=reference)).reference is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"status": 3}', b'{"status": "DELIVERED; DROP"}', b"[" * 9_000,
        b"x" * (LONGEST_BODY + 1),
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_receipt_is_refused_and_not_repeated(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_receipt(body)
    assert len(str(refused.value)) < 20


def test_a_text_that_came_in_tells_its_words_to_whoever_asks_and_to_no_log() -> None:
    text_id = uuid4()
    text = read_text(
        json.dumps(
            {"id": str(text_id), "source_number": "447700900123", "message": "2 I cannot come"}
        ).encode()
    )
    assert (text.id, text.sender, text.body) == (text_id, "447700900123", "2 I cannot come")
    assert "4477" not in repr(text)
    assert "cannot" not in repr(text)


@pytest.mark.parametrize("missing", ["id", "source_number", "message"])
def test_a_text_without_a_part_is_refused(missing: str) -> None:
    whole = {"id": str(uuid4()), "source_number": "447700900123", "message": "1"}
    with pytest.raises(Unreadable):
        read_text(json.dumps({name: value for name, value in whole.items() if name != missing}).encode())


def test_every_status_that_notify_documents_means_something() -> None:
    texts_and_emails = (
        "created sending pending sent delivered permanent-failure temporary-failure technical-failure"
    )
    post = "accepted received cancelled technical-failure permanent-failure pending-virus-check validation-failed"
    assert all(meaning_of(status) for status in f"{texts_and_emails} {post}".split())
    assert meaning_of("returned-to-sender") is None


def test_what_is_final_stays_and_no_letter_goes_back() -> None:
    for state, heard in product(State, Heard):
        if state in FINAL:
            assert not follows(state, heard)
        elif heard is not Heard.UNDER_WAY:
            assert follows(state, heard)
    assert not follows(State.SENT, Heard.UNDER_WAY)
    assert follows(State.AMBIGUOUS, Heard.UNDER_WAY)


async def hear(room: PostRoom, reference: UUID, status: str, *, source: str = "receipt") -> Noted | None:
    async with speaking_for(room.pool, room.council, room.clock.now()) as conn:
        return await note_status(conn, Receipt(reference, uuid4(), status), room.clock.now(), source=source)


async def sent_letter(room: PostRoom) -> tuple[UUID, UUID]:
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    return letter_id, (await room.row(letter_id))["reference"]


async def test_a_letter_that_arrived_is_delivered_and_says_so_once(room: PostRoom) -> None:
    letter_id, reference = await sent_letter(room)
    noted = await hear(room, reference, "delivered")
    assert noted == Noted(letter_id, CAST.dani.id, State.DELIVERED, None)
    for status in ("delivered", "sending", "permanent-failure", "temporary-failure", "created"):
        assert await hear(room, reference, status) is None
    assert await room.state(letter_id) == "delivered"
    assert await room.events(letter_id) == [("created", "answer"), ("delivered", "receipt")]


async def test_a_number_that_does_not_exist_is_marked_and_the_letter_has_failed_for_good(
    room: PostRoom,
) -> None:
    point = await room.owner.fetchval(
        """
        INSERT INTO contact_point (council_id, person_id, kind, value) VALUES ($1, $2, 'mobile', '07700 900999')
        RETURNING id
        """,
        room.council,
        CAST.dani.id,
    )
    room.answers.otherwise = to_text(contact_point_id=point)
    letter_id, reference = await sent_letter(room)
    noted = await hear(room, reference, "permanent-failure")
    assert noted is not None
    assert noted.point_failed == point
    assert await room.state(letter_id) == "failed permanent"
    assert await room.owner.fetchval("SELECT works FROM contact_point WHERE id = $1", point) is False
    assert await hear(room, reference, "delivered") is None
    assert await room.state(letter_id) == "failed permanent"


async def test_a_phone_that_was_off_is_tried_once_more_after_an_hour(room: PostRoom) -> None:
    letter_id, reference = await sent_letter(room)
    await hear(room, reference, "temporary-failure")
    assert await room.state(letter_id) == "queued temporary"
    assert await hear(room, reference, "temporary-failure") is None, "told again of the attempt that is over"
    await room.deliver(letter_id)
    assert len(room.sent()) == 1
    room.clock.turn_to(room.clock.now() + timedelta(minutes=61))
    await room.deliver(letter_id)
    assert (await room.state(letter_id), len(room.sent())) == ("sent", 2)
    again = (await room.row(letter_id))["reference"]
    assert again != reference
    await hear(room, again, "temporary-failure")
    assert await room.state(letter_id) == "failed temporary"


async def test_a_receipt_that_comes_before_our_own_record_is_not_undone_by_it(room: PostRoom) -> None:
    letter_id = await room.one_letter()
    claim = await room.delivery.claim(room.council, letter_id)
    assert hasattr(claim, "reference")
    answer = await room.delivery.hand_over(claim)  # type: ignore[arg-type]
    await hear(room, claim.reference, "delivered")  # type: ignore[union-attr]
    await room.delivery.record(claim, answer)  # type: ignore[arg-type]
    row = await room.row(letter_id)
    assert (row["state"], row["body"]) == ("delivered", room.sent()[0])


async def test_a_receipt_settles_a_letter_in_doubt(room: PostRoom) -> None:
    room.notify.switches.turn_on("cut_after", times=1)
    letter_id = await room.one_letter()
    await room.deliver(letter_id)
    assert await room.state(letter_id) == "ambiguous"
    await hear(room, (await room.row(letter_id))["reference"], "sending")
    assert await room.state(letter_id) == "sent"
    await room.bring_home(letter_id)
    assert len(room.sent()) == 1


@pytest.mark.parametrize("status", ["delivered", "permanent-failure", "no-such-status"])
async def test_a_receipt_of_nothing_we_know_changes_nothing(room: PostRoom, status: str) -> None:
    letter_id, reference = await sent_letter(room)
    assert await hear(room, uuid4(), status) is None
    async with speaking_for(room.pool, CAST.sampleton, room.clock.now()) as conn:
        assert (
            await note_status(conn, Receipt(reference, None, status), room.clock.now(), source="receipt")
            is None
        )
    assert await room.state(letter_id) == "sent"


async def test_a_web_process_may_write_down_what_a_receipt_says(room: PostRoom) -> None:
    from portal.db import open_pool

    _, reference = await sent_letter(room)
    web = await open_pool(room.database.dsn("portal_web"), 2)
    async with speaking_for(web, room.council, room.clock.now()) as conn:
        noted = await note_status(
            conn, Receipt(reference, None, "delivered"), room.clock.now(), source="receipt"
        )
    await web.close()
    assert noted is not None


async def asked(room: PostRoom) -> int:
    return await poll(room.pool, room.carrier, room.council, room.clock.now)


async def test_a_letter_whose_receipt_never_comes_is_asked_about_after_ten_minutes(room: PostRoom) -> None:
    letter_id, _ = await sent_letter(room)
    await room.notify.settled()
    assert await asked(room) == 0
    room.clock.turn_to(room.clock.now() + timedelta(minutes=11))
    assert await asked(room) == 1
    assert await room.state(letter_id) == "delivered"
    assert await room.events(letter_id) == [("created", "answer"), ("delivered", "poll")]


async def test_a_letter_that_was_asked_about_is_left_alone_for_a_while(room: PostRoom) -> None:
    room.notify.switches.receipts = type(room.notify.switches.receipts)("stuck")
    await sent_letter(room)
    room.clock.turn_to(room.clock.now() + timedelta(minutes=11))
    for _ in range(3):
        assert await asked(room) == 0
    assert [one.method for one in room.notify.ledger.asked].count("GET") == 1


async def test_a_letter_that_notify_has_forgotten_is_not_asked_about(room: PostRoom) -> None:
    await sent_letter(room)
    room.clock.turn_to(room.clock.now() + timedelta(days=8))
    assert await asked(room) == 0
    assert [one.method for one in room.notify.ledger.asked].count("GET") == 0
