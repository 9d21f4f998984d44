"""The databases that tests are given: their own, migrated, and gone afterwards."""

import asyncpg
import pytest

from tests.databases import Cluster, Database


@pytest.mark.parametrize("time", ["first", "second"])
async def test_what_one_test_writes_no_other_finds(empty_database: Database, time: str) -> None:
    connection = await asyncpg.connect(empty_database.dsn())
    await connection.execute("create table left_behind (time text)")
    await connection.close()


async def test_every_role_of_the_portal_may_come_in(empty_database: Database) -> None:
    for user in ("portal_migrator", "portal_web", "portal_worker"):
        connection = await asyncpg.connect(empty_database.dsn(user))
        assert await connection.fetchval("select current_user") == user
        await connection.close()


def test_a_copy_is_gone_once_dropped_even_while_somebody_is_connected(
    cluster: Cluster, empty_template: str
) -> None:
    name = cluster.copy(empty_template)
    held = cluster.do(asyncpg.connect(cluster.postgres.dsn(name)))
    cluster.drop(name)
    held.terminate()
    assert cluster.postgres.run_sql(f"select from pg_database where datname = '{name}'") == ""
