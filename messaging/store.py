"""Conversations in PostgreSQL. Every statement asks who may read or write, in the statement itself.

The connection speaks for one council at one moment (`app.council`, `app.now`); ids of people come from a session.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg

from messaging.model import Draft, Item, Kind, Role

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
else:  # the library's classes take no parameters when the program runs
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

AT_ONCE = 100
# What the database may answer instead of keeping something: away, slow, full, or not agreeing.
FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


@asynccontextmanager
async def speaking_for(
    pool: Pool, council_id: UUID, moment: datetime, *, lasting: bool = True
) -> AsyncIterator[Connection]:
    """A transaction for one council at one moment. Not `lasting`: losing it in a crash would lose nobody a word."""
    async with pool.acquire(timeout=2.0) as conn, conn.transaction():
        await conn.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true),"
            " set_config('synchronous_commit', $3, true)",
            str(council_id),
            moment.isoformat(),
            "on" if lasting else "off",
        )
        yield conn


async def get_speaker(conn: Connection, session_id: UUID) -> UUID | None:
    """Who speaks through a session at this moment; None where it has ended, or the account has."""
    found: UUID | None = await conn.fetchval("SELECT person_id FROM speaking(ARRAY[$1::uuid])", session_id)
    return found


async def stay_signed_in(conn: Connection, session_id: UUID) -> None:
    await conn.execute("SELECT stay_signed_in(ARRAY[$1::uuid])", session_id)


CHANNELS = ("messages", "delivered", "seen", "typing")


async def listen(dsn: str, heard: Callable[[str, str], None]) -> Connection:
    """A connection of its own that hears what other processes tell, as (channel, what). Raises FAULTS."""
    conn: Connection = await asyncpg.connect(
        dsn, timeout=5, server_settings={"application_name": "portal listening"}
    )
    for channel in CHANNELS:
        await conn.add_listener(channel, lambda _conn, _pid, name, told: heard(str(name), str(told)))
    return conn


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation as a program lists it: who is on the other side now, and the newest number."""

    id: UUID
    names: tuple[str, ...]
    last_seq: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one draft. `readers`: everybody who may hear of it at the moment of the commit."""

    outcome: str
    id: UUID | None
    seq: int | None
    at: datetime | None
    sender_id: UUID | None
    sender: str | None
    role: str | None
    covering: str | None
    readers: tuple[UUID, ...]

    @property
    def kept(self) -> bool:
        return self.outcome in ("sent", "again")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody's devices, or eyes, have come."""

    conversation_id: UUID
    person_id: UUID
    seq: int


async def add_messages(
    conn: Connection,
    council_id: UUID,
    moment: datetime,
    origin: str,
    drafts: Sequence[tuple[UUID, Draft]],
) -> list[Judged]:
    """Keeps what several sessions say, in one round trip; on a connection of its own also in one commit.

    Each draft comes with the session that says it; each gets its own outcome, in the order given.
    """
    rows = await conn.fetch(
        "SELECT * FROM send_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        council_id,
        moment,
        origin,
        [session_id for session_id, _ in drafts],
        [draft.conversation_id for _, draft in drafts],
        [draft.client_id for _, draft in drafts],
        [draft.kind.value for _, draft in drafts],
        [draft.body for _, draft in drafts],
        [draft.language for _, draft in drafts],
        [draft.alarm for _, draft in drafts],
    )
    return [
        Judged(
            row["outcome"],
            row["id"],
            row["seq"],
            row["at"],
            row["sender_id"],
            row["sender"],
            row["role"],
            row["covering"],
            tuple(row["readers"] or ()),
        )
        for row in rows
    ]


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
    return None if not rows else [_item(row) for row in rows if row["id"]]


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
    return None if not rows else [_item(row) for row in reversed(rows) if row["id"]]


# Readable but without such items is one row of nulls; not readable is no row.
_ITEMS = """
    SELECT m.id, m.seq, m.client_id, m.kind, m.sender_id, m.sender, m.role, m.covering, m.body, m.language, m.at,
           m.of, m.taken_back
      FROM readable_conversations($1) AS c
      LEFT JOIN LATERAL (
          SELECT m.*, s.name AS sender, f.name AS covering, o.id AS of, x.of_seq IS NOT NULL AS taken_back
            FROM message AS m
            JOIN person AS s ON s.id = m.sender_id
            LEFT JOIN person AS f ON f.id = m.covering_for
            LEFT JOIN retraction AS x ON x.conversation_id = m.conversation_id AND x.of_seq = m.seq
            LEFT JOIN retraction AS y
              ON m.kind = 'taken-back' AND y.conversation_id = m.conversation_id AND y.seq = m.seq
            LEFT JOIN message AS o ON o.conversation_id = y.conversation_id AND o.seq = y.of_seq
           WHERE m.conversation_id = c.id AND {which}
      ) AS m ON true
     WHERE c.id = $2
"""


def _item(row: asyncpg.Record) -> Item:
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
    )


async def add_retraction(
    conn: Connection, actor_id: UUID, conversation_id: UUID, message_id: UUID, since: datetime
) -> int | None:
    """Takes back the actor's own message of `since` or later; a manager of it may take back any worker's.

    Answers the number of the item that says so, or None where there is nothing of that kind to take back. Call in a
    transaction: the row that gives out numbers is locked first.
    """
    await conn.execute(
        """
        SELECT FROM conversation AS c
         WHERE c.id = $2 AND (c.id IN (SELECT r.id FROM readable_conversations($1) AS r)
                              OR c.id IN (SELECT m.id FROM managed_conversations($1) AS m))
           FOR NO KEY UPDATE
        """,
        actor_id,
        conversation_id,
    )
    seq: int | None = await conn.fetchval(
        """
        WITH wrong AS (
            SELECT m.seq, c.last_seq + 1 AS next,
                   coalesce((SELECT w.role FROM workers_of_party(c.person_id) AS w
                              WHERE w.staff_id = $1 ORDER BY w.role = 'cover' LIMIT 1), 'manager') AS role,
                   (SELECT w.covering_for FROM workers_of_party(c.person_id) AS w
                     WHERE w.staff_id = $1 ORDER BY w.role = 'cover' LIMIT 1) AS covering_for
              FROM message AS m
              JOIN conversation AS c ON c.id = m.conversation_id
             WHERE m.conversation_id = $2 AND m.id = $3 AND m.role <> 'family' AND m.kind <> 'taken-back'
               AND (m.sender_id = $1 AND m.at >= $4 AND c.id IN (SELECT r.id FROM readable_conversations($1) AS r)
                    OR c.id IN (SELECT x.id FROM managed_conversations($1) AS x))
               AND NOT EXISTS (SELECT FROM retraction AS r
                                WHERE r.conversation_id = m.conversation_id AND r.of_seq = m.seq)
        ), said AS (
            INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, covering_for, at)
            SELECT current_council(), $2, next, $1, gen_random_uuid(), 'taken-back', role, covering_for, this_moment()
              FROM wrong
        ), counted AS (
            UPDATE conversation AS c SET last_seq = w.next FROM wrong AS w WHERE c.id = $2
        ), taken AS (
            INSERT INTO retraction (council_id, conversation_id, of_seq, seq)
            SELECT current_council(), $2, seq, next FROM wrong
        )
        SELECT next FROM wrong
        """,
        actor_id,
        conversation_id,
        message_id,
        since,
    )
    if seq is not None:
        await tell(conn, "", [conversation_id])
    return seq


async def tell_typing(conn: Connection, origin: str, actor_id: UUID, conversation_id: UUID) -> str | None:
    """Tells the other processes that a worker writes; answers the worker's name, None where it is not theirs."""
    name: str | None = await conn.fetchval(
        """
        SELECT p.name
          FROM conversation AS c
          JOIN person AS p ON p.id = $1
         WHERE c.id = $2 AND EXISTS (SELECT FROM workers_of_party(c.person_id) AS w WHERE w.staff_id = $1)
        """,
        actor_id,
        conversation_id,
    )
    if name is not None:
        await conn.execute(
            "SELECT pg_notify('typing', $1 || ' ' || current_council()::text || ' ' || $2 || '/' || $3)",
            origin,
            str(conversation_id),
            str(actor_id),
        )
    return name


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


async def get_name(conn: Connection, person_id: UUID) -> str | None:
    name: str | None = await conn.fetchval("SELECT name FROM person WHERE id = $1", person_id)
    return name


async def tell(conn: Connection, origin: str, conversation_ids: Sequence[UUID]) -> None:
    """With the commit, every process hears that these conversations have something new. Ids only."""
    await conn.execute(
        "SELECT pg_notify('messages', $1 || ' ' || current_council()::text || ' ' || $2)",
        origin,
        ",".join(str(conversation_id) for conversation_id in conversation_ids),
    )


async def change_draft(conn: Connection, actor_id: UUID, conversation_id: UUID, body: str) -> bool:
    """Keeps what was typed, or forgets it where nothing is left. False where the conversation is not the actor's."""
    found = await conn.fetchval(
        """
        WITH mine AS (
            SELECT c.id FROM readable_conversations($1) AS c WHERE c.id = $2
        ), ended AS (
            DELETE FROM message_draft
             WHERE conversation_id IN (SELECT id FROM mine) AND person_id = $1 AND $3 = ''
        ), kept AS (
            INSERT INTO message_draft (council_id, conversation_id, person_id, body, saved_at)
            SELECT current_council(), id, $1, $3, this_moment() FROM mine WHERE $3 <> ''
                ON CONFLICT (council_id, conversation_id, person_id)
                DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at
        )
        SELECT id FROM mine
        """,
        actor_id,
        conversation_id,
        body,
    )
    return found is not None


async def get_draft(conn: Connection, actor_id: UUID, conversation_id: UUID) -> str:
    """What the actor typed here and has not sent; empty where there is nothing."""
    body: str | None = await conn.fetchval(
        "SELECT body FROM message_draft WHERE conversation_id = $2 AND person_id = $1",
        actor_id,
        conversation_id,
    )
    return body or ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One person's mark after it moved: whose conversation it is, and whether the other side may know."""

    mark: Mark
    name: str
    family: bool
    shown: bool
    at: datetime


async def change_marks(conn: Connection, origin: str, marks: Sequence[Mark], *, seen: bool) -> list[Seen]:
    """Moves marks forward, never back and never past the newest item; answers those that moved.

    A mark of somebody who may not read the conversation at this moment is left out. What moved is told to the other
    processes with the commit.
    """
    rows = await conn.fetch(
        """
        WITH asked AS (
            SELECT a.conversation_id, a.person_id, least(a.seq, c.last_seq) AS seq, c.person_id = a.person_id AS family,
                   p.name
              FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS a (conversation_id, person_id, seq)
              JOIN conversation AS c ON c.id = a.conversation_id
              JOIN person AS p ON p.id = a.person_id
             WHERE c.person_id = a.person_id
                OR EXISTS (SELECT FROM workers_of_party(c.person_id) AS w WHERE w.staff_id = a.person_id)
                OR EXISTS (SELECT FROM managers_reading(c.id) AS m WHERE m.manager_id = a.person_id)
        ), moved AS (
            INSERT INTO read_mark AS r (council_id, conversation_id, person_id, delivered_seq, delivered_at, seen_seq,
                                        seen_at)
            SELECT current_council(), conversation_id, person_id, seq, this_moment(),
                   CASE WHEN $4 THEN seq ELSE 0 END, CASE WHEN $4 THEN this_moment() END
              FROM asked WHERE seq > 0
             ORDER BY conversation_id, person_id
                ON CONFLICT (council_id, conversation_id, person_id) DO UPDATE
               SET delivered_seq = greatest(r.delivered_seq, excluded.delivered_seq),
                   delivered_at = CASE WHEN excluded.delivered_seq > r.delivered_seq THEN excluded.delivered_at
                                       ELSE r.delivered_at END,
                   seen_seq = greatest(r.seen_seq, excluded.seen_seq),
                   seen_at = CASE WHEN excluded.seen_seq > r.seen_seq THEN excluded.seen_at ELSE r.seen_at END
             WHERE excluded.delivered_seq > r.delivered_seq OR excluded.seen_seq > r.seen_seq
            RETURNING r.conversation_id, r.person_id, CASE WHEN $4 THEN r.seen_seq ELSE r.delivered_seq END AS seq
        )
        SELECT m.conversation_id, m.person_id, m.seq, a.name, a.family, this_moment() AS at,
               NOT a.family
               OR EXISTS (SELECT FROM account AS x WHERE x.person_id = m.person_id AND x.shows_seen) AS shown
          FROM moved AS m
          JOIN asked AS a ON a.conversation_id = m.conversation_id AND a.person_id = m.person_id
        """,
        [mark.conversation_id for mark in marks],
        [mark.person_id for mark in marks],
        [mark.seq for mark in marks],
        seen,
    )
    moved = [
        Seen(
            Mark(row["conversation_id"], row["person_id"], row["seq"]),
            row["name"],
            row["family"],
            row["shown"],
            row["at"],
        )
        for row in rows
    ]
    await _tell_marks(conn, origin, moved, seen=seen)
    return moved


async def list_marks(conn: Connection, marks: Sequence[Mark], *, seen: bool) -> list[Seen]:
    """These people's marks as they stand now, for telling what another process wrote."""
    rows = await conn.fetch(
        """
        SELECT r.conversation_id, r.person_id, p.name, c.person_id = r.person_id AS family,
               CASE WHEN $3 THEN r.seen_seq ELSE r.delivered_seq END AS seq,
               CASE WHEN $3 THEN r.seen_at ELSE r.delivered_at END AS at,
               c.person_id <> r.person_id
               OR EXISTS (SELECT FROM account AS x WHERE x.person_id = r.person_id AND x.shows_seen) AS shown
          FROM unnest($1::uuid[], $2::uuid[]) AS a (conversation_id, person_id)
          JOIN read_mark AS r ON r.conversation_id = a.conversation_id AND r.person_id = a.person_id
          JOIN conversation AS c ON c.id = r.conversation_id
          JOIN person AS p ON p.id = r.person_id
         WHERE CASE WHEN $3 THEN r.seen_at ELSE r.delivered_at END IS NOT NULL
        """,
        [mark.conversation_id for mark in marks],
        [mark.person_id for mark in marks],
        seen,
    )
    return [
        Seen(
            Mark(row["conversation_id"], row["person_id"], row["seq"]),
            row["name"],
            row["family"],
            row["shown"],
            row["at"],
        )
        for row in rows
    ]


async def _tell_marks(conn: Connection, origin: str, moved: Sequence[Seen], *, seen: bool) -> None:
    told = [f"{m.mark.conversation_id}/{m.mark.person_id}/{m.mark.seq}" for m in moved if m.shown]
    for start in range(0, len(told), 80):  # a telling holds less than 8,000 bytes
        await conn.execute(
            "SELECT pg_notify($1, $2 || ' ' || current_council()::text || ' ' || $3)",
            "seen" if seen else "delivered",
            origin,
            ",".join(told[start : start + 80]),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What one session may hear at this moment: conversations and the newest number of each."""

    session_id: UUID
    person_id: UUID
    conversations: dict[UUID, int]


async def list_standings(conn: Connection, session_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """What each session may hear now; a session that has ended, or whose account has, is not in the answer."""
    rows = await conn.fetch(
        """
        SELECT w.session_id, w.person_id, c.ids, c.seqs
          FROM speaking($1) AS w
         CROSS JOIN LATERAL (
             SELECT array_agg(c.id) AS ids, array_agg(c.last_seq) AS seqs
               FROM readable_conversations(w.person_id) AS r
               JOIN conversation AS c ON c.id = r.id
         ) AS c
        """,
        list(session_ids),
    )
    return {
        row["session_id"]: Standing(
            row["session_id"],
            row["person_id"],
            dict(zip(row["ids"] or (), row["seqs"] or (), strict=True)),
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Told:
    """An item of a conversation and everybody who may hear of it at this moment."""

    conversation_id: UUID
    item: Item
    readers: tuple[UUID, ...]


async def list_told(conn: Connection, after: dict[UUID, int], *, limit: int = AT_ONCE) -> list[Told]:
    """What was written in these conversations after these numbers, each item with its readers of this moment.

    For a process that has to tell its own sockets what another process kept.
    """
    rows = await conn.fetch(
        """
        SELECT c.id AS conversation_id, m.id, m.seq, m.client_id, m.kind, m.sender_id, s.name AS sender, m.role,
               f.name AS covering, m.body, m.language, m.at, o.id AS of, x.of_seq IS NOT NULL AS taken_back,
               c.person_id || ARRAY(SELECT w.staff_id FROM workers_of_party(c.person_id) AS w
                                     UNION SELECT g.manager_id FROM managers_reading(c.id) AS g) AS readers
          FROM unnest($1::uuid[], $2::int[]) AS a (conversation_id, after)
          JOIN conversation AS c ON c.id = a.conversation_id
          JOIN LATERAL (SELECT * FROM message AS m
                         WHERE m.conversation_id = c.id AND m.seq > a.after ORDER BY m.seq LIMIT $3) AS m ON true
          JOIN person AS s ON s.id = m.sender_id
          LEFT JOIN person AS f ON f.id = m.covering_for
          LEFT JOIN retraction AS x ON x.conversation_id = c.id AND x.of_seq = m.seq
          LEFT JOIN retraction AS y ON m.kind = 'taken-back' AND y.conversation_id = c.id AND y.seq = m.seq
          LEFT JOIN message AS o ON o.conversation_id = c.id AND o.seq = y.of_seq
         ORDER BY c.id, m.seq
        """,
        list(after),
        list(after.values()),
        limit,
    )
    return [Told(row["conversation_id"], _item(row), tuple(row["readers"])) for row in rows]


async def list_last_seqs(conn: Connection, conversation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The newest number of each conversation: what a poll compares with what was told."""
    rows = await conn.fetch(
        "SELECT id, last_seq FROM conversation WHERE id = ANY ($1)", list(conversation_ids)
    )
    return {row["id"]: row["last_seq"] for row in rows}
