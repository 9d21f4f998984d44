"""What a web process asks of PostgreSQL for its sockets: who they are, what they may hear, what others wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from messaging.model import Item
from messaging.store import AT_ONCE, Connection, item_in


async def get_speaker(conn: Connection, session_id: UUID) -> UUID | None:
    """Who speaks through a session at this moment; None where it has ended, or the account has."""
    found: UUID | None = await conn.fetchval("SELECT person_id FROM speaking(ARRAY[$1::uuid])", session_id)
    return found


async def wait_briefly(conn: Connection) -> None:
    """On this connection, from now on: others wait behind whoever waits for a row, so nobody does so for long."""
    await conn.execute("SET lock_timeout = '750ms'")


async def list_held(conn: Connection, council_id: UUID, conversation_ids: set[UUID]) -> set[UUID]:
    """Of these conversations, those whose row somebody else holds at this moment."""
    async with conn.transaction():
        await conn.execute("SELECT set_config('app.council', $1, true)", str(council_id))
        rows = await conn.fetch(
            """
            WITH free AS MATERIALIZED (
                SELECT c.id FROM conversation AS c WHERE c.id = ANY ($1) FOR NO KEY UPDATE SKIP LOCKED
            )
            SELECT c.id FROM conversation AS c WHERE c.id = ANY ($1) AND c.id NOT IN (SELECT free.id FROM free)
            """,
            list(conversation_ids),
        )
    return {row["id"] for row in rows}


async def note_denied(conn: Connection, actor_id: UUID, event: str, conversation_id: UUID) -> None:
    """The row of the access log for what somebody asked of a conversation that is not theirs, or never was."""
    await conn.execute(
        """
        INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id)
        VALUES (current_council(), this_moment(), $1, 'denied', 'socket ' || $2, $3)
        """,
        actor_id,
        event,
        conversation_id,
    )


async def stay_signed_in(conn: Connection, session_id: UUID) -> None:
    await conn.execute("SELECT stay_signed_in(ARRAY[$1::uuid])", session_id)


HERE = "here"
CHANNELS = ("messages", "delivered", "seen", "typing", HERE)
LISTENING = "portal listening"


async def listen(dsn: str, origin: str, heard: Callable[[str, str], None]) -> Connection:
    """A connection of its own that hears what other processes tell, as (channel, what). Raises FAULTS.

    Those who listen already hear that there is one more.
    """
    conn: Connection = await asyncpg.connect(dsn, timeout=5, server_settings={"application_name": LISTENING})
    for channel in CHANNELS:
        await conn.add_listener(channel, lambda _conn, _pid, name, told: heard(str(name), str(told)))
    await conn.execute("SELECT pg_notify($1, $2)", HERE, origin)
    return conn


async def others_listen(conn: Connection, pid: int) -> bool:
    """Whether any process listens but the one whose listening connection this is."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = $1 AND pid <> $2)
        """,
        LISTENING,
        pid,
    )
    return found


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


async def get_name(conn: Connection, person_id: UUID) -> str | None:
    name: str | None = await conn.fetchval("SELECT name FROM person WHERE id = $1", person_id)
    return name


@dataclass(frozen=True, slots=True)
class Standing:
    """What one session may hear at this moment: conversations and the newest number of each.

    `answered`: a worker is on the other side of the person's own conversation. `side`: who that is, as one number, for
    sessions that it was asked for.
    """

    session_id: UUID
    person_id: UUID
    answered: bool
    conversations: dict[UUID, int]
    side: int | None = None


async def list_standings(
    conn: Connection, session_ids: Sequence[UUID], *, sides: Sequence[UUID] = ()
) -> dict[UUID, Standing]:
    """What each session may hear now; a session that has ended, or whose account has, is not in the answer.

    `sides`: the sessions to say of who is on the other side.
    """
    rows = await conn.fetch(
        """
        SELECT w.session_id, w.person_id, c.ids, c.seqs, o.side IS NOT NULL AS answered,
               CASE WHEN w.session_id = ANY ($2) THEN coalesce(o.side, 0) END AS side
          FROM speaking($1) AS w
         CROSS JOIN other_side(w.person_id) AS o
         CROSS JOIN LATERAL (
             SELECT array_agg(c.id) AS ids, array_agg(c.last_seq) AS seqs
               FROM readable_conversations(w.person_id) AS r
               JOIN conversation AS c ON c.id = r.id
         ) AS c
        """,
        list(session_ids),
        list(sides),
    )
    return {
        row["session_id"]: Standing(
            row["session_id"],
            row["person_id"],
            row["answered"],
            dict(zip(row["ids"] or (), row["seqs"] or (), strict=True)),
            row["side"],
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
               m.sent_by,
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
    return [Told(row["conversation_id"], item_in(row), tuple(row["readers"])) for row in rows]
