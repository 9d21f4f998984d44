"""Papers of a meeting as their named readers have them: nothing tells of another reader, slot or version.

Every text passes the list of words that this reader may not be shown. Their own words do not: they know them.
"""

from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.meetings.model_papers_read import FRAME, Ask, Comment, OpenPaper, PaperLine, parts_of
from portal.safety.store_redaction import list_words
from portal.web.redaction import LeavingOut

# Every paper that somebody is named for; `v` is empty until it was shown to them.
_PAPERS = """
    SELECT p.id, p.meeting_id, m.type AS meeting_type, s.starts_at, r.shown_at, v.shared_at AS newest_at,
           coalesce(v.title, '') AS title,
           EXISTS (SELECT FROM paper_reading AS g WHERE g.version_id = v.id AND g.person_id = $1) AS has_read,
           p.kind, w.name AS by, CASE WHEN w.kind = 'staff' THEN w.called ELSE c.called END AS answers_by,
           v.id AS version_id, before.id AS before_id,
           ARRAY(SELECT (g.key, g.body, g.heading) FROM paper_paragraph AS g
                  WHERE g.version_id = v.id ORDER BY g.position) AS now,
           ARRAY(SELECT (g.key, g.body) FROM paper_paragraph AS g
                  WHERE g.version_id = before.id ORDER BY g.position) AS read_before
      FROM invited_meetings($1) AS i
      JOIN meeting AS m ON m.id = i.id
      JOIN meeting_slot AS s ON s.id = i.slot_id
      JOIN paper AS p ON p.meeting_id = i.id AND p.ended_at IS NULL
      JOIN paper_reader AS r ON r.paper_id = p.id AND r.person_id = $1 AND r.ended_at IS NULL
      JOIN person AS w ON w.id = p.by_id
      JOIN person AS c ON c.id = m.chair_id
      LEFT JOIN shared_papers($1) AS may ON may.id = p.id
      LEFT JOIN LATERAL (
           SELECT o.id, o.number, o.shared_at, o.title FROM paper_version AS o
            WHERE o.paper_id = p.id AND o.shared_at IS NOT NULL ORDER BY o.number DESC LIMIT 1) AS v
        ON may.id IS NOT NULL
      LEFT JOIN LATERAL (
           SELECT o.id FROM paper_version AS o JOIN paper_reading AS g ON g.version_id = o.id AND g.person_id = $1
            WHERE o.paper_id = p.id AND o.number < v.number ORDER BY o.number DESC LIMIT 1) AS before ON true
     WHERE i.id = $2
"""


async def list_papers(
    conn: Connection, actor_id: UUID, meeting_id: UUID, language: str = "en"
) -> list[PaperLine]:
    """What they are named for: with its size once it was shown to them, before that only that it is to come."""
    rows = await conn.fetch(
        f"{_PAPERS} ORDER BY v.id IS NULL, p.kind <> 'agenda', r.shown_at, p.id", actor_id, meeting_id
    )
    without = await _without(conn, actor_id, meeting_id, language)
    return [
        PaperLine(
            **{name: row[name] for name in FRAME},
            bodies=[body for _, body, _ in row["now"]],
        ).without(without)
        for row in rows
    ]


async def get_paper(
    conn: Connection, actor_id: UUID, meeting_id: UUID, paper_id: UUID, language: str = "en"
) -> OpenPaper | None:
    """None where it was not shown to this person by name, or they are not asked to the meeting any more."""
    row = await conn.fetchrow(
        f"{_PAPERS} AND p.id = $3 AND may.id IS NOT NULL", actor_id, meeting_id, paper_id
    )
    if row is None:
        return None
    without = await _without(conn, actor_id, meeting_id, language)
    comments = await _list_comments(conn, actor_id, paper_id, without)
    return _paper(row, comments, await _list_asks(conn, actor_id, paper_id, without), without)


def _paper(row: Row, comments: list[Comment], asks: list[Ask], without: LeavingOut) -> OpenPaper:
    held = dict(row)
    before = dict(map(tuple, held.pop("read_before")))
    parts = parts_of(held.pop("now"), before if held.pop("before_id") else None, comments, without)
    for name in ("title", "by", "answers_by"):
        held[name] = without(held[name])
    return OpenPaper(**held, parts=parts, comments=comments, asks=asks)


async def _without(conn: Connection, actor_id: UUID, meeting_id: UUID, language: str) -> LeavingOut:
    return LeavingOut((await list_words(conn, meeting_id, [actor_id]))[actor_id], language)


async def _list_comments(
    conn: Connection, actor_id: UUID, paper_id: UUID, without: LeavingOut
) -> list[Comment]:
    """What this person said, with the words that they had before them."""
    rows = await conn.fetch(
        """
        SELECT k.id, k.paragraph_key, k.kind, k.body, k.at, k.reply_by_on, k.reply, q.name AS replied_by, k.replied_at,
               k.version_id
          FROM shared_papers($1) AS may
          JOIN paper_comment AS k ON k.paper_id = may.id AND k.by_id = $1
          LEFT JOIN person AS q ON q.id = k.replied_by
         WHERE may.id = $2
         ORDER BY k.at, k.id
        """,
        actor_id,
        paper_id,
    )
    had = await _list_shown(conn, {row["version_id"] for row in rows if row["paragraph_key"]}, without)
    return [_comment(dict(row), had).without(without) for row in rows]


def _comment(held: dict[str, Any], had: dict[tuple[UUID, UUID], str]) -> Comment:
    about = had.get((held.pop("version_id"), held["paragraph_key"]))
    return Comment(**held, about=about)


async def _list_shown(
    conn: Connection, version_ids: set[UUID], without: LeavingOut
) -> dict[tuple[UUID, UUID], str]:
    """Parts of whole versions as this reader has them: what is left out of one can begin in the one above it."""
    rows = await conn.fetch(
        """
        SELECT version_id, key, body FROM paper_paragraph WHERE version_id = ANY ($1::uuid[])
         ORDER BY version_id, position
        """,
        list(version_ids),
    )
    found: dict[tuple[UUID, UUID], str] = {}
    # Each version by itself: its last part does not stand above the first one of another.
    for version_id, parts in groupby(rows, key=itemgetter("version_id")):
        keys, bodies = zip(*((row["key"], row["body"]) for row in parts), strict=True)
        found |= {(version_id, key): body for key, body in zip(keys, without.of(bodies), strict=True)}
    return found


async def _list_asks(conn: Connection, actor_id: UUID, paper_id: UUID, without: LeavingOut) -> list[Ask]:
    rows = await conn.fetch(
        """
        SELECT a.id, a.kind, a.at, a.reply, a.done_at, a.done_by IS NOT DISTINCT FROM $1 AS taken_back
          FROM meeting_ask AS a
         WHERE a.person_id = $1 AND a.paper_id = $2
         ORDER BY a.at, a.id
        """,
        actor_id,
        paper_id,
    )
    return [Ask(**{**row, "reply": without(row["reply"]) if row["reply"] else None}) for row in rows]


async def add_reading(conn: Connection, actor_id: UUID, version_id: UUID) -> None:
    """They have this version before them: the first time counts."""
    await conn.execute(
        """
        INSERT INTO paper_reading (council_id, version_id, person_id, first_read_at)
        SELECT v.council_id, v.id, $1, this_moment()
          FROM shared_papers($1) AS may JOIN paper_version AS v ON v.paper_id = may.id AND v.shared_at IS NOT NULL
         WHERE v.id = $2
        ON CONFLICT DO NOTHING
        """,
        actor_id,
        version_id,
    )


async def get_part(
    conn: Connection, actor_id: UUID, paper_id: UUID, version_id: UUID, key: UUID, language: str = "en"
) -> str | None:
    """A part as a version of theirs has it, or else the last one that had it."""
    row = await conn.fetchrow(
        """
        SELECT v.id, may.meeting_id
          FROM shared_papers($1) AS may
          JOIN paper_reader AS r ON r.paper_id = may.id AND r.person_id = $1
          JOIN paper_version AS v ON v.paper_id = may.id AND v.shared_at IS NOT NULL
          JOIN paper_paragraph AS g ON g.version_id = v.id AND g.key = $4
         WHERE may.id = $2
           AND NOT EXISTS (SELECT FROM paper_version AS w
                            WHERE w.paper_id = v.paper_id AND w.number > v.number AND w.shared_at <= r.shown_at)
         ORDER BY v.id = $3 DESC, v.number DESC
         LIMIT 1
        """,
        actor_id,
        paper_id,
        version_id,
        key,
    )
    if row is None:
        return None
    without = await _without(conn, actor_id, row["meeting_id"], language)
    return (await _list_shown(conn, {row["id"]}, without))[row["id"], key]
