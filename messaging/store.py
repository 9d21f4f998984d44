"""Conversations in PostgreSQL. Every statement asks who may read or write, in the statement itself.

The connection speaks for one council at one moment (`app.council`, `app.now`); ids of people come from a session.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg

from messaging.model import Item, Kind, Role

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Pooled: TypeAlias = PoolConnectionProxy[asyncpg.Record]
else:  # the library's classes take no parameters when the program runs
    Connection, Pool, Pooled = asyncpg.Connection, asyncpg.Pool, asyncpg.Connection

AT_ONCE = 100
# What the database may answer instead of keeping something: away, slow, full, or not agreeing; and what the client
# says of a connection that was ended while nobody used it, before it has heard the last of it.
FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
# A row that is wanted stays somebody else's.
HELD = asyncpg.LockNotAvailableError


def is_over(conn: Pooled) -> bool:
    """Whether a connection has ended. One that ends by itself has gone back to its pool, and then answers nothing."""
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:
        return True


@asynccontextmanager
async def speaking_for(
    pool: Pool, council_id: UUID, now: Callable[[], datetime], *, lasting: bool = True
) -> AsyncIterator[Connection]:
    """A transaction for one council at one moment. Not `lasting`: losing it in a crash would lose nobody a word.

    The moment is asked for once there is a connection. One from before the wait would let somebody whose right ended
    meanwhile read what was written after that.
    """
    async with pool.acquire(timeout=2.0) as conn, conn.transaction():
        await ask_by_ids(conn, council_id, now(), lasting=lasting)
        yield conn


async def ask_by_ids(
    conn: Connection, council_id: UUID, moment: datetime, *, lasting: bool, for_one_transaction: bool = True
) -> None:
    """Sets council and moment, and that everything is looked up by index.

    All that is asked here starts from ids: plans that read whole tables, made once for a connection while those were
    small, would ask for each socket about all conversations.
    """
    await conn.execute(
        "SELECT set_config('app.council', $1, $4), set_config('app.now', $2, $4),"
        " set_config('synchronous_commit', $3, $4),"
        " set_config('enable_seqscan', 'off', $4), set_config('enable_bitmapscan', 'off', $4),"
        " set_config('enable_hashjoin', 'off', $4), set_config('enable_mergejoin', 'off', $4)",
        str(council_id),
        moment.isoformat(),
        "on" if lasting else "off",
        for_one_transaction,
    )


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation as a program lists it: who is on the other side now, and the newest number."""

    id: UUID
    names: tuple[str, ...]
    last_seq: int
    closed: bool


async def list_threads(conn: Connection, actor_id: UUID) -> list[Thread]:
    """Every conversation that the actor may read now, with the names on its other side."""
    rows = await conn.fetch(
        """
        SELECT c.id, c.last_seq, NOT EXISTS (SELECT FROM workers_of_party(c.person_id) AS w) AS closed,
               CASE WHEN c.person_id = $1
                    THEN ARRAY(SELECT DISTINCT s.name FROM workers_of_party(c.person_id) AS w
                                 JOIN person AS s ON s.id = w.staff_id ORDER BY s.name)
                    ELSE ARRAY[p.name] END AS names
          FROM conversation AS c
          JOIN person AS p ON p.id = c.person_id
         WHERE c.id IN (SELECT r.id FROM readable_conversations($1) AS r)
         ORDER BY p.name, c.id
        """,
        actor_id,
    )
    return [Thread(row["id"], tuple(row["names"]), row["last_seq"], row["closed"]) for row in rows]


async def list_items(
    conn: Connection, actor_id: UUID, conversation_id: UUID, *, after: int, limit: int = AT_ONCE
) -> list[Item] | None:
    """The next items after a number, oldest first; None where the conversation is not the actor's to read."""
    rows = await conn.fetch(
        _ITEMS.format(which="m.seq > $3 ORDER BY m.seq LIMIT $4"), actor_id, conversation_id, after, limit
    )
    return None if not rows else [item_in(row) for row in rows if row["id"]]


async def list_items_before(
    conn: Connection, actor_id: UUID, conversation_id: UUID, *, before: int, limit: int
) -> list[Item] | None:
    """The last items before a number, oldest first; None where the conversation is not the actor's to read."""
    rows = await conn.fetch(
        _ITEMS.format(which="m.seq < $3 ORDER BY m.seq DESC LIMIT $4"),
        actor_id,
        conversation_id,
        before,
        limit,
    )
    return None if not rows else [item_in(row) for row in reversed(rows) if row["id"]]


# Readable but without such items is one row of nulls; not readable is no row. Somebody of a family reads their own from
# behind what they put out of sight.
_ITEMS = """
    SELECT m.id, m.seq, m.client_id, m.kind, m.sender_id, m.sender, m.role, m.covering, m.body, m.language, m.at,
           m.of, m.taken_back, m.sent_by
      FROM readable_conversations($1) AS r
      JOIN conversation AS c ON c.id = r.id
      LEFT JOIN LATERAL (
          SELECT m.*, s.name AS sender, f.name AS covering, o.id AS of, x.of_seq IS NOT NULL AS taken_back
            FROM message AS m
            JOIN person AS s ON s.id = m.sender_id
            LEFT JOIN person AS f ON f.id = m.covering_for
            LEFT JOIN retraction AS x ON x.conversation_id = m.conversation_id AND x.of_seq = m.seq
            LEFT JOIN retraction AS y
              ON m.kind = 'taken-back' AND y.conversation_id = m.conversation_id AND y.seq = m.seq
            LEFT JOIN message AS o ON o.conversation_id = y.conversation_id AND o.seq = y.of_seq
           WHERE m.conversation_id = c.id AND (c.person_id <> $1 OR m.seq > c.hidden_through) AND {which}
      ) AS m ON true
     WHERE c.id = $2
"""


def item_in(row: asyncpg.Record) -> Item:
    return Item(
        row["id"],
        row["seq"],
        row["client_id"],
        Kind(row["kind"]),
        row["sender_id"],
        row["sender"],
        Role(row["role"]),
        row["covering"],
        row["body"],
        row["language"],
        row["at"],
        row["of"],
        row["taken_back"],
        row["sent_by"] is not None,
    )


async def is_readable(conn: Connection, actor_id: UUID, conversation_id: UUID) -> bool:
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM readable_conversations($1) AS r WHERE r.id = $2)",
        actor_id,
        conversation_id,
    )
    return found


async def note_read(conn: Connection, actor_id: UUID, conversation_id: UUID) -> None:
    """The row of the access log for what a socket was given to catch up."""
    await conn.execute(
        """
        SELECT note_opened($1, 'conversation', c.id, ARRAY[c.person_id]) FROM conversation AS c WHERE c.id = $2
        """,
        actor_id,
        conversation_id,
    )


async def note_listed(conn: Connection, actor_id: UUID) -> None:
    """The row of the access log for the names of everybody whom somebody works with."""
    await conn.execute("SELECT note_opened($1, 'conversations', NULL, '{}')", actor_id)
