"""Databases for tests: one throw-away PostgreSQL per test process, and a fresh copy of a template per test.

`empty_database` is migrated to the head and empty; `cast_database` also holds the demonstration's cast, and
`told_database` their messages too. All are the test's own and dropped after it. `shared_cast_database` and
`shared_told_database` are one per module, for tests that only read.

The cast's databases are copied two thousand times, and hold fewer months of logs; what is about the months
themselves asks for one of the others, which hold them all.
"""

import asyncio
import itertools
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import pytest
import uvloop

from portal.demo.postgres import DevPostgres
from portal.migrate import migrate

if TYPE_CHECKING:
    from portal.demo.cast import Cast

ROOT = Path(__file__).parent.parent
MIGRATIONS = ROOT / "migrations"
# The day on which the cast's story stands; tests turn the clock from here. A Monday, far from clock changes.
FIRST_DAY = date(2026, 6, 1)
HOST = "127.0.0.1"

# Logs are kept in parts: one for each month until 2032, of five files each, and one for any other time. Nearly half of
# what a copy consisted of were months that nobody in the story lives to see. What a test writes in one of them goes
# where a clock gone wrong would put it.
WITHOUT_FAR_MONTHS = f"""
    DO $$
    DECLARE part regclass;
    BEGIN
        FOR part IN
            SELECT oid FROM pg_class
             WHERE relispartition AND relkind = 'r' AND relname !~ '_({FIRST_DAY.year}_..|other)$'
        LOOP
            EXECUTE format('DROP TABLE %s', part);
        END LOOP;
    END
    $$;
    """
# The catalogue keeps the room that those had until it is written anew.
TIGHTEN = """
    SELECT format('VACUUM FULL %s', oid::regclass) FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'pg_catalog'::regnamespace AND NOT relisshared \\gexec
    """

T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """One database of the test cluster."""

    name: str
    postgres: DevPostgres

    def dsn(self, user: str = "portal_migrator") -> str:
        """Its address as portal_migrator (the owner, who sees all), portal_web, portal_worker or postgres."""
        return self.postgres.dsn(self.name, user)


@dataclass(frozen=True)
class CastDatabase(Database):
    """A database that holds the demonstration's cast, and who is who in it."""

    cast: "Cast"


class Cluster:
    """The test process's PostgreSQL, its templates, and a thread of its own to talk to it from.

    The thread is there so that fixtures work whatever loop the test itself runs, or none.
    """

    def __init__(self) -> None:
        self.postgres = DevPostgres()
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test-databases", daemon=True)
        self._names = (f"test_{number}" for number in itertools.count(1))

    def start(self) -> None:
        self.postgres.start(MIGRATIONS / "roles.sql")
        self._thread.start()
        self._admin = self.do(asyncpg.connect(self.postgres.dsn("postgres", "postgres")))

    def stop(self) -> None:
        self.do(self._admin.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.postgres.stop()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the cluster's own thread and waits for it."""

        async def awaited() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result()

    def make_template(
        self, name: str, fill: Callable[[str], Coroutine[Any, Any, T]], like: str | None = None
    ) -> T:
        """Makes a template database and fills it, given its owner's address."""
        self._create(name, like or "template1")
        filled = self.do(fill(self.postgres.dsn(name)))
        self.keep_as_template(name)
        return filled

    def keep_as_template(self, name: str) -> None:
        """From here on this database is for copying."""
        # Without statistics the planner of every copy would guess; autovacuum is off here.
        self.postgres.run_sql("vacuum analyze", name)
        # Whoever connects first writes down what every session needs to know of the catalogue: once here, and copied.
        self.postgres.run_sql("select 1", name)
        self.do(self._admin.execute(f"alter database {name} is_template true allow_connections false"))

    def copy(self, template: str) -> str:
        """A new database like the template; some 30 ms, by how many files that has."""
        name = next(self._names)
        self._create(name, template)
        return name

    def drop(self, name: str) -> None:
        self.do(self._admin.execute(f"drop database if exists {name} with (force)"))

    def _create(self, name: str, template: str) -> None:
        # Copying files takes half the time of writing each page to the log, which nobody would read again.
        self.do(
            self._admin.execute(
                f"create database {name} owner portal_migrator template {template} strategy file_copy"
            )
        )


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL of this test process."""
    made = Cluster()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def empty_template(cluster: Cluster) -> str:
    """The name of a template database, migrated from empty to the head."""
    cluster.make_template("empty_template", lambda dsn: migrate(dsn, MIGRATIONS))
    return "empty_template"


@pytest.fixture(scope="session")
def cast_template(cluster: Cluster, empty_template: str) -> "tuple[str, Cast]":
    """The name of a template database that holds the cast as on `FIRST_DAY`, and the cast."""
    from portal.demo.fill import fill

    async def fill_a_small_one(dsn: str) -> "Cast":
        cluster.postgres.run_sql(WITHOUT_FAR_MONTHS, "cast_template")
        cluster.postgres.run_sql(TIGHTEN, "cast_template")
        return await fill(dsn, first_day=FIRST_DAY, host=HOST)

    cast = cluster.make_template("cast_template", fill_a_small_one, like=empty_template)
    return "cast_template", cast


@pytest.fixture(scope="session")
def told_template(cluster: Cluster, empty_template: str) -> "tuple[str, Cast]":
    """As `cast_template`, and with all that people wrote to each other before."""
    from portal.demo.fill import fill

    cast = cluster.make_template(
        "told_template",
        lambda dsn: fill(dsn, first_day=FIRST_DAY, host=HOST, talks=True),
        like=empty_template,
    )
    return "told_template", cast


@pytest.fixture
def empty_database(cluster: Cluster, empty_template: str) -> Iterator[Database]:
    """This test's own database: migrated, empty."""
    name = cluster.copy(empty_template)
    yield Database(name, cluster.postgres)
    cluster.drop(name)


@pytest.fixture
def cast_database(cluster: Cluster, cast_template: "tuple[str, Cast]") -> Iterator[CastDatabase]:
    """This test's own database with the whole cast in it."""
    yield from _copy_of_the_cast(cluster, cast_template)


@pytest.fixture
def told_database(cluster: Cluster, told_template: "tuple[str, Cast]") -> Iterator[CastDatabase]:
    """This test's own database with the whole cast in it, who have written to each other for weeks."""
    yield from _copy_of_the_cast(cluster, told_template)


@pytest.fixture(scope="module")
def shared_told_database(cluster: Cluster, told_template: "tuple[str, Cast]") -> Iterator[CastDatabase]:
    """One database with the cast and their messages for all tests of a module that only read."""
    yield from _copy_of_the_cast(cluster, told_template)


@pytest.fixture(scope="module")
def shared_cast_database(cluster: Cluster, cast_template: "tuple[str, Cast]") -> Iterator[CastDatabase]:
    """One database with the cast for all tests of a module: for those that only read."""
    yield from _copy_of_the_cast(cluster, cast_template)


def _copy_of_the_cast(cluster: Cluster, cast_template: "tuple[str, Cast]") -> Iterator[CastDatabase]:
    template, cast = cast_template
    name = cluster.copy(template)
    yield CastDatabase(name, cluster.postgres, cast)
    cluster.drop(name)
