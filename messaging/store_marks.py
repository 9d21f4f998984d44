"""How far people have come in a conversation: what their devices took, and what they have seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from messaging.store import Connection


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody's devices, or eyes, have come."""

    conversation_id: UUID
    person_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One person's mark after it moved: whose conversation it is, and whether the other side may know."""

    mark: Mark
    name: str
    family: bool
    shown: bool
    at: datetime


async def change_marks(
    conn: Connection, origin: str | None, marks: Sequence[Mark], *, seen: bool
) -> list[Seen]:
    """Moves marks forward, never back and never past the newest item; answers those that moved.

    A mark of somebody who is not on either side of the conversation at this moment is left out: also that of a manager
    who reads it, who answers for nobody, and of whose looking only its workers are told. What moved is told to the
    other processes with the commit; no `origin`: there are none.
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
    moved = [_seen(row) for row in rows]
    if origin is not None:
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
    return [_seen(row) for row in rows]


def _seen(row: asyncpg.Record) -> Seen:
    mark = Mark(row["conversation_id"], row["person_id"], row["seq"])
    return Seen(mark, row["name"], row["family"], row["shown"], row["at"])


async def _tell_marks(conn: Connection, origin: str, moved: Sequence[Seen], *, seen: bool) -> None:
    told = [f"{m.mark.conversation_id}/{m.mark.person_id}/{m.mark.seq}" for m in moved if m.shown]
    for start in range(0, len(told), 80):  # a telling holds less than 8,000 bytes
        await conn.execute(
            "SELECT pg_notify($1, $2 || ' ' || current_council()::text || ' ' || $3)",
            "seen" if seen else "delivered",
            origin,
            ",".join(told[start : start + 80]),
        )
