"""A process that is alone tells nobody of what goes alone; one that comes is heard of, and told from then on."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from messaging import watching
from messaging.store_live import listen
from portal.live import SERVER
from tests.databases import CastDatabase
from tests.messaging.wire import signed_in, socket_of
from tests.patience import PATIENCE
from tests.running import run_portal


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - looked at in between only
            await asyncio.sleep(0.01)


async def test_only_who_is_there_is_told(
    cast_database: CastDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.05)
    # Somebody who only overhears is no process that has sockets.
    overheard: list[str] = []
    ear = await asyncpg.connect(cast_database.dsn("portal_web"))
    await ear.add_listener("messages", lambda *told: overheard.append(str(told[-1])))
    async with (
        run_portal(cast_database) as portal,
        signed_in(portal, cast_database.cast.dani) as dani,
        socket_of(dani) as family,
    ):
        outbound, conversation = portal.app[SERVER].live.outbound, await family.only_conversation()
        await until(lambda: not outbound.others)
        await family.send(conversation, "Alone")
        # Tellings come in the order of their commits.
        await ear.execute("NOTIFY messages, 'after it'")
        await until(lambda: "after it" in overheard)
        assert overheard == ["after it"]

        heard: list[tuple[str, str]] = []
        monkeypatch.setattr(watching, "LOOK_EVERY", 60)
        await until(lambda: not outbound.others)
        another = await listen(
            cast_database.dsn("portal_web"), "another", lambda *told: heard.append((told[0], told[1]))
        )
        await until(lambda: outbound.others)
        await family.send(conversation, "No longer alone")
        await until(lambda: any(channel == "messages" and conversation in what for channel, what in heard))
        await another.close()
    await ear.close()


async def test_a_process_that_cannot_hear_of_others_tells(cast_database: CastDatabase) -> None:
    async with run_portal(cast_database) as portal:
        live = portal.app[SERVER].live
        live.outbound.others = False
        await watching.Watching(live, cast_database.dsn("portal_web")).look_for_others()
        assert live.outbound.others
