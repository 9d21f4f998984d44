"""What whoever runs the service types: where it is not set up rightly, one line, exit code 2, and nothing done."""

import asyncio
from pathlib import Path

import pytest

from portal.app import build_app
from portal.cli import main
from portal.db import Unreachable, UnsafeDatabase, open_pool
from portal.notifying import resume
from portal.serving import start
from portal.settings import Settings
from portal.worker import run_worker, verify
from tests.databases import CastDatabase
from tests.ports import free_port
from tests.running import SECRET, RunningPortal, SignIn

AS_MIGRATOR = {
    "migrate": (),
    "restored": (),
    "council": (
        "--name", "Invented Borough Council", "--service-name", "Lantern", "--host", "127.0.0.1", "--team", "Families",
        "--phone", "020 7946 0300", "--out-of-hours-name", "Night team", "--out-of-hours-phone", "020 7946 0399",
        "--administrator", "Robin Vale", "--email", "robin.vale@invented.example.gov.uk",
    ),
    "administrator": (
        "--council", "Exampleshire County Council", "--name", "Robin Vale", "--email", "robin.vale@example.gov.uk",
    ),
    "take-app": (
        "--council", "Exampleshire County Council", "--email", "alex.morgan@example.gov.uk", "--why", "lost",
    ),
}  # fmt: skip


async def run(*arguments: str) -> object:
    """The exit code. In a thread of its own, for a command has a loop of its own."""
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(main, arguments)
    return ended.value.code


@pytest.mark.parametrize("command", AS_MIGRATOR)
async def test_without_a_way_to_the_database_it_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    for address, word in (("postgresql://portal_migrator@/portal?host=/nowhere", "ENOENT"), ("nowhere", "")):
        monkeypatch.setenv("DATABASE_URL", address)
        assert await run(command, *AS_MIGRATOR[command]) == 2
        assert capsys.readouterr().err.startswith(f"The database cannot be reached: {word}")


@pytest.mark.parametrize("command", sorted(set(AS_MIGRATOR) - {"migrate"}))
async def test_a_role_that_rows_are_hidden_from_does_nothing_and_says_so(
    portal: RunningPortal,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    dani = await sign_in(portal.cast.dani)
    monkeypatch.setenv("DATABASE_URL", portal.database.dsn("portal_web"))
    assert await run(command, *AS_MIGRATOR[command]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "", "DATABASE_URL names role portal_web. This needs role portal_migrator.\n",
    )  # fmt: skip
    assert (await dani.get("/home", follow=False)).status == 200


async def test_a_name_that_the_server_turns_down_is_no_way_to_the_database(
    shared_cast_database: CastDatabase,
) -> None:
    there = shared_cast_database.dsn("portal_web")
    elsewhere = there.replace(shared_cast_database.name, "no_such_database")
    with pytest.raises(Unreachable, match="InvalidCatalogNameError"):
        await open_pool(elsewhere, 1)
    with pytest.raises(Unreachable):
        await open_pool(there.replace("portal_web", "nobody_here"), 1)


async def test_nothing_begins_with_the_rights_of_another_process(shared_cast_database: CastDatabase) -> None:
    """What goes on until it meets a table that it may not read ends there, in a trace."""
    told = "DATABASE_URL names role {}. This needs role {}."
    web, worker = (
        Settings(
            database_url=shared_cast_database.dsn(role),
            origins=("http://127.0.0.1:1",),
            secret=SECRET,
            audit_key=SECRET,
            port=free_port(),
        )
        for role in ("portal_web", "portal_worker")
    )
    with pytest.raises(UnsafeDatabase, match=told.format("portal_worker", "portal_web")):
        await start(build_app(worker), worker)
    for begun in (run_worker(web), verify(web, {}), resume(web, "Exampleshire County Council")):
        with pytest.raises(UnsafeDatabase, match=told.format("portal_web", "portal_worker")):
            async with asyncio.timeout(30):
                await begun


async def test_an_audit_against_a_file_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("audit", "--since", str(tmp_path / "gone")) == 2
    assert capsys.readouterr().err == "--since cannot be read: No such file or directory.\n"
