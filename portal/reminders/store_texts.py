"""Texts that came in: whose each is, what it is about, and what was done with it. Each is kept once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.receipts import InboundText
from portal.db import Connection, Pool

# Letters that say something of a visit or a meeting: an answer may be to any of these.
_ABOUT_A_TIME = ("visit", "changed", "cancelled", "late", "missed_by_us", "missed_no_answer")


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody whose number a text came from, and the language that they write in if nothing else is said.

    `works`: as far as we know, nobody else has been given this number. `proven`: it was tried with them, so that it is
    theirs by more than their own word.
    """

    person_id: UUID
    language: str | None
    works: bool
    proven: bool


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """The visit that an answer is about. `told`: the version of the last text about it that this person got."""

    id: UUID
    starts_at: datetime
    told: str
    replies_within_days: int
    about: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a text, as `inbound_text` keeps it."""

    outcome: str
    why: str | None = None
    person_id: UUID | None = None
    visit_id: UUID | None = None
    message_seq: int | None = None
    look_by: datetime | None = None


async def council_of_token(pool: Pool, token_hash: bytes) -> UUID | None:
    """Through the door that needs no council. Any guess takes as long as the right one."""
    async with pool.acquire(timeout=2.0) as conn:
        council_id: UUID | None = await conn.fetchval(
            "SELECT t.council_id FROM council_of_notify_token($1) AS t", token_hash
        )
    return council_id


async def is_known(conn: Connection, text_id: UUID) -> bool:
    """Whether this text came before. The same one twice at once waits here for itself."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('text ' || $1::text, 0))", str(text_id))
    known: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM inbound_text AS t WHERE t.notify_id = $1)", text_id
    )
    return known


async def list_senders(conn: Connection, plain: str) -> list[Sender]:
    """Everybody of the families who has this number now."""
    rows = await conn.fetch(
        """
        SELECT p.id, a.language, bool_or(n.works) AS works, bool_or(n.works AND n.proven) AS proven
          FROM contact_point AS n
          JOIN person AS p ON p.id = n.person_id AND p.ended_at IS NULL AND p.kind IN ('adult', 'young_person')
          LEFT JOIN account AS a ON a.person_id = p.id
         WHERE n.plain = $1 AND n.kind = 'mobile' AND n.ended_at IS NULL
         GROUP BY p.id, a.language
        """,
        plain,
    )
    return [Sender(*row) for row in rows]


async def get_told_visit(conn: Connection, person_id: UUID, plain: str) -> ToldVisit | None:
    """The soonest planned visit that this person got a text about at this number, and may see still.

    None where a later text to this number was about another visit, or a meeting: which they mean is not guessed.
    """
    row = await conn.fetchrow(
        """
        SELECT v.id, v.starts_at, told.subject_version AS told, w.replies_within_days,
               ARRAY(SELECT k.child_id FROM visit_child AS k WHERE k.visit_id = v.id) AS about
          FROM shared_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id AND v.announced
          JOIN person AS w ON w.id = v.worker_id
          JOIN LATERAL (
              SELECT l.subject_version, l.sent_at
                FROM letter AS l
                JOIN contact_point AS n ON n.id = l.contact_point_id AND n.plain = $2
               WHERE l.person_id = $1 AND l.subject_id = v.id AND l.key IN ('visit', 'changed')
                 AND l.channel = 'text' AND l.state IN ('sent', 'delivered', 'ambiguous', 'claimed')
               ORDER BY l.sent_at DESC NULLS FIRST LIMIT 1
          ) AS told ON true
         WHERE v.state = 'planned' AND v.starts_at > this_moment()
           AND NOT EXISTS (
               SELECT FROM letter AS l
                 JOIN contact_point AS n ON n.id = l.contact_point_id AND n.plain = $2
                WHERE l.person_id = $1 AND l.subject_id <> v.id AND l.key = ANY ($3::text[])
                  AND l.channel = 'text' AND l.sent_at > coalesce(told.sent_at, this_moment()))
         ORDER BY v.starts_at, v.id
         LIMIT 1
        """,
        person_id,
        plain,
        list(_ABOUT_A_TIME),
    )
    return ToldVisit(**row) if row else None


async def has_asked(conn: Connection, person_id: UUID, visit_id: UUID) -> bool:
    asked: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM visit_change_request AS q
                        WHERE q.visit_id = $2 AND q.asked_by = $1 AND q.state = 'open')
        """,
        person_id,
        visit_id,
    )
    return asked


async def add_text_message(
    conn: Connection, sender: Sender, text_id: UUID, words: str, alarm: datetime | None
) -> int | None:
    """Keeps the words in the sender's own conversation; None where nobody works with them any more."""
    seq: int | None = await conn.fetchval(
        "SELECT add_text_message($1, $2, $3, NULL, $4)", sender.person_id, text_id, words, alarm
    )
    return seq


async def add_text(conn: Connection, text: InboundText, words: str, done: Outcome) -> UUID:
    row_id: UUID = await conn.fetchval(
        """
        INSERT INTO inbound_text (council_id, notify_id, at, number, words, person_id, outcome, why, visit_id,
                                  message_seq, look_by)
        VALUES (current_council(), $1, this_moment(), $2, $3, $4, $5, $6, $7, $8, $9)
        RETURNING id
        """,
        text.id,
        text.sender,
        words,
        done.person_id,
        done.outcome,
        done.why,
        done.visit_id,
        done.message_seq,
        done.look_by,
    )
    return row_id
