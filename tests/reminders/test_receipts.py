"""Receipts that Notify posts: believed by their token, kept once, in any order, and of one's own council only."""

import logging
from uuid import UUID, uuid4

import pytest

from portal.demo.cast import Cast
from tests.notify import RunningNotify, notify
from tests.reminders.arranging import Db
from tests.reminders.posting import Poster, has_left, poster_for
from tests.running import RunningPortal

__all__ = ["notify"]


@pytest.fixture
async def poster(portal: RunningPortal, notify: RunningNotify) -> Poster:
    return await poster_for(notify, portal.database.dsn(), portal.origin, portal.cast.exampleshire)


@pytest.fixture
async def reference(portal: RunningPortal, db: Db) -> UUID:
    return await has_left(db, portal.cast.dani, portal.cast.home_visit, portal.clock.now())


async def state_of(db: Db, reference: UUID) -> tuple[str, str | None]:
    row = await db.fetchrow("SELECT state, why FROM letter WHERE reference = $1", reference)
    assert row is not None
    return row["state"], row["why"]


async def test_a_receipt_says_what_became_of_a_letter(poster: Poster, db: Db, reference: UUID) -> None:
    assert await poster.receipt(reference, "delivered") == 204
    assert await state_of(db, reference) == ("delivered", None)


async def test_again_and_in_the_wrong_order_changes_nothing(poster: Poster, db: Db, reference: UUID) -> None:
    for status in ("delivered", "delivered", "sending", "permanent-failure", "delivered"):
        assert await poster.receipt(reference, status) == 204
    assert await state_of(db, reference) == ("delivered", None)
    assert await db.fetchval("SELECT count(*) FROM delivery_event") == 1


async def test_a_number_that_is_dead_is_marked_for_staff_to_see(
    poster: Poster, db: Db, reference: UUID, cast: Cast
) -> None:
    assert await poster.receipt(reference, "permanent-failure") == 204
    assert await state_of(db, reference) == ("failed", "permanent")
    assert (
        await db.fetchval(
            "SELECT works FROM contact_point WHERE person_id = $1 AND kind = 'mobile'", cast.dani.id
        )
        is False
    )


async def test_a_letter_that_nobody_knows_is_heard_and_left_alone(poster: Poster) -> None:
    assert await poster.receipt(uuid4(), "delivered") == 204
    assert (await poster.post("/notify/receipts", {"status": "delivered", "reference": None}))[0] == 204
    assert (await poster.post("/notify/receipts", {"status": "delivered", "reference": "' OR 1=1"}))[0] == 204
    assert (await poster.post("/notify/receipts", {"status": "made-up", "reference": str(uuid4())}))[0] == 204


async def test_another_councils_receipt_leaves_a_letter_as_it_was(
    poster: Poster, notify: RunningNotify, db: Db, reference: UUID, cast: Cast
) -> None:
    other = Poster(poster.origin, notify.token(cast.sampleton))
    assert await other.receipt(reference, "permanent-failure") == 204
    assert await state_of(db, reference) == ("sent", None)
    assert await db.fetchval("SELECT bool_and(works) FROM contact_point")


@pytest.mark.parametrize("token", ["", "wrong", "ü" * 40, "a" * 4000])
async def test_who_has_no_token_is_told_nothing(poster: Poster, db: Db, reference: UUID, token: str) -> None:
    said = {"reference": str(reference), "status": "delivered"}
    assert await poster.post("/notify/receipts", said, token=token.encode().decode("latin-1")) == (401, "")
    assert await poster.post("/notify/texts", {}, token=token.encode().decode("latin-1")) == (401, "")
    assert await state_of(db, reference) == ("sent", None)


async def test_two_tokens_work_while_they_are_changed_over_and_an_ended_one_does_not(
    poster: Poster, db: Db, reference: UUID, cast: Cast
) -> None:
    await db.execute(
        "INSERT INTO notify_token (council_id, token_hash) VALUES ($1, sha256('second'::bytea))",
        cast.exampleshire,
    )
    second = Poster(poster.origin, "second")
    assert await second.receipt(reference, "sending") == 204
    assert await poster.receipt(reference, "delivered") == 204
    await db.execute("UPDATE notify_token SET ended_at = now() WHERE token_hash = sha256('second'::bytea)")
    assert await second.receipt(reference, "delivered") == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"delivered"', b"\xff\xfe", b"[" * 9000, b'{"status": 5}', b'{"status": "Not One"}'],
)
async def test_what_is_no_receipt_gets_a_plain_refusal(poster: Poster, body: bytes) -> None:
    assert await poster.post("/notify/receipts", None, raw=body) == (400, "400 Bad Request\n")
    assert await poster.post("/notify/texts", None, raw=body) == (400, "400 Bad Request\n")


async def test_a_megabyte_is_refused_and_the_next_receipt_is_heard(
    poster: Poster, db: Db, reference: UUID
) -> None:
    try:
        status, _ = await poster.post("/notify/receipts", None, raw=b'{"status": "' + b"x" * 1_000_000)
        assert status == 413
    except OSError:
        pass  # the portal hung up while it was still coming
    assert (await poster.post("/notify/receipts", None, raw=b" " * 16_385))[0] == 413
    assert await poster.receipt(reference, "delivered") == 204
    assert await state_of(db, reference) == ("delivered", None)


async def test_neither_form_nor_origin_nor_session_is_asked_for_and_no_cookie_is_given(
    poster: Poster, reference: UUID
) -> None:
    assert await poster.receipt(reference, "delivered") == 204


async def test_no_number_is_written_to_a_log(
    poster: Poster, reference: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await poster.receipt(reference, "delivered")
    await poster.text("447700900401", "Meet me by the swans")
    assert "7700900401" not in caplog.text
    assert "swans" not in caplog.text
