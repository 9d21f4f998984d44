"""Sockets opened by somebody who means harm, or whose program is broken: only theirs ends, and nothing is logged."""

import asyncio
import logging
import socket

import aiohttp
import asyncpg
import pytest

from portal.demo.cast import Cast
from tests.messaging.framing import masked
from tests.messaging.raw import BINARY, OPEN, TEXT, connected, cookie_of, open_raw
from tests.messaging.wire import socket_of
from tests.running import RunningPortal, SignIn

# What was promised is five seconds; the rest is what a busy machine adds.
WITHIN = 5.5

REFUSED: tuple[tuple[dict[str, str | None], int], ...] = (
    ({"Cookie": None}, 401),
    ({"Cookie": "session=" + "A" * 43}, 401),
    ({"Origin": None}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1"}, 403),
    ({"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}, 403),
    ({"path": "/socket.io/?EIO=4&transport=polling"}, 400),
    ({"path": "/socket.io/?EIO=4"}, 400),
    ({"path": OPEN + "&sid=abc"}, 400),
    ({"path": "/socket.io/?EIO=3&transport=websocket"}, 400),
    ({"Upgrade": None, "Connection": "close"}, 400),
    ({"key": "short"}, 400),
    ({"Host": "evil.example"}, 421),
)


async def test_who_is_not_let_in_is_told_before_the_upgrade(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    cookie = cookie_of(await sign_in(cast.dani))
    for changed, status in REFUSED:
        raw = await open_raw(portal, **{"Cookie": cookie, **changed})  # type: ignore[arg-type]
        assert raw.status == status, changed
        raw.writer.close()


async def test_polling_in_any_form_is_refused(portal: RunningPortal, sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    assert (await dani.get("/socket.io/?EIO=4&transport=polling")).status == 400
    assert (await dani.get("/socket.io/?EIO=4&transport=polling&j=0")).status == 400
    async with aiohttp.ClientSession() as nobody:
        async with nobody.get(portal.origin + "/socket.io/?EIO=4&transport=polling") as answer:
            assert answer.status == 400
        async with nobody.post(portal.origin + "/socket.io/?EIO=4&transport=polling", data=b"40") as answer:
            assert answer.status == 400


async def test_compression_is_offered_and_not_taken(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    raw = await open_raw(portal, Cookie=cookie_of(await sign_in(cast.dani)))
    assert raw.status == 101
    assert "permessage-deflate" not in raw.head.lower()
    raw.writer.close()


async def test_a_socket_that_never_connects_is_closed(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    raw = await open_raw(portal, Cookie=cookie_of(await sign_in(cast.dani)))
    assert b'"pingInterval":25000' in await raw.ends(WITHIN)


async def test_an_event_before_the_socket_is_connected_ends_it(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    """It would be answered by nobody."""
    raw = await open_raw(portal, Cookie=cookie_of(await sign_in(cast.dani)))
    raw.say("40/messages,{}")
    raw.say('42/messages,1["conversations",{}]')
    await raw.ends(WITHIN)


NOBODY_SAYS: tuple[str | bytes, ...] = (
    "x",
    "",
    "9",
    "4x",
    "4" + "[" * 10_000,
    "42/messages," + "[" * 10_000,
    "42/messages,1" + "[" * 10_000 + "]" * 10_000,
    "459999999999-/messages,",
    '451-/messages,["send",{"_placeholder":true,"num":0}]',
    '42/other,1["send",{}]',
    '42["send",{}]',
    '42/messages,1["connect",{}]',
    '42/messages,1["disconnect"]',
    '42/messages,1["no-such-event",{}]',
    "42/messages,1[7]",
    '42/messages,1{"send":1}',
    '42/messages,1["send",{},{}]',
    "42/messages," + "9" * 200 + '["send",{}]',
    "43/messages,1[]",
    "44/messages,{}",
    "40/messages,{}",
    "40/other,{}",
    "41/messages,",
    "1",
    "2probe",
    b"\xff\xfe",
)


BROKEN: tuple[bytes, ...] = (
    masked(BINARY, b"hello"),
    masked(TEXT, b"x" * 70_000),
    b"\xc1\x85\x00\x00\x00\x00hello",
    b"\x81\x05hello",
    masked(TEXT, b'42/messages,1["conversations"]')[:9],
    masked(TEXT, b"42/mess", last=False),
    masked(8, b"\x00\x01\x02"),
)


async def test_what_no_program_of_ours_says_ends_that_socket_and_no_other(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    marcus = await sign_in(cast.marcus)
    async with socket_of(await sign_in(cast.dani)) as neighbour:
        wires = [masked(TEXT, w.encode() if isinstance(w, str) else w) for w in NOBODY_SAYS] + list(BROKEN)
        for start in range(0, len(wires), 5):  # as many as one person may have at once
            some = wires[start : start + 5]
            opened = [await connected(portal, marcus) for _ in some]
            for raw, wire in zip(opened, some, strict=True):
                raw.writer.write(wire)
            ended = await asyncio.gather(*(raw.ends(WITHIN) for raw in opened), return_exceptions=True)
            alive = [
                wire[:60] for wire, end in zip(some, ended, strict=True) if isinstance(end, BaseException)
            ]
            assert alive == []
        assert (await neighbour.ask("conversations"))["conversations"]
    assert [r for r in caplog.records if r.exc_info or r.levelno >= logging.WARNING] == []


async def test_lone_halves_of_letters_and_null_are_answered(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation = await dani.only_conversation()
        for body in ("\ud800", "a\udfffb", "\x00"):
            assert (await dani.send(conversation, body))["problem"] == "not-text"


async def test_somebody_who_does_not_read_is_cut_off_and_others_go_on(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    dani = await sign_in(cast.dani)
    async with socket_of(dani) as other, socket_of(await sign_in(cast.amira)) as amira:
        conversation = await other.only_conversation()
        for number in range(15):
            assert (await other.send(conversation, f"{number} " + "x" * 1900))["seq"]
        raw = await connected(portal, dani)
        # Asks again and again for everything, and reads none of it.
        sync = f'["sync",{{"conversation":"{conversation}","after":0}}]'
        for turn in range(120):
            raw.say(f"42/messages,{turn}{sync}")
        await asyncio.sleep(0.5)
        assert (await amira.send(conversation, "Still here"))["seq"]
        raw.writer.close()


async def test_what_waits_for_somebody_who_does_not_read_ends_with_their_right_to_it(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """They read on long after that: neither we nor the system underneath has kept it for them."""
    async with socket_of(await sign_in(cast.dani)) as dani:
        conversation = await dani.only_conversation()
        for number in range(15):
            assert (await dani.send(conversation, f"{number} " + "x" * 1900))["seq"]
        raw = await connected(portal, await sign_in(cast.amira))
        # What its own side of the line takes is small.
        raw.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for turn in range(19):
            raw.say(f'42/messages,{turn}["sync",{{"conversation":"{conversation}","after":0}}]')
        await asyncio.sleep(1)
        await db.execute("UPDATE session SET ended_at = now() WHERE account_id = $1", cast.amira.account_id)
        await asyncio.sleep(5)
        # Of more than half a million bytes.
        assert len(await raw.ends()) < 250_000


async def test_five_hundred_messages_in_a_burst_are_answered_or_cut_off(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    async with socket_of(await sign_in(cast.amira)) as amira:
        raw = await connected(portal, await sign_in(cast.dani))
        for turn in range(500):
            raw.say(f'42/messages,{turn}["send",{{"conversation":"x"}}]')
        said = await raw.ends()
        assert said.count(b'"bad-data"') == 20
        assert said.count(b'"too-fast"') >= 100
        assert (await amira.ask("conversations"))["conversations"]
