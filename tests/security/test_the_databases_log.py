"""What PostgreSQL writes into its own log, which operators read and ship elsewhere: never what anybody typed."""

import asyncpg
import pytest

from tests.databases import CastDatabase

ROLES = ("portal_web", "portal_worker", "portal_migrator")
WORD = "zqlogged"


def log_of(database: CastDatabase) -> str:
    folder = database.postgres.socket_folder
    assert folder is not None
    return (folder / "postgres.log").read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("role", ROLES)
async def test_a_row_that_is_refused_is_not_written_there(cast_database: CastDatabase, role: str) -> None:
    """A refusal by a constraint comes with the whole row, unless the log is told to keep it short."""
    conn = await asyncpg.connect(cast_database.dsn(role))
    try:
        await conn.execute(
            "CREATE TEMP TABLE said (words text CONSTRAINT words_are_few CHECK (length(words) < 3))"
        )
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("INSERT INTO said VALUES ($1)", f"{WORD} {role}")
    finally:
        await conn.close()
    log = log_of(cast_database)
    assert "words_are_few" in log
    assert WORD not in log


@pytest.mark.parametrize("role", ROLES)
async def test_a_slow_statement_is_written_there_without_its_values(
    cast_database: CastDatabase, role: str
) -> None:
    """As an operator looks for what is slow: every statement is told, and nothing that it was given."""
    admin = await asyncpg.connect(cast_database.dsn("postgres"))
    await admin.execute(f"ALTER DATABASE {cast_database.name} SET log_min_duration_statement = 0")
    await admin.close()
    conn = await asyncpg.connect(cast_database.dsn(role))
    try:
        await conn.fetchval("SELECT $1::text /* slowly */", f"{WORD} {role}")
    finally:
        await conn.close()
    log = log_of(cast_database)
    assert "/* slowly */" in log
    assert WORD not in log
