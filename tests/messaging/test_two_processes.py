"""Two web processes over one database: what one keeps, the other's sockets hear, with the telling and without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from messaging import watching
from portal.demo.cast import Member
from tests.databases import CastDatabase
from tests.messaging.wire import Socket, socket_of
from tests.running import RunningPortal, Visitor, new_visitor, run_portal

two = asynccontextmanager(run_portal)


@asynccontextmanager
async def signed_in(portal: RunningPortal, member: Member) -> AsyncIterator[Visitor]:
    async with new_visitor(portal.origin) as visitor:
        assert (await visitor.sign_in(member)).status == 200
        yield visitor


@asynccontextmanager
async def across(database: CastDatabase) -> AsyncIterator[tuple[Visitor, Socket, Socket]]:
    """Dani's browser and socket in one process, her worker's socket in the other."""
    async with (
        two(database) as one,
        two(database) as other,
        signed_in(one, database.cast.dani) as dani,
        signed_in(other, database.cast.amira) as amira,
        socket_of(dani) as family,
        socket_of(amira) as worker,
    ):
        yield dani, family, worker


@pytest.mark.parametrize("listening", [True, False])
async def test_the_other_process_tells_its_own_sockets(
    cast_database: CastDatabase, listening: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not listening:
        # Every telling between the processes is lost; the look every two seconds makes up for it.
        monkeypatch.setattr(watching.Watching, "_hear", lambda *_: None)
    async with across(cast_database) as (dani, family, worker):
        conversation = await family.only_conversation()
        sent = await family.send(conversation, "Across")
        assert (await worker.hears("message", id=sent["id"]))["body"] == "Across"
        answer = await worker.send(conversation, "And back")
        assert (await family.hears("message", id=answer["id"]))["from"] == "Amira Khan"
        if listening:
            await family.hears("delivered", seq=sent["seq"])
            await worker.ask("read", {"conversation": conversation, "seq": sent["seq"]})
            await family.hears("seen", seq=sent["seq"])
            await worker.ask("typing", {"conversation": conversation})
            await family.hears("typing")
        # A form posted without JavaScript is heard in both.
        page = await dani.post(f"/messages/{conversation}", {"message": "By form", "client_id": str(uuid4())})
        assert page.status == 200
        await worker.hears("message", body="By form")
        await family.hears("message", body="By form")


async def test_a_session_that_ends_in_one_process_is_silent_in_the_other(cast_database: CastDatabase) -> None:
    async with across(cast_database) as (_, family, worker):
        conversation = await family.only_conversation()
        owner = await asyncpg.connect(cast_database.dsn())
        await owner.execute(
            "UPDATE session SET ended_at = now() WHERE account_id = $1", cast_database.cast.amira.account_id
        )
        await owner.close()
        await asyncio.wait_for(worker.gone.wait(), 5)
        assert worker.heard("signed-out")
        await family.send(conversation, "Nobody of the old session hears this")
        await asyncio.sleep(0.2)
        assert worker.heard("message") == []


async def test_a_listening_connection_that_is_killed_is_made_anew(cast_database: CastDatabase) -> None:
    async with across(cast_database) as (_, family, worker):
        conversation = await family.only_conversation()
        owner = await asyncpg.connect(cast_database.dsn("postgres"))
        await owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portal listening'"
        )
        sent = await family.send(conversation, "While nobody listens")
        await worker.hears("message", id=sent["id"])
        await asyncio.sleep(1.5)
        assert (
            await owner.fetchval(
                """
                SELECT count(*) FROM pg_stat_activity
                 WHERE application_name = 'portal listening' AND datname = current_database()
                """
            )
            == 2
        )
        await owner.close()
