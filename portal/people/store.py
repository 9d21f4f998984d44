"""The caseload, who sees what, and timelines: each one statement over what this actor works on."""

from datetime import datetime
from uuid import UUID

from portal.db import Connection
from portal.people.model import TIMELINE_PAGE, Event, LastSaid, OnCaseload, Sees


async def list_caseload(conn: Connection, actor_id: UUID) -> list[OnCaseload]:
    """One row for each current plan that this member of staff works on, however many roles they have in it."""
    rows = await conn.fetch(
        """
        WITH mine AS (SELECT DISTINCT child_plan_id FROM staffed_plans($1))
        SELECT p.id AS plan_id, p.child_id, c.name, c.born_on, p.type AS plan_type,
               (SELECT i.role FROM involvement AS i
                 WHERE i.child_plan_id = p.id AND i.staff_id = $1 AND i.role <> 'chair'
                   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
                 ORDER BY i.role LIMIT 1) AS role,
               (SELECT string_agg(w.name, ', ' ORDER BY w.name)
                  FROM involvement AS i JOIN person AS w ON w.id = i.staff_id
                 WHERE i.child_plan_id = p.id AND i.role = 'allocated'
                   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())) AS workers,
               (SELECT max(v.starts_at) FROM visit_child AS vc JOIN visit AS v ON v.id = vc.visit_id
                 WHERE vc.child_plan_id = p.id AND vc.seen) AS last_seen_at,
               next.id AS next_visit_id, next.starts_at AS next_visit_at
          FROM child_plan AS p
          JOIN mine ON mine.child_plan_id = p.id
          JOIN person AS c ON c.id = p.child_id
          LEFT JOIN LATERAL (
              SELECT v.id, v.starts_at FROM visit_child AS vc JOIN visit AS v ON v.id = vc.visit_id
               WHERE vc.child_plan_id = p.id AND v.state = 'planned' AND v.starts_at > this_moment()
               ORDER BY v.starts_at LIMIT 1
          ) AS next ON true
         WHERE p.to_on IS NULL OR p.to_on > this_day()
         ORDER BY c.name, p.id
        """,
        actor_id,
    )
    return [OnCaseload(**row) for row in rows]


async def list_last_said(conn: Connection, actor_id: UUID) -> dict[UUID, LastSaid]:
    """By plan the newest message with anybody who belongs to it, where this actor reads as worker or cover."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (s.child_plan_id) s.child_plan_id AS plan_id, s.id AS conversation_id, p.called, m.at
          FROM staffed_conversations($1) AS s
          JOIN person AS p ON p.id = s.person_id
         CROSS JOIN LATERAL (
               SELECT m.at FROM message AS m
                WHERE m.conversation_id = s.id AND m.kind <> 'taken-back' ORDER BY m.seq DESC LIMIT 1) AS m
         ORDER BY s.child_plan_id, m.at DESC, s.id
        """,
        actor_id,
    )
    return {row["plan_id"]: LastSaid(row["conversation_id"], row["called"], row["at"]) for row in rows}


async def list_who_sees_what(conn: Connection, actor_id: UUID, child_id: UUID) -> list[Sees]:
    """The child and everybody related now, with what of this child's visits reaches each of them."""
    rows = await conn.fetch(
        """
        WITH visits AS (
            SELECT v.id, v.starts_at, v.state FROM visit_child AS vc
              JOIN staffed_visits($1) AS mine ON mine.id = vc.visit_id
              JOIN visit AS v ON v.id = vc.visit_id
             WHERE vc.child_id = $2
        ), family AS (
            SELECT $2::uuid AS person_id, 'self' AS relationship
              FROM readable_people($1) AS mine WHERE mine.id = $2
             UNION
            SELECT r.person_id, min(r.type) FROM relationship AS r
              JOIN readable_people($1) AS mine ON mine.id = r.child_id
             WHERE r.child_id = $2 AND (r.to_on IS NULL OR r.to_on > this_day())
             GROUP BY r.person_id
        )
        SELECT f.person_id, p.name, f.relationship, next.starts_at AS next_plan_at, next.id AS next_plan_id,
               (SELECT count(*) FROM visits AS v
                 WHERE v.id IN (SELECT s.id FROM shared_visits(f.person_id) AS s)) AS plans,
               (SELECT count(DISTINCT s.first_id)
                  FROM visits AS v
                  JOIN visit_summary AS s ON s.visit_id = v.id AND s.shared_at IS NOT NULL
                  JOIN visit_summary_reader AS r ON r.summary_id = s.id AND r.person_id = f.person_id
                 WHERE v.id IN (SELECT own.id FROM shared_visits(f.person_id) AS own)) AS summaries,
               EXISTS (SELECT FROM current_restrictions(f.person_id)) AS kept_away
          FROM family AS f
          JOIN person AS p ON p.id = f.person_id
          LEFT JOIN LATERAL (
              SELECT v.id, v.starts_at FROM visits AS v
               WHERE v.state = 'planned' AND v.starts_at > this_moment()
                 AND v.id IN (SELECT s.id FROM shared_visits(f.person_id) AS s)
               ORDER BY v.starts_at LIMIT 1
          ) AS next ON true
         ORDER BY f.relationship <> 'self', p.kind, p.name, p.id
        """,
        actor_id,
        child_id,
    )
    return [Sees(**row) for row in rows]


async def list_events(
    conn: Connection, actor_id: UUID, person_id: UUID, before: datetime | None
) -> list[Event]:
    """Newest first, one more than a page: of a child, all about them; of anybody else, what was shared and said."""
    rows = await conn.fetch(
        """
        WITH visits AS (
            SELECT v.* FROM visit AS v JOIN staffed_visits($1) AS mine ON mine.id = v.id
        ), about AS (
            SELECT v.id FROM visits AS v JOIN visit_child AS vc ON vc.visit_id = v.id WHERE vc.child_id = $2
        )
        SELECT kind, at, visit_id, state, who, about, conversation_id, meeting_id
          FROM (
            SELECT 'visit' AS kind, v.starts_at AS at, v.id AS visit_id,
                   CASE WHEN v.state = 'planned' AND NOT v.announced THEN 'unannounced' ELSE v.state END AS state,
                   w.name AS who, v.purpose AS about, NULL::uuid AS conversation_id, NULL::uuid AS meeting_id
              FROM visits AS v JOIN person AS w ON w.id = v.worker_id
             WHERE v.id IN (SELECT id FROM about)
                OR EXISTS (SELECT FROM visit_reader AS r
                            WHERE r.visit_id = v.id AND r.person_id = $2 AND r.ended_at IS NULL)
             UNION ALL
            SELECT 'summary', s.shared_at, s.visit_id, s.version::text,
                   (SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM visit_summary_reader AS r
                      JOIN person AS p ON p.id = r.person_id WHERE r.summary_id = s.id), NULL, NULL, NULL
              FROM visit_summary AS s JOIN visits AS v ON v.id = s.visit_id
             WHERE s.shared_at IS NOT NULL
               AND (v.id IN (SELECT id FROM about)
                    OR EXISTS (SELECT FROM visit_summary_reader AS r WHERE r.summary_id = s.id AND r.person_id = $2))
             UNION ALL
            SELECT 'promise', coalesce(m.settled_at, m.made_at), m.visit_id, m.state, m.who_words, m.what, NULL, NULL
              FROM promise AS m JOIN visits AS v ON v.id = m.visit_id
             WHERE v.id IN (SELECT id FROM about)
                OR EXISTS (SELECT FROM promise_reader AS r WHERE r.promise_id = m.id AND r.person_id = $2)
             UNION ALL
            SELECT 'promise', coalesce(m.settled_at, m.made_at), NULL, m.state, m.who_words, m.what,
                   m.conversation_id, NULL
              FROM readable_promises($1) AS mine
              JOIN promise AS m ON m.id = mine.id AND m.conversation_id IS NOT NULL
             WHERE m.child_plan_id IN (SELECT k.id FROM child_plan AS k WHERE k.child_id = $2)
                OR EXISTS (SELECT FROM promise_reader AS r WHERE r.promise_id = m.id AND r.person_id = $2)
             UNION ALL
            SELECT 'promise', coalesce(m.settled_at, m.made_at), NULL, m.state, m.who_words, m.what, NULL,
                   m.meeting_id
              FROM readable_promises($1) AS mine
              JOIN promise AS m ON m.id = mine.id AND m.meeting_id IS NOT NULL
             WHERE m.meeting_id IN (SELECT k.meeting_id FROM meeting_child AS k WHERE k.child_id = $2)
                OR EXISTS (SELECT FROM promise_reader AS r WHERE r.promise_id = m.id AND r.person_id = $2)
             UNION ALL
            SELECT 'correction', c.at, c.visit_id, c.kind, p.name, nullif(c.body, ''), NULL, NULL
              FROM correction AS c JOIN visits AS v ON v.id = c.visit_id JOIN person AS p ON p.id = c.by_id
             WHERE v.id IN (SELECT id FROM about) OR c.by_id = $2
          ) AS everything
         WHERE EXISTS (SELECT FROM readable_people($1) AS mine WHERE mine.id = $2)
           AND ($3::timestamptz IS NULL OR at < $3)
         ORDER BY at DESC, kind, visit_id, conversation_id, meeting_id
         LIMIT $4
        """,
        actor_id,
        person_id,
        before,
        TIMELINE_PAGE + 1,
    )
    return [Event(**row) for row in rows]
