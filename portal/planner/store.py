"""Visits as staff read them: lists, one visit with everything, and what surrounds it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.db import Connection, Row
from portal.planner.model import Planned, Promise
from portal.planner.model_visit import (
    News,
    Note,
    Offered,
    Reader,
    ReadyItem,
    Request,
    StaffVisit,
    Topic,
    VisitChild,
    VisitLine,
)
from portal.planner.model_warnings import Clash


async def list_coming_visits(conn: Connection, actor_id: UUID) -> list[VisitLine]:
    """Planned visits, soonest first, with those whose time has passed and which nobody wrote up."""
    return list(reversed(await _list_visits(conn, actor_id, True, None, 200)))


async def list_past_visits(
    conn: Connection, actor_id: UUID, before: datetime | None, limit: int
) -> list[VisitLine]:
    """Visits that are over in one way or another, newest first; those before a moment for a further page."""
    return await _list_visits(conn, actor_id, False, before, limit)


async def _list_visits(
    conn: Connection, actor_id: UUID, planned: bool, before: datetime | None, limit: int
) -> list[VisitLine]:
    rows = await conn.fetch(
        """
        SELECT v.id, v.starts_at, v.minutes, v.state, v.announced, v.place, v.worker_id, w.name AS worker_name,
               ARRAY(SELECT p.name FROM visit_child AS c JOIN person AS p ON p.id = c.child_id
                      WHERE c.visit_id = v.id ORDER BY p.born_on, p.id) AS children,
               ARRAY(SELECT p.name FROM current_readers(v.id) AS c JOIN person AS p ON p.id = c.person_id
                      WHERE p.kind = 'adult'
                      ORDER BY p.name, p.id) AS readers,
               (SELECT a.confirmed FROM answers_to_time(v.id, v.starts_at) AS a) AS confirmed,
               (SELECT count(*) FROM visit_change_request AS q WHERE q.visit_id = v.id AND q.state = 'open') AS asked
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE (v.state = 'planned') = $2 AND ($3::timestamptz IS NULL OR v.starts_at < $3)
         ORDER BY v.starts_at DESC, v.id
         LIMIT $4
        """,
        actor_id,
        planned,
        before,
        limit,
    )
    return [VisitLine(**row) for row in rows]


async def get_visit(conn: Connection, actor_id: UUID, visit_id: UUID) -> StaffVisit | None:
    row = await conn.fetchrow(
        """
        SELECT v.id, v.family_id, f.name AS family_name, v.worker_id, w.name AS worker_name,
               w.called AS worker_called, w.pronoun AS worker_pronoun, w.job_title AS worker_job, v.announced, v.state,
               v.starts_at, v.minutes, v.place, v.place_words, v.purpose, v.also_coming, v.interpreter_language,
               v.interpreter_booked, planner.name AS planned_by, v.planned_at, v.shared_at, v.ended_words,
               v.our_mistake, v.version, (SELECT a.confirmed FROM answers_to_time(v.id, v.starts_at) AS a) AS confirmed,
               ARRAY(SELECT (c.child_id, c.child_plan_id, p.name, p.called, p.pronoun, p.born_on, plan.type,
                             c.wish_to_see, c.alone_minutes, c.alone_why)
                       FROM visit_child AS c
                       JOIN person AS p ON p.id = c.child_id
                       JOIN child_plan AS plan ON plan.id = c.child_plan_id
                      WHERE c.visit_id = v.id ORDER BY p.born_on, p.id) AS children,
               ARRAY(SELECT (r.person_id, p.name, p.called, p.kind, r.said_ok_at, r.said_ok_to,
                             EXISTS (SELECT FROM orders_against(r.person_id, v.id, v.place) AS x))
                       FROM visit_reader AS r JOIN person AS p ON p.id = r.person_id
                      WHERE r.visit_id = v.id AND r.ended_at IS NULL
                        AND EXISTS (SELECT FROM ties_to(p.id, v.id) AS t)
                      ORDER BY p.kind = 'young_person', p.born_on, p.called, p.id) AS readers,
               ARRAY(SELECT (t.id, t.body, p.name, p.kind = 'staff', t.audience, t.in_private)
                       FROM visit_topic AS t JOIN person AS p ON p.id = t.added_by
                      WHERE t.visit_id = v.id AND t.ended_at IS NULL
                      ORDER BY p.kind <> 'staff', t.position, t.added_at, t.id) AS topics,
               ARRAY(SELECT (i.id, i.body) FROM visit_ready_item AS i
                      WHERE i.visit_id = v.id AND i.ended_at IS NULL ORDER BY i.position, i.id) AS ready,
               ARRAY(SELECT (o.id, o.starts_at) FROM visit_offered_time AS o
                      WHERE o.visit_id = v.id AND o.ended_at IS NULL ORDER BY o.starts_at) AS offered,
               ARRAY(SELECT (q.id, q.asked_by, p.name, p.called, q.asked_at, q.offered_time_id, o.starts_at,
                             q.when_better, q.why, q.reply_by_on, q.state, q.reply, a.name, q.replied_at)
                       FROM visit_change_request AS q
                       JOIN person AS p ON p.id = q.asked_by
                       LEFT JOIN visit_offered_time AS o ON o.id = q.offered_time_id
                       LEFT JOIN person AS a ON a.id = q.replied_by
                      WHERE q.visit_id = v.id ORDER BY q.state = 'open' DESC, q.asked_at DESC) AS requests,
               ARRAY(SELECT (n.kind, n.at, p.name, n.late_minutes, n.was_at, n.now_at)
                       FROM visit_news AS n JOIN person AS p ON p.id = n.by_id
                      WHERE n.visit_id = v.id ORDER BY n.at DESC, n.id) AS news,
               ARRAY(SELECT (n.at, p.name, n.body) FROM visit_note AS n JOIN person AS p ON p.id = n.by_id
                      WHERE n.visit_id = v.id ORDER BY n.at, n.id) AS notes
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
          JOIN family AS f ON f.id = v.family_id
          JOIN person AS w ON w.id = v.worker_id
          JOIN person AS planner ON planner.id = v.planned_by
         WHERE v.id = $2
        """,
        actor_id,
        visit_id,
    )
    return _visit(row) if row else None


async def list_addresses(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[str]:
    """Where a visit at home takes place: the homes of its children on that day, or of who lives with them."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT h.address
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id AND v.place = 'home'
          JOIN visit_child AS c ON c.visit_id = v.id AND c.wish_to_see
          JOIN home AS h ON h.person_id = c.child_id
                OR h.person_id IN (
                    SELECT l.person_id FROM relationship AS l
                     WHERE l.child_id = c.child_id AND l.lives_with AND (l.to_on IS NULL OR l.to_on > this_day())
                       AND NOT EXISTS (SELECT FROM home AS own WHERE own.person_id = c.child_id))
         WHERE v.id = $2 AND h.from_on <= this_day() AND (h.to_on IS NULL OR h.to_on > this_day())
         ORDER BY h.address
        """,
        actor_id,
        visit_id,
    )
    return [row["address"] for row in rows]


async def list_open_promises(conn: Connection, actor_id: UUID, child_ids: list[UUID]) -> list[Promise]:
    """What is still open from visits, meetings and messages about these children: the council's own promises first."""
    rows = await conn.fetch(
        """
        SELECT p.owed_by, coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who,
               p.what, p.by_on
          FROM readable_promises($1) AS mine
          JOIN promise AS p ON p.id = mine.id
         WHERE p.state = 'open'
           AND (p.visit_id IN (SELECT c.visit_id FROM visit_child AS c WHERE c.child_id = ANY ($2::uuid[]))
                OR p.child_plan_id IN (SELECT k.id FROM child_plan AS k WHERE k.child_id = ANY ($2::uuid[]))
                OR p.meeting_id IN (SELECT m.meeting_id FROM meeting_child AS m WHERE m.child_id = ANY ($2::uuid[])))
         ORDER BY p.owed_by <> 'council', p.by_on NULLS LAST, p.made_at, p.position
         LIMIT 30
        """,
        actor_id,
        child_ids,
    )
    return [Promise(**row) for row in rows]


async def list_clashes(
    conn: Connection, actor_id: UUID, planned: Planned, but_for: UUID | None
) -> list[Clash]:
    """Other planned visits of the worker that overlap this one. Names only of those that the actor works on."""
    rows = await conn.fetch(
        """
        SELECT v.starts_at,
               ARRAY(SELECT p.called FROM visit_child AS c JOIN person AS p ON p.id = c.child_id
                      WHERE c.visit_id = v.id AND v.id IN (SELECT id FROM staffed_visits($1))
                      ORDER BY p.born_on) AS names
          FROM visit AS v
         WHERE v.worker_id = $2 AND v.state = 'planned' AND v.id IS DISTINCT FROM $5
           AND v.starts_at < $4 AND v.starts_at + make_interval(mins => v.minutes) > $3
         ORDER BY v.starts_at
        """,
        actor_id,
        planned.worker_id,
        planned.start.at,
        planned.start.at + timedelta(minutes=planned.minutes),
        but_for,
    )
    return [Clash(row["starts_at"], tuple(row["names"])) for row in rows]


def _visit(row: Row) -> StaffVisit:
    kinds: dict[str, type[Any]] = {
        "children": VisitChild,
        "readers": Reader,
        "topics": Topic,
        "ready": ReadyItem,
        "offered": Offered,
        "requests": Request,
        "news": News,
        "notes": Note,
    }
    parts = {name: [kind(*each) for each in row[name]] for name, kind in kinds.items()}
    return StaffVisit(**{**row, **parts})


async def list_beside(
    conn: Connection, actor_id: UUID, visit_id: UUID, readers: Sequence[UUID]
) -> set[tuple[UUID, UUID]]:
    """Which of these people would be told of which reader that a visit has already."""
    rows = await conn.fetch(
        """
        SELECT asked.id, r.person_id
          FROM staffed_visits($1) AS mine
         CROSS JOIN unnest($3::uuid[]) AS asked (id)
         CROSS JOIN LATERAL readers_beside(asked.id, mine.id) AS r
         WHERE mine.id = $2
        """,
        actor_id,
        visit_id,
        readers,
    )
    return {(row["id"], row["person_id"]) for row in rows}


async def list_unread_stories(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[tuple[UUID, str]]:
    """Children of a visit whose story the actor has to read before it, with what they are called."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.called
          FROM staffed_visits($1) AS mine
          JOIN visit_child AS c ON c.visit_id = mine.id
          JOIN person AS p ON p.id = c.child_id
          JOIN story AS s ON s.person_id = p.id
          JOIN staffed_stories($1) AS may ON may.id = s.id
         WHERE mine.id = $2
           AND NOT EXISTS (SELECT FROM story_reading AS r WHERE r.story_id = s.id AND r.staff_id = $1)
         ORDER BY p.born_on, p.id
        """,
        actor_id,
        visit_id,
    )
    return [(row["id"], row["called"]) for row in rows]
