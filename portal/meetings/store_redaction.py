"""Which words one reader of a meeting may not be shown, and who put them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One entry of a reader's list."""

    id: UUID
    reader_id: UUID
    words: str
    added_by_id: UUID
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ShownAgain:
    """Words that stood on a reader's list and were taken off it, by whom and why."""

    words: str
    by: str
    at: datetime
    because: str


async def list_shown_again(
    conn: Connection, actor_id: UUID, meeting_id: UUID, reader_id: UUID
) -> list[ShownAgain]:
    """The newest first, for those who run the meeting: whoever answers for it can see what a reader was given back."""
    rows = await conn.fetch(
        """
        SELECT x.words, b.name AS by, x.ended_at AS at, x.ended_because AS because
          FROM run_meetings($1) AS mine
          JOIN redaction AS x ON x.meeting_id = mine.id AND x.reader_id = $3 AND x.ended_because IS NOT NULL
          JOIN person AS b ON b.id = x.ended_by
         WHERE x.meeting_id = $2 AND x.ended_at IS NOT NULL
         ORDER BY x.ended_at DESC, x.id
        """,
        actor_id,
        meeting_id,
        reader_id,
    )
    return [ShownAgain(**row) for row in rows]


async def list_left_out(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[LeftOut]:
    """Every reader's list, for those who run the meeting."""
    rows = await conn.fetch(
        """
        SELECT x.id, x.reader_id, x.words, x.added_by AS added_by_id, b.name AS added_by, x.added_at
          FROM run_meetings($1) AS mine
          JOIN redaction AS x ON x.meeting_id = mine.id AND x.ended_at IS NULL
          JOIN person AS b ON b.id = x.added_by
         WHERE x.meeting_id = $2
         ORDER BY lower(x.words), x.id
        """,
        actor_id,
        meeting_id,
    )
    return [LeftOut(**row) for row in rows]


async def list_earlier(conn: Connection, actor_id: UUID, meeting_id: UUID, reader_id: UUID) -> list[str]:
    """What was left out for the same reader at other meetings of the family, and is not on this one's list."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT x.words
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
          JOIN run_meetings($1) AS also ON also.id <> m.id
          JOIN meeting AS o ON o.id = also.id AND o.family_id = m.family_id
          JOIN redaction AS x ON x.meeting_id = o.id AND x.reader_id = $3 AND x.ended_at IS NULL
         WHERE m.id = $2 AND NOT EXISTS (
               SELECT FROM redaction AS y
                WHERE y.meeting_id = m.id AND y.reader_id = $3 AND y.ended_at IS NULL
                  AND lower(y.words) = lower(x.words))
         ORDER BY x.words
        """,
        actor_id,
        meeting_id,
        reader_id,
    )
    return [row["words"] for row in rows]


async def add_words(
    conn: Connection, actor_id: UUID, meeting_id: UUID, reader_id: UUID, words: Sequence[str]
) -> int:
    """From now on in every text. Only for who is asked to the meeting; what stands there stays."""
    added: int = await conn.fetchval(
        """
        WITH kept AS (
            INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at)
            SELECT a.council_id, a.meeting_id, a.person_id, n.words, $1, this_moment()
              FROM run_meetings($1) AS mine
              JOIN meeting_reader AS a ON a.meeting_id = mine.id AND a.person_id = $3 AND a.ended_at IS NULL
             CROSS JOIN (SELECT DISTINCT ON (lower(u.words)) u.words FROM unnest($4::text[]) AS u (words)) AS n
             WHERE a.meeting_id = $2 AND NOT EXISTS (
                   SELECT FROM redaction AS y
                    WHERE y.meeting_id = $2 AND y.reader_id = $3 AND y.ended_at IS NULL
                      AND lower(y.words) = lower(n.words))
            RETURNING id
        )
        SELECT count(*)::int FROM kept
        """,
        actor_id,
        meeting_id,
        reader_id,
        list(words),
    )
    return added


async def may_show_again(conn: Connection, actor_id: UUID, meeting_id: UUID) -> bool:
    """Whether they chair this meeting, or manage a plan of it: a manager who only covers there may not."""
    may: bool = await conn.fetchval("SELECT may_show_again($1, $2)", actor_id, meeting_id)
    return may


async def end_words(
    conn: Connection, actor_id: UUID, meeting_id: UUID, redaction_id: UUID, because: str
) -> UUID | None:
    """Shown again from now on. Answers for whom; None where the actor may not, or there is nothing of that kind."""
    ended: UUID | None = await conn.fetchval(
        """
        UPDATE redaction AS x SET ended_at = this_moment(), ended_by = $1, ended_because = $4
          FROM run_meetings($1) AS mine
         WHERE mine.id = x.meeting_id AND x.meeting_id = $2 AND x.id = $3 AND x.ended_at IS NULL
           AND may_show_again($1, x.meeting_id)
        RETURNING x.reader_id
        """,
        actor_id,
        meeting_id,
        redaction_id,
        because,
    )
    return ended


async def list_own_homes(
    conn: Connection, actor_id: UUID, meeting_id: UUID, reader_ids: Sequence[UUID]
) -> dict[UUID, str]:
    """Where each reader lives, for those who run the meeting and work with this reader; else nothing."""
    rows = await conn.fetch(
        """
        SELECT reader.id, coalesce((
               SELECT string_agg(h.address, E'\n')
                 FROM run_meetings($1) AS mine
                 JOIN meeting_reader AS a ON a.meeting_id = mine.id AND a.person_id = reader.id AND a.ended_at IS NULL
                 JOIN readable_people($1) AS may ON may.id = a.person_id
                 JOIN home AS h ON h.person_id = a.person_id AND (h.to_on IS NULL OR h.to_on > this_day())
                WHERE a.meeting_id = $2), '') AS address
          FROM unnest($3::uuid[]) AS reader (id)
        """,
        actor_id,
        meeting_id,
        reader_ids,
    )
    return {row["id"]: row["address"] for row in rows}


async def list_known(
    conn: Connection, actor_id: UUID, meeting_id: UUID, reader_ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """Where the others at a meeting live and how they are reached: what the record knows and this reader may not.

    By reader: every one that was asked about, with an empty list where there is nothing.
    """
    rows = await conn.fetch(
        """
        SELECT reader.id, ARRAY(
               WITH other AS (
                   SELECT k.child_id AS id
                     FROM meeting_child AS k JOIN run_meetings($1) AS mine ON mine.id = k.meeting_id
                    WHERE k.meeting_id = $2 AND k.child_id <> reader.id
                    UNION
                   SELECT a.person_id FROM meeting_reader AS a JOIN run_meetings($1) AS mine ON mine.id = a.meeting_id
                    WHERE a.meeting_id = $2 AND a.person_id <> reader.id AND a.ended_at IS NULL AND a.kind = 'family'
               ), own AS (
                   SELECT h.address FROM home AS h WHERE h.person_id = reader.id
               )
               SELECT DISTINCT n.words
                 FROM other AS o
                 JOIN readable_people($1) AS may ON may.id = o.id
                CROSS JOIN LATERAL (
                      SELECT btrim(part) AS words
                        FROM home AS h, regexp_split_to_table(h.address, E'[,\\n]') AS part
                       WHERE h.person_id = o.id AND (h.to_on IS NULL OR h.to_on > this_day())
                         AND NOT EXISTS (SELECT FROM own WHERE position(lower(btrim(part)) IN lower(own.address)) > 0)
                       UNION ALL
                      SELECT c.value FROM contact_point AS c WHERE c.person_id = o.id AND c.ended_at IS NULL) AS n
                WHERE length(n.words) BETWEEN 3 AND 200 AND NOT EXISTS (
                      SELECT FROM redaction AS y
                       WHERE y.meeting_id = $2 AND y.reader_id = reader.id AND y.ended_at IS NULL
                         AND lower(y.words) = lower(n.words))
                ORDER BY n.words) AS words
          FROM unnest($3::uuid[]) AS reader (id)
        """,
        actor_id,
        meeting_id,
        reader_ids,
    )
    return {row["id"]: row["words"] for row in rows}
