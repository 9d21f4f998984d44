"""Two web processes over one database: what one keeps, the other's sockets hear, with the telling and without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from messaging import watching
from portal.web.request import POOL
from tests.databases import CastDatabase
from tests.messaging.wire import Socket, signed_in, socket_of
from tests.patience import until, within
from tests.running import RunningPortal, Visitor, run_portal


@asynccontextmanager
async def across(database: CastDatabase) -> AsyncIterator[tuple[Visitor, Socket, Socket]]:
    """Dani's browser and socket in one process, her worker's socket in the other."""
    async with (
        run_portal(database) as one,
        run_portal(database) as other,
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
        await within(5, worker.gone.wait())
        assert worker.heard("signed-out")
        await family.send(conversation, "Nobody of the old session hears this")
        await asyncio.sleep(0.2)
        assert worker.heard("message") == []


async def test_who_no_longer_covers_hears_nothing_that_was_written_since(cast_database: CastDatabase) -> None:
    """Also where the process of their socket heard of it while they covered, and pages have all other connections."""
    cast = cast_database.cast
    owner = await asyncpg.connect(cast_database.dsn())
    await owner.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, covering_for)
        SELECT council_id, $2, child_plan_id, 'cover', from_at, staff_id FROM involvement
         WHERE staff_id = $1 AND role = 'allocated' AND child_plan_id IN (SELECT id FROM child_plan WHERE child_id = $3)
        """,
        cast.amira.id,
        cast.sam.id,
        cast.kit.id,
    )
    async with (
        run_portal(cast_database) as one,
        run_portal(cast_database) as other,
        signed_in(one, cast.dani) as dani,
        signed_in(other, cast.sam) as sam,
        socket_of(dani) as family,
        socket_of(sam) as cover,
    ):
        conversation = await family.only_conversation()
        sent = await family.send(conversation, "While somebody covers")
        await cover.hears("message", id=sent["id"])
        async with all_connections(other):
            await family.send(conversation, "The other process hears that there is something")
            await asyncio.sleep(0.3)
            await owner.execute(
                "UPDATE involvement SET to_at = $2 WHERE staff_id = $1 AND role = 'cover'",
                cast.sam.id,
                other.clock.now(),
            )
            await family.send(conversation, "Not for who covered")
        await within(5, cover.gone.wait())
        assert [told["body"] for told in cover.heard("message")][-1] != "Not for who covered"
    await owner.close()


async def both_listen(owner: "asyncpg.Connection[asyncpg.Record]") -> bool:
    return bool(
        await owner.fetchval(
            """
            SELECT count(*) = 2 FROM pg_stat_activity
             WHERE application_name = 'portal listening' AND datname = current_database()
            """
        )
    )


@asynccontextmanager
async def all_connections(portal: RunningPortal) -> AsyncIterator[None]:
    """Whoever wants one of the pool's has to wait, but for the rounds, which keep one."""
    pool = portal.app[POOL]
    async with AsyncExitStack() as taken:
        for _ in range(pool.get_max_size() - 1):
            await taken.enter_async_context(pool.acquire())
        yield


async def test_a_listening_connection_that_is_killed_is_made_anew(cast_database: CastDatabase) -> None:
    async with across(cast_database) as (_, family, worker):
        conversation = await family.only_conversation()
        owner = await asyncpg.connect(cast_database.dsn("postgres"))
        await owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portal listening'"
        )
        sent = await family.send(conversation, "While nobody listens")
        await worker.hears("message", id=sent["id"])
        await until(lambda: both_listen(owner))
        await owner.close()
