"""What may have been taken, and what surely was not: judged from what really happens on a line."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic
from uuid import uuid4

import pytest

from notifications.answers import Barred, Busy, NotTaken, Refused, Taken, TooLate, Unclear
from notifications.carrier import Carrier, NotHeard, Parcel, Way
from notifications.model import Channel
from notifications.pace import FAILURES_BEFORE_A_REST, Pace, patience, rest
from portal.demo.cast import CAST
from tests.notifications.posting import QUICK, to_text
from tests.ports import free_port

KEY = f"kite-{uuid4()}-{uuid4()}"
WAY = Way(CAST.exampleshire, "kite")
# For those who answer never, or for ever.
HURRIED = replace(QUICK, fresh=0.1, time_out=0.4)
DEEP = b"[" * 100_000
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answering) -> AsyncIterator[str]:
    server = await asyncio.start_server(answer, "127.0.0.1", port := free_port())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


async def send(url: str, *, seconds: float = 60.0, pace: Pace = QUICK) -> object:
    carrier = Carrier(url, {"kite": KEY}, pace)
    parcel = Parcel(Channel.TEXT, to_text(), uuid4(), uuid4())
    try:
        return await carrier.send(WAY, parcel, monotonic() + seconds)
    finally:
        carrier.close()


def says(status: int, body: object, **headers: str) -> Answering:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n{more}\r\n"
        writer.write(head.encode() + text)
        await writer.drain()
        writer.close()

    return answer


def error(name: str, message: str = "to 07700 900123") -> dict[str, object]:
    return {"errors": [{"error": name, "message": message}], "status_code": 0}


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (400, error("ValidationError"), Refused("ValidationError")),
        (400, b"<html>", Refused("http_400")),
        (400, error("07700 900123"), Refused("http_400")),
        (404, error("NoResultFound"), Refused("NoResultFound")),
        (401, error("AuthError"), Barred("AuthError")),
        (403, error("AuthError"), Barred("AuthError")),
        (403, b"<html>", Barred("http_403")),
        (403, error("BadRequestError"), Refused("BadRequestError")),
        (408, b"", Unclear("http_408")),
        (429, error("TooManyRequestsError"), Busy(None, for_today=True)),
        (500, error("Exception"), Unclear("http_500")),
        (502, b"<html>", Unclear("http_502")),
        (503, b"", Unclear("http_503")),
        (504, b"", Unclear("http_504")),
        (201, b'{"id": "', Unclear("http_201")),
        (201, b"{}", Unclear("no_id")),
        (201, b"[]", Unclear("no_object")),
        pytest.param(201, DEEP, Unclear("too_deep"), id="taken, too deep"),
        pytest.param(400, DEEP, Unclear("too_deep"), id="refused, too deep"),
    ],
)
async def test_each_answer_means_what_notify_means_by_it(status: int, body: object, meant: object) -> None:
    async with listening(says(status, body)) as url:
        assert await send(url) == meant


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("999999", 3600.0), ("soon", None), ("-1", None)]
)
async def test_notify_is_given_the_time_that_it_asks_for(header: str, seconds: float | None) -> None:
    async with listening(says(429, error("RateLimitError"), Retry_After=header)) as url:
        assert await send(url) == Busy(seconds, for_today=False)


async def test_what_was_taken_tells_its_words() -> None:
    notify_id = uuid4()
    said = {"id": str(notify_id), "content": {"body": "Words", "subject": "Title", "from_number": "GOVUK"}}
    async with listening(says(201, said)) as url:
        assert await send(url) == Taken(notify_id, "Title", "Words", "created")


async def test_what_no_database_keeps_is_left_out_of_what_was_taken() -> None:
    notify_id = uuid4()
    body = b'{"id": "%s", "content": {"body": "a\\u0000b\\ud800c"}}' % str(notify_id).encode()
    async with listening(says(201, body)) as url:
        assert await send(url) == Taken(notify_id, None, "abc", "created")


async def test_a_connection_that_is_refused_took_nothing() -> None:
    assert await send(f"http://127.0.0.1:{free_port()}") == NotTaken("no_connection")


async def test_a_name_that_nobody_has_took_nothing() -> None:
    assert await send("http://nobody.invalid") == NotTaken("no_connection")


async def test_a_line_that_is_cut_after_the_request_may_have_taken_it() -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.transport.abort()

    async with listening(cut) as url:
        assert await send(url) == Unclear("no_answer")


async def test_silence_may_have_taken_it() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    over = asyncio.Event()
    async with listening(silent) as url:
        assert await send(url, pace=HURRIED) == Unclear("no_answer")
        over.set()


async def test_half_a_body_may_have_taken_it() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{"id": "')
        await writer.drain()
        writer.close()

    async with listening(half) as url:
        assert await send(url) == Unclear("no_answer")


async def test_an_answer_that_comes_in_drops_is_not_waited_for_for_ever() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 40\r\n\r\n")
        while not over.is_set():
            writer.write(b" ")
            await asyncio.sleep(0.05)
        writer.close()

    over = asyncio.Event()
    async with listening(drip) as url, asyncio.timeout(30):
        # On a machine that stands still between two drops it is silence.
        assert await send(url, pace=HURRIED) in (Unclear("no_end"), Unclear("no_answer"))
        over.set()


async def test_no_answer_leads_a_letter_to_another_place() -> None:
    heard: list[bytes] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(4096))
        writer.close()

    async with listening(elsewhere) as other, listening(says(307, b"", Location=other + "/")) as url:
        assert await send(url) == Unclear("http_307")
    assert heard == []


async def test_a_letter_that_is_too_old_does_not_leave() -> None:
    async with listening(says(201, {})) as url:
        assert await send(url, seconds=-1) == TooLate()


async def find(body: object) -> Taken | None:
    async with listening(says(200, body)) as url:
        carrier = Carrier(url, {"kite": KEY}, QUICK)
        try:
            return await carrier.find(WAY, uuid4())
        finally:
            carrier.close()


async def test_a_look_up_believes_only_what_stands_under_its_own_reference() -> None:
    assert await find({"notifications": []}) is None
    assert await find({"notifications": [{"reference": "other", "id": str(uuid4())}]}) is None


@pytest.mark.parametrize("body", [{}, [], {"notifications": 3}, b"<html>", pytest.param(DEEP, id="too deep")])
async def test_a_look_up_that_answers_with_no_list_has_said_nothing(body: object) -> None:
    with pytest.raises(NotHeard):
        await find(body)


def test_nothing_shows_a_key_or_a_number() -> None:
    carrier = Carrier("http://127.0.0.1:1", {"kite": KEY}, QUICK)
    parcel = Parcel(Channel.TEXT, to_text(), uuid4(), uuid4())
    assert KEY[-36:] not in repr(carrier)
    assert "07700" not in repr(parcel)


def test_waits_double_up_to_their_longest_and_no_two_are_alike() -> None:
    pace = Pace()
    waits = [patience(pace, attempts) for attempts in range(40)]
    assert all(0.8 * pace.patience <= wait <= 1.2 * pace.longest_patience for wait in waits)
    assert len({patience(pace, 3) for _ in range(20)}) > 1
    rests = [rest(pace, failures) for failures in range(12)]
    assert rests[:FAILURES_BEFORE_A_REST] == [0.0] * FAILURES_BEFORE_A_REST
    assert rests[FAILURES_BEFORE_A_REST:] == [10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]


def test_a_stale_token_runs_out_before_anybody_else_may_send() -> None:
    """Notify refuses a token that is older than 30 seconds, so a worker that stood still sends nothing twice."""
    pace = Pace()
    assert pace.lease > pace.fresh + 30
    assert pace.settle >= 30
    assert pace.a_minute < 3_000
