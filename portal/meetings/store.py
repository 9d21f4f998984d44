"""Meetings as those read them who run them: the list, and one meeting whole. Every statement goes by `run_meetings`."""

from datetime import date
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.meetings.model import AboutChild, Attendee, MeetingLine, Reader, Slot, StaffMeeting


async def list_coming_meetings(conn: Connection, actor_id: UUID) -> list[MeetingLine]:
    """Meetings that are planned, soonest first, with those whose day has passed and which nobody wrote up."""
    return await _list_meetings(conn, actor_id, True, None, 200)


async def list_past_meetings(
    conn: Connection, actor_id: UUID, before: date | None, limit: int
) -> list[MeetingLine]:
    """Meetings that were held or called off, newest first; those before a day for a further page."""
    return await _list_meetings(conn, actor_id, False, before, limit)


async def _list_meetings(
    conn: Connection, actor_id: UUID, planned: bool, before: date | None, limit: int
) -> list[MeetingLine]:
    rows = await conn.fetch(
        """
        SELECT m.id, m.type, m.state, s.first_at, s.slots, m.held_on, m.due_on, m.shared_at IS NOT NULL AS shared,
               m.decided_at IS NOT NULL AS decided, m.chair_id, c.name AS chair_name,
               ARRAY(SELECT p.name FROM meeting_child AS k JOIN person AS p ON p.id = k.child_id
                      WHERE k.meeting_id = m.id ORDER BY p.born_on, p.id) AS children,
               (SELECT count(*) FROM meeting_ask AS a WHERE a.meeting_id = m.id AND a.done_at IS NULL)
               + (SELECT count(*) FROM paper_comment AS k JOIN paper AS p ON p.id = k.paper_id
                   WHERE p.meeting_id = m.id AND k.replied_at IS NULL)
               + (SELECT count(*) FROM meeting_worry AS w
                   WHERE w.meeting_id = m.id AND w.replied_at IS NULL
                     AND m.id IN (SELECT l.id FROM meetings_to_look_after($1) AS l)) AS waiting
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
          JOIN person AS c ON c.id = m.chair_id
         CROSS JOIN LATERAL (
               SELECT min(t.starts_at) AS first_at, count(*)::int AS slots
                 FROM meeting_slot AS t WHERE t.meeting_id = m.id AND t.ended_at IS NULL) AS s
         WHERE (m.state = 'planned') = $2
           AND ($3::date IS NULL OR coalesce(m.held_on, (s.first_at AT TIME ZONE 'Europe/London')::date) < $3)
         ORDER BY CASE WHEN $2 THEN s.first_at END,
                  coalesce(m.held_on, (s.first_at AT TIME ZONE 'Europe/London')::date) DESC NULLS LAST, m.id
         LIMIT $4
        """,
        actor_id,
        planned,
        before,
        limit,
    )
    return [MeetingLine(**row) for row in rows]


async def get_meeting(conn: Connection, actor_id: UUID, meeting_id: UUID) -> StaffMeeting | None:
    """One meeting with every slot. None for everybody who does not run it."""
    row = await conn.fetchrow(
        """
        SELECT m.id, m.family_id, f.name AS family_name, m.type, m.chair_id, c.name AS chair_name,
               c.called AS chair_called, c.pronoun AS chair_pronoun, c.job_title AS chair_job, m.state, m.why_now,
               m.due_on, m.due_rule, m.clock_from_on, m.papers_by_on, m.notes_by_on, m.next_on,
               planner.name AS planned_by, m.planned_at, m.shared_at, m.held_on, m.decided_at, m.ended_words, m.version,
               ARRAY(SELECT (k.child_id, k.child_plan_id, plan.type, p.name, p.called, p.pronoun, p.born_on,
                             k.participation)
                       FROM meeting_child AS k
                       JOIN person AS p ON p.id = k.child_id
                       JOIN child_plan AS plan ON plan.id = k.child_plan_id
                      WHERE k.meeting_id = m.id ORDER BY p.born_on, p.id) AS children,
               ARRAY(SELECT (s.id, s.starts_at, s.minutes, s.how, s.place_words, s.joining_words)
                       FROM meeting_slot AS s
                      WHERE s.meeting_id = m.id AND s.ended_at IS NULL ORDER BY s.starts_at, s.id) AS slots,
               ARRAY(SELECT (r.person_id, r.slot_id, r.kind, p.name, p.called, p.kind, p.born_on, r.chosen_by,
                             r.report_by_on, r.first_opened_at,
                             EXISTS (SELECT FROM orders_beside(r.person_id, r.slot_id) AS x),
                             belongs_to_meeting(r))
                       FROM meeting_reader AS r JOIN person AS p ON p.id = r.person_id
                      WHERE r.meeting_id = m.id AND r.ended_at IS NULL
                      ORDER BY r.kind = 'partner', p.kind = 'young_person', p.born_on, p.called, p.id) AS readers,
               ARRAY(SELECT (a.id, a.slot_id, a.person_id, a.name, a.role_words, a.why_words)
                       FROM meeting_attendee AS a
                      WHERE a.meeting_id = m.id AND a.ended_at IS NULL ORDER BY a.position, a.id) AS attendees
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
          JOIN family AS f ON f.id = m.family_id
          JOIN person AS c ON c.id = m.chair_id
          JOIN person AS planner ON planner.id = m.planned_by
         WHERE m.id = $2
        """,
        actor_id,
        meeting_id,
    )
    return _meeting(row) if row else None


def _meeting(row: Row) -> StaffMeeting:
    kinds: dict[str, type[Any]] = {
        "children": AboutChild,
        "slots": Slot,
        "readers": Reader,
        "attendees": Attendee,
    }
    parts = {name: [kind(*each) for each in row[name]] for name, kind in kinds.items()}
    return StaffMeeting(**{**row, **parts})
