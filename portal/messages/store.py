"""The head of a conversation, what was taken back in it, and lists of conversations: each one statement."""

from collections.abc import Iterable
from uuid import UUID

from messaging.model import Item, Kind
from messaging.store import list_items_before
from messaging.store_marks import Mark
from messaging.store_marks import change_marks as move_marks
from portal.db import Connection, Row
from portal.messages.model import (
    AT_ONCE,
    FLOOD_SECONDS,
    MOST_AT_ONCE,
    Cover,
    Seen,
    Thread,
    Worker,
)
from portal.messages.model_lines import OwnItem
from portal.safe_contact.reading import read_plan
from portal.statutory.model import OpeningHours

LAST = 2**31 - 1


async def get_thread(conn: Connection, actor_id: UUID, conversation_id: UUID) -> Thread | None:
    """Everything around the messages of one conversation; the statement also writes down that it was opened.

    None where it is not the actor's to read, or never was.
    """
    row = await conn.fetchrow(
        """
        SELECT c.id, c.person_id = $1 AS mine, c.person_id, p.name, p.called, p.kind, p.language,
               p.interpreter_language AS interpreter, coalesce(a.quiet, false) AS quiet, c.last_seq, c.waiting_since,
               c.hidden_at, o.opens_at, o.closes_at, o.open_days,
               CASE WHEN c.person_id = $1 THEN c.hidden_through ELSE 0 END AS begins_after,
               coalesce(nullif(r.seen_seq, 0),
                        (SELECT max(k.seen_seq)
                           FROM workers_of_party(c.person_id) AS w
                           JOIN read_mark AS k ON k.person_id = w.covering_for
                          WHERE k.conversation_id = c.id AND w.staff_id = $1), 0) AS seen_seq,
               coalesce(d.body, '') AS draft, d.saved_at,
               coalesce(hashtextextended(d.body, 0)::text, '') AS draft_version,
               coalesce((SELECT x.enter_sends FROM account AS x WHERE x.person_id = $1), false) AS enter_sends,
               CASE WHEN c.person_id = $1 THEN 'family'
                    ELSE coalesce((SELECT w.role FROM workers_of_party(c.person_id) AS w
                                    WHERE w.staff_id = $1 ORDER BY w.role = 'cover' LIMIT 1), 'manager') END AS role,
               ARRAY(SELECT (w.staff_id, s.name, s.called, s.pronoun, s.replies_within_days,
                             EXISTS (SELECT FROM involvement AS i
                                       JOIN involvement AS e ON e.child_plan_id = i.child_plan_id
                                        AND e.role = 'allocated' AND e.staff_id <> i.staff_id
                                        AND e.to_at <= this_moment()
                                      WHERE i.child_plan_id = w.child_plan_id AND i.staff_id = w.staff_id
                                        AND i.role = 'allocated'
                                        AND i.from_at > this_moment() - interval '14 days'
                                        AND (i.to_at IS NULL OR i.to_at > this_moment())),
                             away.from_on, away.back_on, cover.name, cover.called)
                       FROM workers_of_party(c.person_id) AS w
                       JOIN person AS s ON s.id = w.staff_id
                       LEFT JOIN LATERAL (
                           SELECT b.from_on, b.back_on FROM absence AS b
                            WHERE b.staff_id = w.staff_id AND b.ended_at IS NULL
                              AND b.back_on > this_day() AND b.from_on <= this_day() + 14
                            ORDER BY b.from_on LIMIT 1
                       ) AS away ON true
                       LEFT JOIN LATERAL (
                           SELECT k.name, k.called
                             FROM involvement AS i
                             JOIN person AS k ON k.id = i.staff_id AND k.ended_at IS NULL
                            WHERE i.child_plan_id = w.child_plan_id AND i.role = 'cover'
                              AND i.covering_for = w.staff_id AND away.back_on IS NOT NULL
                              AND i.from_at < away.back_on::timestamp AT TIME ZONE 'Europe/London'
                              AND (away.from_on > this_day() OR i.from_at <= this_moment())
                              AND (i.to_at IS NULL
                                   OR i.to_at > greatest(this_moment(),
                                                         away.from_on::timestamp AT TIME ZONE 'Europe/London'))
                            ORDER BY i.from_at LIMIT 1
                       ) AS cover ON true
                      WHERE w.role = 'worker'
                      ORDER BY s.name, w.staff_id, w.child_plan_id) AS workers,
               ARRAY(SELECT DISTINCT (w.staff_id, s.name, s.called, f.called)
                       FROM workers_of_party(c.person_id) AS w
                       JOIN person AS s ON s.id = w.staff_id
                       JOIN person AS f ON f.id = w.covering_for
                      WHERE w.role = 'cover' ORDER BY 1) AS covers,
               ARRAY(SELECT (s.called, m.seen_seq, m.seen_at, m.delivered_seq, m.delivered_at)
                       FROM read_mark AS m
                       JOIN person AS s ON s.id = m.person_id
                      WHERE m.conversation_id = c.id AND m.person_id <> $1
                        AND CASE WHEN c.person_id = $1 THEN s.kind = 'staff'
                                 ELSE m.person_id = c.person_id AND a.shows_seen END
                      ORDER BY m.seen_at) AS marks,
               (SELECT to_jsonb(t)
                  FROM safe_contact_plan AS t
                 WHERE t.person_id = c.person_id AND c.person_id <> $1) AS safe,
               CASE WHEN c.person_id = $1 THEN coalesce(side_of($1), 0) END AS side,
               note_opened($1, 'conversation', c.id, ARRAY[c.person_id])
          FROM conversation AS c
          JOIN person AS p ON p.id = c.person_id
          JOIN council AS o ON o.council_id = c.council_id
          LEFT JOIN account AS a ON a.person_id = c.person_id
          LEFT JOIN read_mark AS r ON r.conversation_id = c.id AND r.person_id = $1
          LEFT JOIN message_draft AS d ON d.conversation_id = c.id AND d.person_id = $1
         WHERE c.id = $2 AND c.id IN (SELECT y.id FROM readable_conversations($1) AS y)
        """,
        actor_id,
        conversation_id,
    )
    return _thread(row) if row else None


_OWN = tuple(
    "id mine person_id name called kind language interpreter quiet last_seq waiting_since seen_seq draft saved_at"
    " draft_version enter_sends role side hidden_at begins_after".split()
)


def _thread(row: Row) -> Thread:
    return Thread(
        **{name: row[name] for name in _OWN},
        workers=_once_each(Worker(*found) for found in row["workers"]),
        covers=tuple(Cover(*found) for found in row["covers"]),
        marks=tuple(Seen(*found) for found in row["marks"]),
        safe=read_plan(row["safe"]),
        hours=OpeningHours(row["opens_at"], row["closes_at"], frozenset(row["open_days"])),
    )


def _once_each(found: Iterable[Worker]) -> tuple[Worker, ...]:
    """A worker of several plans once. Where one of the plans is without cover, that is what counts."""
    by_id: dict[UUID, Worker] = {}
    for worker in found:
        known = by_id.get(worker.id)
        if known is None or (known.cover and not worker.cover):
            by_id[worker.id] = worker
    return tuple(by_id.values())


async def list_page(
    conn: Connection, actor_id: UUID, thread: Thread, before: int | None
) -> tuple[list[Item], bool]:
    """The last items before a number, one piece with everything new; and whether there are older ones."""
    limit = AT_ONCE
    if before is None:
        limit = min(max(AT_ONCE, thread.last_seq - thread.seen_seq), MOST_AT_ONCE)
    items = await list_items_before(conn, actor_id, thread.id, before=before or LAST, limit=limit)
    found = items or []
    return found, bool(found) and found[0].seq > thread.begins_after + 1


async def change_mark(conn: Connection, actor_id: UUID, thread: Thread, items: list[Item]) -> None:
    """The reader has seen what stands on the page. Nothing is written where that is not news."""
    last = max([thread.last_seq, *(item.seq for item in items)])
    if last > thread.seen_seq:
        await move_marks(conn, "", [Mark(thread.id, actor_id, last)], seen=True)


async def count_just_sent(conn: Connection, actor_id: UUID, conversation_id: UUID) -> int:
    """How much the actor wrote there within the last seconds."""
    count: int = await conn.fetchval(
        """
        SELECT count(*)
          FROM conversation AS c
          JOIN message AS m ON m.conversation_id = c.id AND m.seq > c.last_seq - 100
         WHERE c.id = $2 AND m.sender_id = $1 AND m.at > this_moment() - make_interval(secs => $3)
        """,
        actor_id,
        conversation_id,
        FLOOD_SECONDS,
    )
    return count


async def end_waiting(conn: Connection, actor_id: UUID, conversation_id: UUID, last_seq: int) -> bool:
    """A worker says that what was written needs no reply. False where something came since."""
    found = await conn.fetchval(
        """
        UPDATE conversation AS c SET waiting_since = NULL
         WHERE c.id = $2 AND c.last_seq = $3
           AND c.id IN (SELECT s.id FROM staffed_conversations($1) AS s)
        RETURNING c.id
        """,
        actor_id,
        conversation_id,
        last_seq,
    )
    return found is not None


async def get_own_item(
    conn: Connection, actor_id: UUID, conversation_id: UUID, message_id: UUID
) -> OwnItem | None:
    """A message of staff, as the page that takes it back shows it."""
    row = await conn.fetchrow(
        """
        SELECT m.sender_id, m.body, m.at,
               EXISTS (SELECT FROM retraction AS r
                        WHERE r.conversation_id = m.conversation_id AND r.of_seq = m.seq) AS taken_back
          FROM message AS m
         WHERE m.conversation_id = $2 AND m.id = $3 AND m.role <> 'family' AND m.kind <> $4
           AND m.conversation_id IN (SELECT c.id FROM readable_conversations($1) AS c)
        """,
        actor_id,
        conversation_id,
        message_id,
        Kind.TAKEN_BACK.value,
    )
    return OwnItem(**row) if row else None
