"""A member of staff's day in two statements, however many visits it holds."""

from datetime import date, datetime, timedelta
from uuid import UUID

from portal.db import Connection, Row
from portal.safe_contact.reading import read_plan
from portal.safe_contact.store_points import NUMBER_TO_CALL
from portal.statutory.answering import answer_day
from portal.today.model import About, Added, Contact, Day, DayVisit, ToFinish, short_name
from portal.web.times import moment_in_london


async def get_day(conn: Connection, actor_id: UUID, today: date) -> Day:
    start, end = (moment_in_london(day, datetime.min.time()) for day in (today, today + timedelta(days=1)))
    visits = await _list_visits(conn, actor_id, start, end)
    after = next((visit for visit in visits if not visit.is_on(today)), None)
    return Day(
        [visit for visit in visits if visit.is_on(today)], after, await _list_to_finish(conn, actor_id)
    )


async def _list_visits(conn: Connection, actor_id: UUID, start: datetime, end: datetime) -> list[DayVisit]:
    """Of a day, and the first after it: their own, their cover's, those of plans they took over; a manager's team's.

    Which they are is found first, so that nothing is gathered about visits that nobody is shown. They are all visits
    of plans that this person works on, and of those staff read every topic.
    """
    rows = await conn.fetch(
        f"""
        WITH mine AS MATERIALIZED (
            SELECT v.id, v.starts_at,
                   row_number() OVER (PARTITION BY v.starts_at >= $3 ORDER BY v.starts_at, v.id) AS at
              FROM visits_by_duty($1) AS d
              JOIN visit AS v ON v.id = d.id
             WHERE (d.own OR d.manages OR d.covers OR d.inherits)
               AND v.starts_at >= $2 AND (v.state = 'planned' OR v.starts_at < $2 + interval '26 hours')
        )
        SELECT v.id, v.starts_at, v.minutes, v.state, v.announced, v.place, v.worker_id, w.name AS worker_name,
               (SELECT a.confirmed FROM answers_to_time(v.id, v.starts_at) AS a) AS confirmed,
               EXISTS (SELECT FROM visit_change_request AS q WHERE q.visit_id = v.id AND q.state = 'open') AS asked,
               (SELECT min(h.address) FROM home AS h JOIN visit_child AS c ON c.child_id = h.person_id
                 WHERE c.visit_id = v.id AND v.place = 'home'
                   AND h.from_on <= this_day() AND (h.to_on IS NULL OR h.to_on > this_day())) AS address,
               ARRAY(SELECT (p.id, p.name, p.called, plan.type)
                       FROM visit_child AS c
                       JOIN person AS p ON p.id = c.child_id
                       JOIN child_plan AS plan ON plan.id = c.child_plan_id
                      WHERE c.visit_id = v.id ORDER BY p.born_on, p.id) AS about,
               ARRAY(SELECT (p.id, p.name, p.called, who.reads,
                             {NUMBER_TO_CALL},
                             to_jsonb(k)::text)
                       FROM (SELECT c.person_id, true AS reads FROM current_readers(v.id) AS c
                              UNION
                             SELECT l.person_id, false FROM visit_child AS c
                               JOIN relationship AS l ON l.child_id = c.child_id AND l.lives_with
                                    AND (l.to_on IS NULL OR l.to_on > this_day())
                              WHERE c.visit_id = v.id AND NOT v.announced) AS who
                       JOIN person AS p ON p.id = who.person_id AND p.kind = 'adult'
                       LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id
                      ORDER BY who.reads DESC, p.called, p.id) AS contacts,
               ARRAY(SELECT (p.name, p.called, t.body, t.in_private OR t.audience = 'worker')
                       FROM visit_topic AS t
                       JOIN person AS p ON p.id = t.added_by AND p.kind <> 'staff'
                      WHERE t.visit_id = v.id AND t.ended_at IS NULL ORDER BY t.added_at, t.id) AS topics
          FROM mine
          JOIN visit AS v ON v.id = mine.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE mine.starts_at < $3 OR mine.at = 1
         ORDER BY v.starts_at, v.id
         LIMIT 60
        """,  # noqa: S608 - the part is a constant
        actor_id,
        start,
        end,
    )
    return [_visit(row) for row in rows]


async def _list_to_finish(conn: Connection, actor_id: UUID) -> list[ToFinish]:
    """What waits for this person, of visits on whose plans they work: there staff read every topic and correction.

    What is due first stands first. A manager finishes nothing for others, so the team's is not in it.
    """
    rows = await conn.fetch(
        """
        WITH mine AS (
            SELECT v.id, v.starts_at, v.minutes, v.state, v.announced, v.share_by_on
              FROM visits_by_duty($1) AS d
              JOIN visit AS v ON v.id = d.id
             WHERE d.own OR d.covers OR d.inherits
        ), waiting AS (
            SELECT 'write_up' AS kind, m.id AS visit_id, m.id AS item_id, NULL::uuid AS by_id, NULL::date AS due_on
              FROM mine AS m
             WHERE m.state = 'planned' AND m.starts_at + make_interval(mins => m.minutes) <= this_moment()
             UNION ALL
            SELECT 'share', m.id, m.id, NULL, m.share_by_on
              FROM mine AS m
             WHERE m.state IN ('done', 'partly') AND m.announced
               AND NOT EXISTS (SELECT FROM visit_summary AS s WHERE s.visit_id = m.id AND s.shared_at IS NOT NULL)
             UNION ALL
            SELECT CASE c.kind WHEN 'our_side' THEN 'our_side' ELSE 'correction' END, m.id, c.id, c.by_id, c.reply_by_on
              FROM mine AS m
              JOIN correction AS c ON c.visit_id = m.id AND c.kind <> 'right' AND c.replied_at IS NULL
             UNION ALL
            SELECT 'reply', m.id, q.id, q.asked_by, q.reply_by_on
              FROM mine AS m
              JOIN visit_change_request AS q ON q.visit_id = m.id AND q.state = 'open'
             WHERE m.state = 'planned'
             UNION ALL
            SELECT 'topic', m.id, t.id, t.added_by, NULL
              FROM mine AS m
              JOIN visit_topic AS t ON t.visit_id = m.id AND t.ended_at IS NULL
              JOIN person AS f ON f.id = t.added_by AND f.kind <> 'staff'
             WHERE m.announced
               AND (m.state <> 'planned' OR m.starts_at + make_interval(mins => m.minutes) <= this_moment())
               AND NOT EXISTS (SELECT FROM outcome AS o WHERE o.topic_id = t.id)
        )
        SELECT w.kind, w.visit_id, w.item_id, w.due_on, p.name, p.called,
               (v.starts_at AT TIME ZONE 'Europe/London')::date AS visit_on,
               (v.ended_at AT TIME ZONE 'Europe/London')::date AS ended_on,
               ARRAY(SELECT (k.name, k.called) FROM visit_child AS c JOIN person AS k ON k.id = c.child_id
                      WHERE c.visit_id = v.id ORDER BY k.born_on, k.id) AS about
          FROM waiting AS w
          JOIN visit AS v ON v.id = w.visit_id
          LEFT JOIN person AS p ON p.id = w.by_id
         ORDER BY coalesce(w.due_on, (v.starts_at AT TIME ZONE 'Europe/London')::date), w.kind, w.item_id
         LIMIT 60
        """,
        actor_id,
    )
    found = [
        ToFinish(
            kind=row["kind"],
            visit_id=row["visit_id"],
            item_id=row["item_id"],
            who=short_name(row["name"], row["called"]) if row["name"] else None,
            about=tuple(short_name(*child) for child in row["about"]),
            due_on=_topic_due_on(row) if row["kind"] == "topic" else row["due_on"],
            visit_on=row["visit_on"],
        )
        for row in rows
    ]
    # Of what somebody wanted to talk about only the calendar of working days knows the date.
    return sorted(found, key=lambda one: one.waits_until)


def _topic_due_on(row: Row) -> date:
    """From the day on which the visit was over, or was called off before that."""
    return answer_day(min(row["ended_on"] or row["visit_on"], row["visit_on"]))


def _visit(row: Row) -> DayVisit:
    parts = {
        "about": [
            About(child_id, short_name(name, called), plan) for child_id, name, called, plan in row["about"]
        ],
        "contacts": [_contact(one) for one in row["contacts"]],
        "topics": [
            Added(short_name(name, called), body, private) for name, called, body, private in row["topics"]
        ],
    }
    return DayVisit(**{**row, **parts})


def _contact(found: Row) -> Contact:
    person_id, name, called, reads, phone, plan = found
    safe = read_plan(plan)
    may_call = safe is None or safe.may_call
    return Contact(person_id, short_name(name, called), called, reads, phone if may_call else None, safe)
