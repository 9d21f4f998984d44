"""PostgreSQL crashes under the portal: a plain page says to wait, and everything comes back by itself."""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from messaging.watching import LOOK_EVERY
from portal.demo.cast import Cast
from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.migrate import migrate
from portal.web.request import POOL
from tests.databases import FIRST_DAY, HOST, MIGRATIONS, CastDatabase
from tests.faults.proxy import SOCKET, Proxy
from tests.messaging.wire import socket_of
from tests.patience import within
from tests.running import RunningPortal, SignIn, Visitor, new_visitor, run_portal
from tests.security.going_away import (
    ANSWER_WITHIN,
    ThroughAProxy,
    crash,
    end_connections,
    read_only,
    through_a_proxy,
)

# How long PostgreSQL takes to recover on a machine that is busy as well; the portal then needs nothing.
BACK_WITHIN = 45.0
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[DevPostgres]:
    """A durable server of this test's own: the others' must not crash, and what was committed has to be there."""
    with DevPostgres(tmp_path / "data").start(MIGRATIONS / "roles.sql") as postgres:
        postgres.ensure_database()
        yield postgres


async def test_a_crash_is_a_plain_page_and_then_over(
    own_server: DevPostgres, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "of before")
    owner = own_server.dsn("portal", "portal_migrator")
    await migrate(owner, MIGRATIONS)
    cast = await fill(owner, first_day=FIRST_DAY, host=HOST)
    async with (
        run_portal(CastDatabase("portal", own_server, cast)) as portal,
        new_visitor(portal.origin) as dani,
        new_visitor(portal.origin) as marcus,
    ):
        await dani.sign_in(cast.dani)
        await marcus.sign_in(cast.marcus)
        await crash(own_server)
        statuses: list[int] = []
        deadline = time.monotonic() + BACK_WITHIN
        while not statuses or statuses[-1] != 200:
            assert time.monotonic() < deadline, f"not back yet: {statuses}"
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await dani.get("/home")
            statuses.append(answer.status)
            if answer.status != 200:
                assert answer.status == 503
                assert answer.headers["Retry-After"]
                assert "Exit this page" in answer.text
                async with asyncio.timeout(ANSWER_WITHIN):
                    left = await marcus.get("/exit", follow=False)
                assert (left.status, left.headers["Location"]) == (303, "/weather")
                assert "Max-Age=0" in left.headers["Set-Cookie"]
                await asyncio.sleep(0.1)
        assert "Hello Dani" in (await dani.get("/home")).text
        await _is_refused_and_let_in_again(portal, own_server, dani, caplog)


async def _is_refused_and_let_in_again(
    portal: RunningPortal, server: DevPostgres, dani: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """The password of the portal's role was changed at the server first: connections end, and none can be made."""
    rules = Path(server.run_sql("ALTER ROLE portal_web PASSWORD 'of now'; SHOW hba_file").strip())
    before = await asyncio.to_thread(rules.read_text)
    await asyncio.to_thread(rules.write_text, f"local all portal_web scram-sha-256\n{before}")
    server.run_sql("SELECT pg_reload_conf()")
    answer = await dani.get("/home")
    async with asyncio.timeout(BACK_WITHIN):
        while True:
            await end_connections(portal.database)
            answer = await dani.get("/home")
            if "Unreachable (InvalidPasswordError)" in caplog.text:
                break
            assert answer.status in (200, 503)
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert "password" not in answer.text
    await asyncio.to_thread(rules.write_text, before)
    server.run_sql("SELECT pg_reload_conf()")
    async with asyncio.timeout(BACK_WITHIN):
        while (await dani.get("/home")).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_connection_that_was_told_it_is_over_is_a_plain_page_too(cast_database: CastDatabase) -> None:
    """The portal takes it up after PostgreSQL's last words and before the line has ended."""
    server = cast_database.postgres
    with tempfile.TemporaryDirectory() as folder:
        proxy = Proxy(Path(folder))
        proxy.real = server.socket_folder
        await proxy.start()
        try:
            through = ThroughAProxy(cast_database.name, server, cast_database.cast, proxy.folder)
            async with run_portal(through) as portal, new_visitor(portal.origin) as dani:
                await dani.sign_in(through.cast.dani)
                proxy.ends.clear()
                await end_connections(cast_database)
                answer = await dani.get("/home")
                assert answer.status == 503
                assert answer.headers["Retry-After"]
                proxy.ends.set()
                async with asyncio.timeout(BACK_WITHIN):
                    while (await dani.get("/home")).status != 200:  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
        finally:
            await proxy.stop()


async def test_a_server_that_was_stopped_is_a_plain_page_too(cast_database: CastDatabase) -> None:
    """One that is stopped in order takes the way to it away; one on another machine can lose its name."""
    with tempfile.TemporaryDirectory() as folder:
        server = cast_database.postgres
        proxy = Proxy(Path(folder))
        proxy.real = server.socket_folder
        await proxy.start()
        through = ThroughAProxy(cast_database.name, server, cast_database.cast, proxy.folder)
        async with run_portal(through) as portal, new_visitor(portal.origin) as dani:
            await dani.sign_in(through.cast.dani)
            dani.extra.update(HANDSHAKE, Origin=portal.origin)
            await asyncio.to_thread(os.unlink, f"{folder}/{SOCKET}")
            await end_connections(cast_database)
            for path in ("/home", "/socket.io/?EIO=4&transport=websocket"):
                answer = await dani.get(path)
                assert answer.status == 503, path
                assert answer.headers["Retry-After"]
        await proxy.stop()


async def test_a_way_that_ends_in_a_file_is_a_plain_page_too(cast_database: CastDatabase) -> None:
    async with through_a_proxy(cast_database) as (portal, proxy), new_visitor(portal.origin) as dani:
        await dani.sign_in(portal.cast.dani)
        await proxy.stop()
        await asyncio.to_thread(shutil.rmtree, proxy.folder)
        await asyncio.to_thread(proxy.folder.touch)
        await end_connections(cast_database)
        await is_waited_for(dani)
        await asyncio.to_thread(proxy.folder.unlink)


async def test_no_more_files_to_open_is_a_plain_page_too(
    cast_database: CastDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever needs a connection that is not there yet hears so, until there are files again."""
    async with run_portal(cast_database) as portal, new_visitor(portal.origin) as dani:
        await dani.sign_in(portal.cast.dani)
        pool = portal.app[POOL]
        held = [await pool.acquire() for _ in range(pool.get_size())]
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            await is_waited_for(dani)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for one in held:
                await pool.release(one)
        assert "Unreachable (EMFILE) on GET /home" in caplog.text
        assert (await dani.get("/home")).status == 200


async def test_a_file_of_ours_that_is_missing_is_not_taken_for_the_database(
    cast_database: CastDatabase,
) -> None:
    async def open_one(_: web.Request) -> web.Response:
        return web.Response(body=await asyncio.to_thread(Path("/nowhere/at/all").read_bytes))

    def add(app: web.Application) -> None:
        app.router.add_get("/fault", open_one)

    async with run_portal(cast_database, prepare=add) as portal, new_visitor(portal.origin) as anyone:
        assert (await anyone.get("/fault")).status == 500


@pytest.mark.parametrize("command", ["web", "worker"])
def test_what_is_started_without_it_says_so_in_a_line(command: str) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": "postgresql://portal_web@/portal?host=/nowhere",
        "PORTAL_ORIGIN": "http://127.0.0.1:1",
        "PORTAL_SECRET": bytes(range(32)).hex(),
        "PORTAL_AUDIT_KEY": bytes(range(1, 33)).hex(),
    }
    run = [sys.executable, "-m", "portal", command]
    done = subprocess.run(run, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, "The database cannot be reached: ENOENT.\n")


async def is_waited_for(visitor: Visitor) -> None:
    answer = await visitor.get("/home")
    assert answer.status == 503
    assert answer.headers["Retry-After"]


async def test_a_server_that_only_reads_is_a_plain_page_too(cast_database: CastDatabase) -> None:
    """So it is while another takes over from it."""
    async with run_portal(cast_database) as portal, new_visitor(portal.origin) as dani:
        await dani.sign_in(portal.cast.dani)
        await read_only(cast_database, "on")
        answer = await dani.get("/home")
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        await read_only(cast_database, "off")
        async with asyncio.timeout(BACK_WITHIN):
            while (await dani.get("/home")).status != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


async def test_sockets_that_stayed_open_go_on_as_if_nothing_had_been(
    portal: RunningPortal, sign_in: SignIn, cast: Cast
) -> None:
    """The first words are kept, and whose session ends afterwards is still found."""
    visitor = await sign_in(cast.dani)
    async with socket_of(visitor) as dani, socket_of(await sign_in(cast.amira)) as amira:
        talk = await dani.only_conversation()
        await dani.send(talk, "Before")
        await amira.hears("message", body="Before")
        # From here on every connection is idle: the one that a batch went by, and the one for the looks.
        await asyncio.sleep(LOOK_EVERY + 0.5)
        await end_connections(portal.database)
        await asyncio.sleep(0.2)
        assert (await dani.send(talk, "First after")).get("seq") == 2
        await amira.hears("message", body="First after")
        await visitor.post("/sign-out")
        await within(5, dani.gone.wait())
        assert dani.heard("signed-out")
