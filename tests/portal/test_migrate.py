"""Migrating: one process at a time, each file once, and a failed one leaves no trace."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from portal.db import Unreachable
from portal.migrate import LOCK, MigrationFailed, migrate
from tests.databases import MIGRATIONS, Cluster


@pytest.fixture
def bare(cluster: Cluster) -> Iterator[str]:
    """The address of a database in which nothing was ever migrated."""
    name = cluster.copy("template1")
    yield cluster.postgres.dsn(name)
    cluster.drop(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "0001_shelf.sql", "create table shelf (width int);")
    write(tmp_path / "0002_books.sql", "create table book (title text);")
    (tmp_path / "roles.sql").write_text("this is no migration;\n")
    return tmp_path


def write(path: Path, script: str, options: str = "") -> None:
    path.write_text(f"-- migrate:up{options}\n{script}\n\n-- migrate:down\n")


async def tables_of(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public' order by 1"
        )
    finally:
        await connection.close()
    return [row["tablename"] for row in rows]


async def test_each_file_is_applied_once_and_in_order(bare: str, folder: Path) -> None:
    assert await migrate(bare, folder) == ["0001_shelf.sql", "0002_books.sql"]
    assert await migrate(bare, folder) == []
    assert await tables_of(bare) == ["book", "shelf"]


async def test_the_record_of_migrations_lies_in_a_schema_of_its_own(bare: str, folder: Path) -> None:
    await migrate(bare, folder)
    connection = await asyncpg.connect(bare)
    assert await connection.fetchval("select count(*) from dbmate.schema_migrations") == 2
    await connection.close()


async def test_five_at_once_apply_everything_once_even_an_index_made_concurrently(
    bare: str, folder: Path
) -> None:
    write(
        folder / "0003_index.sql", "create index concurrently by_title on book (title);", " transaction:false"
    )
    applied = await asyncio.wait_for(asyncio.gather(*(migrate(bare, folder) for _ in range(5))), 60)
    assert sorted(map(len, applied)) == [0, 0, 0, 0, 3]


async def test_a_failed_file_is_named_and_leaves_no_trace(bare: str, folder: Path) -> None:
    write(folder / "0002_books.sql", "create table book (title text);\nselect nonsense;")
    with pytest.raises(MigrationFailed, match=r'0002_books\.sql: .*column "nonsense" does not exist'):
        await migrate(bare, folder)
    assert await tables_of(bare) == ["shelf"]


async def test_the_next_waits_for_the_one_ahead(bare: str, folder: Path) -> None:
    ahead = await asyncpg.connect(bare)
    await ahead.execute("select pg_advisory_lock($1)", LOCK)
    waiting = asyncio.create_task(migrate(bare, folder))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await ahead.close()
    assert len(await asyncio.wait_for(waiting, 30)) == 2


async def test_a_migration_that_waits_for_a_busy_table_gives_up_in_time(bare: str, folder: Path) -> None:
    write(
        folder / "0003_timeout.sql",
        "create table waits as select current_setting('lock_timeout') as at_most;",
    )
    await migrate(bare, folder)
    connection = await asyncpg.connect(bare)
    assert await connection.fetchval("select at_most from waits") == "10s"
    await connection.close()


async def test_an_unreachable_database_is_one_sentence() -> None:
    with pytest.raises(Unreachable):
        await migrate("postgresql://nobody@/none?host=/nowhere", MIGRATIONS)


async def test_our_own_migrations_go_from_empty_to_the_head(bare: str) -> None:
    written = sorted(path.name for path in MIGRATIONS.glob("[0-9]*.sql"))
    assert await migrate(bare, MIGRATIONS) == written
    assert await migrate(bare, MIGRATIONS) == []
