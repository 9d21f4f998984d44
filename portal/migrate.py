"""Brings a database from whatever it is to the head of the migrations, one process at a time."""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg

from portal.db import reaching

# Every process that migrates takes this lock first. Polled: a waiter inside pg_advisory_lock would hold a
# snapshot, which a CREATE INDEX CONCURRENTLY of the one ahead waits for, and neither would ever end.
LOCK = 772_001
TABLE = "dbmate.schema_migrations"
# A statement that waits longer than this for a table gives up: all that come after it would wait behind it.
LOCK_TIMEOUT = "10s"


class MigrationFailed(Exception):
    """A migration failed; the text says which and why."""


async def migrate(dsn: str, folder: Path) -> list[str]:
    """Applies what is missing; returns the names of the files applied. A failed file leaves no trace.

    `dsn` is of the role that owns the tables (portal_migrator). Files that do not begin with a digit are no
    migrations. Raises MigrationFailed, or Unreachable.
    """
    async with _only_one(dsn):
        return await _run_dbmate(dsn, folder)


@contextlib.asynccontextmanager
async def _only_one(dsn: str) -> AsyncIterator[None]:
    with reaching():
        connection = await asyncpg.connect(dsn, timeout=10)
    try:
        while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        yield
    finally:
        await connection.close(timeout=10)


async def _run_dbmate(dsn: str, folder: Path) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        _dbmate(),
        "--migrations-dir",
        str(folder),
        "--migrations-table",
        TABLE,
        "--no-dump-schema",
        "migrate",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={
            "DATABASE_URL": _with_lock_timeout(dsn)
        },  # not an argument: those are for everyone on the machine to read
    )
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    said = out.decode(errors="replace").splitlines()
    if process.returncode:
        at = next(
            (line for line in reversed(said) if line.startswith("Applying: ")), "Before the first migration"
        )
        raise MigrationFailed(f"{at}: {err.decode(errors='replace').strip()}")
    return [line.removeprefix("Applying: ") for line in said if line.startswith("Applying: ")]


def _with_lock_timeout(dsn: str) -> str:
    return f"{dsn}{'&' if '?' in dsn else '?'}lock_timeout={LOCK_TIMEOUT}"


def _dbmate() -> str:
    beside = Path(sys.executable).parent / "dbmate"
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("The program dbmate is not installed: run make setup.")
    return found
