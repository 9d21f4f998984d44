"""The libraries' own read and write path, chosen by setting, keeps the same contract."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from aiohttp import web

from portal.web.request import SETTINGS
from tests.databases import CastDatabase
from tests.messaging.framing import masked
from tests.messaging.raw import TEXT, connected, cookie_of, open_raw
from tests.messaging.wire import socket_of
from tests.running import RunningPortal, SignIn, run_portal


def plainly(app: web.Application) -> None:
    app[SETTINGS] = replace(app[SETTINGS], socket_path="plain")


@pytest.fixture
async def portal(cast_database: CastDatabase) -> AsyncIterator[RunningPortal]:
    async with run_portal(cast_database, prepare=plainly) as running:
        yield running


async def test_messages_marks_and_problems_are_the_same(portal: RunningPortal, sign_in: SignIn) -> None:
    cast = portal.cast
    async with socket_of(await sign_in(cast.dani)) as dani, socket_of(await sign_in(cast.amira)) as amira:
        conversation, client_id = await dani.only_conversation(), str(uuid4())
        answer = await dani.send(conversation, "Hello", client_id)
        assert set(answer) == {"id", "seq", "at"}
        assert await dani.send(conversation, "Hello", client_id) == answer
        told = await amira.hears("message", id=answer["id"])
        assert (told["mine"], told["client_id"], told["body"]) == (False, None, "Hello")
        assert (await dani.hears("message", id=answer["id"]))["client_id"] == client_id
        await dani.hears("delivered", seq=answer["seq"])
        await amira.ask("read", {"conversation": conversation, "seq": answer["seq"]})
        await dani.hears("seen", seq=answer["seq"])
        assert (await dani.ask("sync", {"conversation": conversation, "after": answer["seq"]})) == {
            "messages": [],
            "more": False,
        }
        assert (await dani.send(str(uuid4()), "Hello"))["problem"] == "not-found"
        raw = await open_raw(portal, Cookie=cookie_of(await sign_in(cast.dani)))
        assert "permessage-deflate" not in raw.head.lower()
        raw.writer.close()


async def test_who_is_not_let_in_and_what_nobody_says(portal: RunningPortal, sign_in: SignIn) -> None:
    visitor = await sign_in(portal.cast.dani)
    for changed, status in (({"Origin": "null"}, 403), ({"Cookie": "session=x"}, 401)):
        raw = await open_raw(portal, **{"Cookie": cookie_of(visitor), **changed})
        assert raw.status == status
        raw.writer.close()
    async with socket_of(await sign_in(portal.cast.amira)) as neighbour:
        for words in ('42/messages,1["connect",{}]', '42/messages,1["no-such-event",{}]', "40/messages,{}"):
            raw = await connected(portal, visitor)
            raw.writer.write(masked(TEXT, words.encode()))
            await raw.ends()
        assert (await neighbour.ask("conversations"))["conversations"]
