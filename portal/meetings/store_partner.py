"""Meetings that somebody from outside is asked to, and the report that they send. Statements go by `invited_meetings`.

Asked for their own service, or because a child or a parent chose them to speak up for them: then no report is asked.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.meetings.model import Stale
from portal.meetings.model_family import Coming
from portal.meetings.model_papers import Paragraph
from portal.meetings.model_partner import PartnerMeeting, Report
from portal.meetings.model_staff import SentViews
from portal.meetings.store_papers import add_paragraphs
from portal.web.redaction import leave_out


async def list_meetings(conn: Connection, actor_id: UUID, language: str) -> list[PartnerMeeting]:
    """Soonest first."""
    return await _list_meetings(conn, actor_id, None, language)


async def get_meeting(
    conn: Connection, actor_id: UUID, meeting_id: UUID, language: str
) -> PartnerMeeting | None:
    found = await _list_meetings(conn, actor_id, meeting_id, language)
    return found[0] if found else None


async def _list_meetings(
    conn: Connection, actor_id: UUID, only: UUID | None, language: str
) -> list[PartnerMeeting]:
    rows = await conn.fetch(
        """
        SELECT m.id, m.type, mine.kind, m.state = 'called_off' AS called_off, s.starts_at, s.minutes, s.how,
               s.place_words, s.joining_words, c.name AS chair_name, m.why_now,
               coalesce(m.ended_words, '') AS ended_words, r.report_by_on,
               t.person_id IS NOT NULL AS begun, t.sent_at, w.called AS speaks_for,
               ARRAY(SELECT (p.id, p.name) FROM meeting_child AS k JOIN person AS p ON p.id = k.child_id
                      WHERE k.meeting_id = m.id ORDER BY p.born_on, p.id) AS children,
               ARRAY(SELECT (a.name, a.role_words, a.why_words) FROM meeting_attendee AS a
                      WHERE a.slot_id = s.id AND a.ended_at IS NULL ORDER BY a.position, a.id) AS coming,
               ARRAY(SELECT x.words FROM redaction AS x
                      WHERE x.meeting_id = m.id AND x.reader_id = $1 AND x.ended_at IS NULL) AS hidden
          FROM invited_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
          JOIN meeting_slot AS s ON s.id = mine.slot_id
          JOIN meeting_reader AS r ON r.meeting_id = m.id AND r.person_id = $1
          JOIN person AS c ON c.id = m.chair_id
          LEFT JOIN person AS w ON w.id = r.chosen_by
          LEFT JOIN partner_report AS t ON t.meeting_id = m.id AND t.person_id = $1
         WHERE mine.kind IN ('partner', 'advocate') AND ($2::uuid IS NULL OR mine.id = $2)
         ORDER BY s.starts_at, m.id
        """,
        actor_id,
        only,
    )
    return [_meeting(row, language) for row in rows]


def _meeting(row: Row, language: str) -> PartnerMeeting:
    found: dict[str, Any] = dict(row)
    hidden: Sequence[str] = found.pop("hidden")

    def said(text: str) -> str:
        return leave_out(text, hidden, language)

    for name in ("place_words", "joining_words", "chair_name", "why_now", "ended_words"):
        found[name] = said(found[name])
    found["speaks_for"] = said(found["speaks_for"] or "")
    children = found.pop("children")
    found["child_ids"] = [child_id for child_id, _ in children]
    found["children"] = [said(name) for _, name in children]
    found["coming"] = [Coming(*map(said, one)) for one in found["coming"]]
    return PartnerMeeting(**found)


async def list_views(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[SentViews]:
    """What somebody sent for this meeting and chose to show to who speaks up for them."""
    rows = await conn.fetch(
        """
        SELECT c.id, c.person_id, p.name, c.sent_at
          FROM spoken_for($1) AS mine
          JOIN contribution AS c ON c.meeting_id = mine.meeting_id AND c.person_id = mine.person_id
          JOIN readable_contributions($1) AS may ON may.id = c.id
          JOIN person AS p ON p.id = c.person_id
         WHERE mine.meeting_id = $2
         ORDER BY c.sent_at, c.id
        """,
        actor_id,
        meeting_id,
    )
    return [SentViews(**row) for row in rows]


async def get_report(conn: Connection, actor_id: UUID, meeting_id: UUID) -> Report:
    """As it was saved last; empty where nothing was."""
    row = await conn.fetchrow(
        """
        SELECT t.working_well, t.worried_about, t.happens_next, t.version, t.paper_id, t.sent_at
          FROM invited_meetings($1) AS mine
          JOIN partner_report AS t ON t.meeting_id = mine.id AND t.person_id = $1
         WHERE mine.kind = 'partner' AND mine.id = $2
        """,
        actor_id,
        meeting_id,
    )
    return Report(**row) if row else Report()


async def change_report(conn: Connection, actor_id: UUID, meeting_id: UUID, report: Report) -> None:
    """Keep it, for its writer alone. Raises Stale where it was saved since `report.version` was read."""
    saved = await conn.fetchval(
        """
        INSERT INTO partner_report AS t (council_id, meeting_id, person_id, working_well, worried_about, happens_next,
                                         saved_at)
        SELECT r.council_id, r.meeting_id, $1, $3, $4, $5, this_moment()
          FROM invited_meetings($1) AS mine
          JOIN meeting_reader AS r ON r.meeting_id = mine.id AND r.person_id = $1 AND r.report_by_on IS NOT NULL
         WHERE mine.kind = 'partner' AND mine.id = $2
        ON CONFLICT (council_id, meeting_id, person_id)
        DO UPDATE SET working_well = excluded.working_well, worried_about = excluded.worried_about,
                      happens_next = excluded.happens_next, saved_at = excluded.saved_at, version = t.version + 1
         WHERE t.version = $6
        RETURNING t.version
        """,
        actor_id,
        meeting_id,
        report.working_well,
        report.worried_about,
        report.happens_next,
        report.version,
    )
    if saved is None or (report.version == 0 and saved != 1):
        raise Stale


async def list_sent_paragraphs(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Paragraph]:
    """The newest version that was sent: what is said about its parts stays beside them in the next one."""
    rows = await conn.fetch(
        """
        SELECT g.key, g.body, g.heading
          FROM invited_meetings($1) AS mine
          JOIN partner_report AS t ON t.meeting_id = mine.id AND t.person_id = $1
          JOIN paper_version AS v ON v.paper_id = t.paper_id
           AND v.number = (SELECT max(n.number) FROM paper_version AS n WHERE n.paper_id = t.paper_id)
          JOIN paper_paragraph AS g ON g.version_id = v.id
         WHERE mine.kind = 'partner' AND mine.id = $2
         ORDER BY g.position
        """,
        actor_id,
        meeting_id,
    )
    return [Paragraph(**row) for row in rows]


async def send_report(
    conn: Connection, actor_id: UUID, meeting_id: UUID, title: str, paragraphs: Sequence[Paragraph]
) -> UUID | None:
    """Into the pack, as a version of a paper that nobody of the family reads before staff have looked at it."""
    paper_id: UUID | None = await conn.fetchval(
        """
        WITH mine AS (
            SELECT t.council_id, t.meeting_id, coalesce(t.paper_id, gen_random_uuid()) AS paper_id,
                   t.paper_id IS NULL AS is_new, r.report_by_on
              FROM invited_meetings($1) AS i
              JOIN meeting_reader AS r ON r.meeting_id = i.id AND r.person_id = $1 AND r.report_by_on IS NOT NULL
              JOIN partner_report AS t ON t.meeting_id = i.id AND t.person_id = $1
             WHERE i.kind = 'partner' AND i.id = $2
        ), paper_made AS (
            INSERT INTO paper (council_id, id, meeting_id, kind, title, by_id, due_on, made_at)
            SELECT mine.council_id, mine.paper_id, mine.meeting_id, 'partner_report', $3, $1, mine.report_by_on,
                   this_moment()
              FROM mine WHERE mine.is_new
        ), sent AS (
            UPDATE partner_report AS t SET paper_id = mine.paper_id, sent_at = this_moment()
              FROM mine WHERE t.meeting_id = mine.meeting_id AND t.person_id = $1
        )
        SELECT paper_id FROM mine
        """,
        actor_id,
        meeting_id,
        title,
    )
    if paper_id is None:
        return None
    version_id = await conn.fetchval(
        """
        INSERT INTO paper_version (council_id, paper_id, number, by_id, saved_at)
        SELECT p.council_id, p.id,
               (SELECT coalesce(max(v.number), 0) + 1 FROM paper_version AS v WHERE v.paper_id = p.id),
               $1, this_moment()
          FROM paper AS p
         WHERE p.id = $2 AND p.by_id = $1
        RETURNING id
        """,
        actor_id,
        paper_id,
    )
    await add_paragraphs(conn, version_id, paragraphs)
    return paper_id
