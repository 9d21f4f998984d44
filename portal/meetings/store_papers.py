"""Papers of a meeting for those who run it: which there are, who reads them, their versions, and their sharing."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from portal.db import Connection, Row
from portal.meetings.model import Stale
from portal.meetings.model_papers import Paper, PaperReader, Paragraph, Version

_PAPERS = """
    SELECT p.id, p.meeting_id, p.kind, p.title, p.by_id, w.name AS by, w.called AS by_called, w.kind AS by_kind,
           p.due_on, p.made_at,
           ARRAY(SELECT (r.person_id, q.name, q.called, a.kind, r.shown_at,
                         (SELECT min(g.first_read_at)
                            FROM paper_version AS v JOIN paper_reading AS g ON g.version_id = v.id
                           WHERE v.paper_id = p.id AND g.person_id = r.person_id AND NOT EXISTS (
                                 SELECT FROM paper_version AS w
                                  WHERE w.paper_id = p.id AND w.number > v.number AND w.shared_at IS NOT NULL)),
                         belongs_to_meeting(a))
                   FROM paper_reader AS r
                   JOIN meeting_reader AS a ON a.meeting_id = p.meeting_id AND a.person_id = r.person_id
                    AND a.ended_at IS NULL
                   JOIN person AS q ON q.id = r.person_id
                  WHERE r.paper_id = p.id AND r.ended_at IS NULL
                  ORDER BY a.kind = 'partner', q.kind = 'young_person', q.born_on, q.called, q.id) AS readers,
           ARRAY(SELECT (v.id, v.number, v.saved_at, b.name, v.shared_at)
                   FROM paper_version AS v JOIN person AS b ON b.id = v.by_id
                  WHERE v.paper_id = p.id ORDER BY v.number DESC LIMIT 1) AS newest,
           (SELECT min(v.shared_at) FROM paper_version AS v WHERE v.paper_id = p.id) AS shared_at,
           c.waiting, c.answer_by_on
      FROM run_meetings($1) AS mine
      JOIN paper AS p ON p.meeting_id = mine.id AND p.ended_at IS NULL
      JOIN person AS w ON w.id = p.by_id
     CROSS JOIN LATERAL (
           SELECT count(*)::int AS waiting, min(k.reply_by_on) AS answer_by_on
             FROM paper_comment AS k WHERE k.paper_id = p.id AND k.replied_at IS NULL) AS c
     WHERE p.meeting_id = $2
"""


async def list_papers(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Paper]:
    rows = await conn.fetch(
        f"{_PAPERS} ORDER BY p.kind <> 'agenda', p.due_on, p.made_at, p.id", actor_id, meeting_id
    )
    return [_paper(row) for row in rows]


async def get_paper(conn: Connection, actor_id: UUID, meeting_id: UUID, paper_id: UUID) -> Paper | None:
    row = await conn.fetchrow(f"{_PAPERS} AND p.id = $3", actor_id, meeting_id, paper_id)
    return _paper(row) if row else None


def _paper(row: Row) -> Paper:
    return Paper(
        **{
            **row,
            "readers": tuple(PaperReader(*one) for one in row["readers"]),
            "newest": Version(*row["newest"][0]) if row["newest"] else None,
        }
    )


async def list_paragraphs(
    conn: Connection, actor_id: UUID, paper_id: UUID, *, shared: bool = False
) -> list[Paragraph]:
    """The newest version of a paper, or its newest that was shared."""
    rows = await conn.fetch(
        """
        SELECT g.key, g.body, g.heading
          FROM readable_papers($1) AS may
          JOIN paper AS p ON p.id = may.id
          JOIN run_meetings($1) AS mine ON mine.id = p.meeting_id
          JOIN paper_paragraph AS g ON g.version_id = (
               SELECT v.id FROM paper_version AS v
                WHERE v.paper_id = p.id AND (v.shared_at IS NOT NULL OR NOT $3) ORDER BY v.number DESC LIMIT 1)
         WHERE p.id = $2
         ORDER BY g.position
        """,
        actor_id,
        paper_id,
        shared,
    )
    return [Paragraph(**row) for row in rows]


async def add_paper(conn: Connection, actor_id: UUID, meeting_id: UUID, kind: str, title: str) -> UUID | None:
    """None where it is not their meeting, or the meeting is off."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO paper (council_id, meeting_id, kind, title, by_id, due_on, made_at)
        SELECT m.council_id, m.id, $3, $4, $1, m.papers_by_on, this_moment()
          FROM run_meetings($1) AS mine JOIN meeting AS m ON m.id = mine.id
         WHERE m.id = $2 AND m.state <> 'called_off'
        RETURNING id
        """,
        actor_id,
        meeting_id,
        kind,
        title,
    )
    return added


async def change_title(conn: Connection, actor_id: UUID, paper_id: UUID, kind: str, title: str) -> None:
    await conn.execute(
        """
        UPDATE paper AS p SET kind = $3, title = $4
          FROM run_meetings($1) AS mine
         WHERE mine.id = p.meeting_id AND p.id = $2 AND p.kind <> 'partner_report' AND p.ended_at IS NULL
        """,
        actor_id,
        paper_id,
        kind,
        title,
    )


async def end_paper(conn: Connection, actor_id: UUID, paper_id: UUID) -> bool:
    """Only what nobody was ever shown."""
    return bool(
        await conn.fetchval(
            """
            UPDATE paper AS p SET ended_at = this_moment()
              FROM run_meetings($1) AS mine
             WHERE mine.id = p.meeting_id AND p.id = $2 AND p.ended_at IS NULL AND p.kind <> 'partner_report'
               AND NOT EXISTS (SELECT FROM paper_version AS v WHERE v.paper_id = p.id AND v.shared_at IS NOT NULL)
            RETURNING true
            """,
            actor_id,
            paper_id,
        )
    )


async def was_ended(conn: Connection, actor_id: UUID, meeting_id: UUID, paper_id: UUID) -> bool:
    """Whether it was a paper of this meeting that is put away; to whoever runs the meeting, and to nobody else."""
    return bool(
        await conn.fetchval(
            """
            SELECT EXISTS (
                SELECT FROM run_meetings($1) AS mine JOIN paper AS p ON p.meeting_id = mine.id
                 WHERE mine.id = $2 AND p.id = $3 AND p.ended_at IS NOT NULL)
            """,
            actor_id,
            meeting_id,
            paper_id,
        )
    )


async def lock_paper(conn: Connection, actor_id: UUID, paper_id: UUID) -> bool:
    """Hold a paper while it is looked at and changed. False where it is not theirs."""
    held = await conn.fetchval(
        """
        SELECT p.id FROM paper AS p
         WHERE p.id = $2 AND p.ended_at IS NULL AND p.meeting_id IN (SELECT mine.id FROM run_meetings($1) AS mine)
           FOR NO KEY UPDATE
        """,
        actor_id,
        paper_id,
    )
    return held is not None


async def change_text(
    conn: Connection, actor_id: UUID, paper: Paper, paragraphs: Sequence[Paragraph]
) -> None:
    """A draft is written anew; after what was shared comes a new one. The caller holds the paper."""
    if paper.newest is not None and paper.newest.is_draft:
        version_id = paper.newest.id
        await conn.execute("DELETE FROM paper_paragraph WHERE version_id = $1", version_id)
        await conn.execute(
            """
            UPDATE paper_version
               SET by_id = $2, saved_at = greatest(this_moment(), saved_at + interval '1 microsecond')
             WHERE id = $1 AND shared_at IS NULL
            """,
            version_id,
            actor_id,
        )
    else:
        version_id = await conn.fetchval(
            """
            INSERT INTO paper_version (council_id, paper_id, number, by_id, saved_at)
            SELECT p.council_id, p.id, $3, $1, this_moment()
              FROM run_meetings($1) AS mine JOIN paper AS p ON p.meeting_id = mine.id WHERE p.id = $2
            RETURNING id
            """,
            actor_id,
            paper.id,
            paper.newest.number + 1 if paper.newest else 1,
        )
    await add_paragraphs(conn, version_id, paragraphs)


async def add_paragraphs(conn: Connection, version_id: UUID, paragraphs: Sequence[Paragraph]) -> None:
    """The text of a version that the caller has just begun."""
    await conn.execute(
        """
        INSERT INTO paper_paragraph (council_id, version_id, position, key, heading, body)
        SELECT current_council(), $1, g.position, g.key, g.heading, g.body
          FROM unnest($2::uuid[], $3::boolean[], $4::text[]) WITH ORDINALITY AS g (key, heading, body, position)
        """,
        version_id,
        [one.key for one in paragraphs],
        [one.heading for one in paragraphs],
        [one.body for one in paragraphs],
    )


async def change_readers(conn: Connection, actor_id: UUID, paper: Paper, readers: Iterable[UUID]) -> None:
    """From here on these. Who is new is shown nothing before the next look; who is left out loses it now."""
    await conn.execute(
        """
        WITH wanted AS (
            SELECT p.council_id, p.id AS paper_id, a.person_id
              FROM run_meetings($1) AS mine
              JOIN paper AS p ON p.meeting_id = mine.id AND p.id = $2
              JOIN meeting_reader AS a ON a.meeting_id = p.meeting_id AND a.ended_at IS NULL
             WHERE a.person_id = ANY($3::uuid[]) AND belongs_to_meeting(a)
        ), ended AS (
            UPDATE paper_reader AS r SET ended_at = this_moment()
              FROM run_meetings($1) AS mine JOIN paper AS p ON p.meeting_id = mine.id AND p.id = $2
             WHERE r.paper_id = p.id AND r.ended_at IS NULL AND r.person_id <> ALL($3::uuid[])
        )
        INSERT INTO paper_reader (council_id, paper_id, person_id, added_by, added_at)
        SELECT n.council_id, n.paper_id, n.person_id, $1, this_moment() FROM wanted AS n
        ON CONFLICT (council_id, paper_id, person_id)
        DO UPDATE SET ended_at = NULL, shown_at = NULL, added_by = excluded.added_by, added_at = excluded.added_at
         WHERE paper_reader.ended_at IS NOT NULL
        """,
        actor_id,
        paper.id,
        list(readers),
    )


async def share_paper(conn: Connection, actor_id: UUID, paper: Paper) -> None:
    """The newest version, for the readers that were looked at. The caller holds the paper; raises Stale."""
    if paper.newest is None:
        raise Stale
    if paper.newest.is_draft and not await conn.fetchval(
        """
        UPDATE paper_version AS v SET shared_at = this_moment()
          FROM paper AS p
          JOIN run_meetings($1) AS mine ON mine.id = p.meeting_id
          JOIN meeting AS m ON m.id = p.meeting_id AND m.shared_at IS NOT NULL
         WHERE p.id = v.paper_id AND v.id = $2 AND v.shared_at IS NULL
        RETURNING true
        """,
        actor_id,
        paper.newest.id,
    ):
        raise Stale
    await conn.execute(
        """
        UPDATE paper_reader AS r SET shown_at = this_moment()
          FROM run_meetings($1) AS mine JOIN paper AS p ON p.meeting_id = mine.id AND p.id = $2
         WHERE r.paper_id = p.id AND r.person_id = ANY($3::uuid[]) AND r.ended_at IS NULL AND r.shown_at IS NULL
        """,
        actor_id,
        paper.id,
        [one.id for one in paper.can_be_shown],
    )
