"""The pool of connections to PostgreSQL, and what is asserted of the server before anybody is served."""

import asyncio
import errno
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
else:  # the library's classes take no parameters when the program runs
    Connection, Pool = asyncpg.Connection, asyncpg.Pool
Row: TypeAlias = asyncpg.Record


class Unreachable(ConnectionError):
    """There was no way to the database; one plain line. `word`: what the system said, such as “EMFILE”."""

    def __init__(self, word: str) -> None:
        super().__init__(f"The database cannot be reached: {word}.")
        self.word = word


@contextmanager
def reaching() -> Iterator[None]:
    """What the system says while a way to the database is looked for is about the database, whatever it says.

    It may be as little as that this process has no more files to open, or that there is no such folder; or the server
    itself turns the role, its password or the name of the database down. Once there is a connection, asyncpg says
    itself what becomes of it.
    """
    try:
        yield
    except OSError as fault:
        raise Unreachable(errno.errorcode.get(fault.errno or 0) or type(fault).__name__) from fault
    except (asyncpg.PostgresError, asyncpg.ClientConfigurationError) as fault:
        raise Unreachable(type(fault).__name__) from fault


# What a page may meet when the database is away, full or slow: answered with 503, never with 500.
UNAVAILABLE = (
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.ConnectionFailureError,
    asyncpg.InterfaceError,
    # A connection that was ended while nobody used it, before the client has heard the last of it.
    asyncpg.InternalClientError,
    # Connections, memory or the disk are used up.
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresIOError,
    # Another server is taking over from this one.
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    Unreachable,
    # Of a browser that has gone as well: nobody hears the answer.
    ConnectionError,
    TimeoutError,
)

# Values that no column can hold. Forms refuse them first; this is the net below the forms.
UNSTORABLE = (asyncpg.DataError,)

log = logging.getLogger(__name__)

POOL_WAIT = 2.0
EMPTY = "The database is empty. Run: portal migrate"
# Whether whoever takes a connection now looks a session up on it before anything else.
_looks_up_first: ContextVar[bool] = ContextVar("looks_up_first", default=False)


def said_of(fault: BaseException) -> str:
    """For the log: what kind of fault it is, and nothing that anybody typed."""
    return f"Unreachable ({fault.word})" if isinstance(fault, Unreachable) else type(fault).__name__


class UnsafeDatabase(Exception):
    """The server or the role is set up in a way that promises would not hold; one plain line."""


async def open_pool(
    dsn: str, size: int, *, name: str = "portal web", serves: bool = True, role: str | None = None
) -> Pool:
    """A pool whose connections are checked and bounded. Raises UnsafeDatabase.

    `serves`: for people or letters, and not for one command, whose answer is one line. `role`: whose rights are needed;
    any other would be refused in the middle of the work.
    """
    pool = await asyncpg.create_pool(
        dsn,
        min_size=min(2, size),
        max_size=size,
        connect=_connect,
        init=_prepare,
        setup=_start_with_nothing,
        reset=_end_transaction,
        max_inactive_connection_lifetime=300,
        command_timeout=10,
        server_settings={
            "application_name": name,
            "timezone": "UTC",
            "jit": "off",
            # What is asked for is in memory. As if it were on a turning disk, PostgreSQL reads small tables whole, once
            # for each person it is asked about, and finds out at every row of them which council it may see.
            "random_page_cost": "1.1",
            # What was answered is kept, whatever the server says for others.
            "synchronous_commit": "on",
            # Statements ask for one id each: planning them anew each time costs more than it can gain.
            "plan_cache_mode": "force_generic_plan",
            "statement_timeout": "5s",
            "lock_timeout": "2s",
            "idle_in_transaction_session_timeout": "10s",
        },
    )
    try:
        async with pool.acquire(timeout=POOL_WAIT) as conn:
            await _check(conn, serves=serves, role=role)
    except BaseException:
        await pool.close()
        raise
    return pool


async def _connect(*where: Any, **how: Any) -> Any:
    with reaching():
        return await asyncpg.connect(*where, **how)


async def _prepare(conn: Connection) -> None:
    await conn.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _start_with_nothing(conn: Connection) -> None:
    # Reads leave council and moment on their connection. Whoever takes it next gets it without, or puts their own
    # there first. Where this cannot be done the pool throws the connection away.
    if not _looks_up_first.get():
        await conn.execute("RESET ALL")


async def _end_transaction(conn: Connection) -> None:
    # Nothing else has to be done here: what a connection carries is taken off where it goes out.
    if conn.is_in_transaction():
        await conn.execute("ROLLBACK")


@asynccontextmanager
async def connection_to_look_up(pool: Pool) -> AsyncIterator[Connection]:
    """A connection that may still carry what the last reader left: only for a look-up that puts its own there.

    Most pages are reads, and taking council and moment off only to put others on is a trip to the database for each.
    Where the look-up finds nobody, nothing else may be asked of this connection but another door, which needs none.
    """
    token = _looks_up_first.set(True)
    try:
        conn = await _given_by(pool)
    finally:
        _looks_up_first.reset(token)
    try:
        yield conn
    finally:
        await pool.release(conn)


@asynccontextmanager
async def connection_of(pool: Pool) -> AsyncIterator[Connection]:
    """A connection with nothing on it, waited for for as long as a page may. Raises TimeoutError."""
    conn = await _given_by(pool)
    try:
        yield conn
    finally:
        await pool.release(conn)


async def _given_by(pool: Pool) -> "PoolConnectionProxy[asyncpg.Record]":
    """Waits in two halves: where this process stood still, its time was over before it looked at what had come.

    The pool's own `timeout` starts a task for each page, though there is hardly ever anything to wait for.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        half = loop.call_later(POOL_WAIT / 2, lambda: limit.reschedule(loop.time() + POOL_WAIT / 2))
        try:
            return await pool.acquire()
        finally:
            half.cancel()


async def _check(conn: Connection, *, serves: bool, role: str | None) -> None:
    row = await conn.fetchrow(
        """
        SELECT current_setting('server_version_num')::int AS version, current_setting('fsync')::boolean AS fsync,
               rolname, rolsuper, rolbypassrls,
               to_regclass('public.visit') IS NOT NULL AS migrated,
               pg_catalog.pg_has_role(rolname, 'portal_doors', 'MEMBER') AS opens_doors,
               $1::name IS NULL OR pg_catalog.pg_has_role(rolname, $1, 'USAGE') AS has_rights
          FROM pg_roles WHERE rolname = current_user
        """,
        role,
    )
    assert row is not None
    if row["version"] < 160000:
        raise UnsafeDatabase("PostgreSQL 16 or later is needed.")
    if not row["migrated"]:
        raise UnsafeDatabase(EMPTY)
    if row["rolsuper"] or row["rolbypassrls"] or row["opens_doors"]:
        raise UnsafeDatabase(
            f"Role {row['rolname']} could see every council. Connect as portal_web or portal_worker."
        )
    if not row["has_rights"]:
        raise UnsafeDatabase(f"DATABASE_URL names role {row['rolname']}. This needs role {role}.")
    if serves and not row["fsync"]:
        log.warning("PostgreSQL can lose what it took: turn fsync on")


@asynccontextmanager
async def council_transaction(pool: Pool, council_id: UUID, moment: datetime) -> AsyncIterator[Connection]:
    """A transaction that speaks for one council at one moment, where no session says so (sign-in, worker)."""
    async with connection_of(pool) as conn, conn.transaction():
        await conn.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
            str(council_id),
            moment.isoformat(),
        )
        yield conn


@asynccontextmanager
async def migrator_transaction(dsn: str) -> AsyncIterator[Connection]:
    """One transaction of a command that sees all councils, as role portal_migrator.

    Raises Unreachable; UnsafeDatabase for a role from which rows are hidden: the command would find nothing to do, and
    say that it is done.
    """
    with reaching():
        conn = await asyncpg.connect(dsn, timeout=10)
    try:
        row = await conn.fetchrow(
            """
            SELECT rolname, rolsuper OR rolbypassrls AS sees_all, to_regclass('public.visit') IS NOT NULL AS migrated
              FROM pg_roles WHERE rolname = current_user
            """
        )
        assert row is not None
        if not row["sees_all"]:
            raise UnsafeDatabase(
                f"DATABASE_URL names role {row['rolname']}. This needs role portal_migrator."
            )
        if not row["migrated"]:
            raise UnsafeDatabase(EMPTY)
        async with conn.transaction():
            yield conn
    finally:
        await conn.close()
