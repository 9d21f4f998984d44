"""Everything on the family home, gathered in one statement."""

from datetime import date

from portal.db import Connection
from portal.home.gathered import home_of
from portal.home.model import Home
from portal.identity.actor import Actor
from portal.meetings.model_family import READY_FROM
from portal.visits.model import Voice


async def get_home(conn: Connection, actor: Actor, voice: Voice, today: date) -> Home:
    """The whole home of one person; the statement also writes down that it was opened.

    Each part of a statement is set up for every page, needed or not. So what few readers need stands in functions of
    the schema; what is a handful of rows comes as an array of rows, which costs neither side any JSON, and is joined
    and put in order here.
    """
    row = await conn.fetchrow(
        """
        WITH mine AS MATERIALIZED (
            SELECT p.* FROM shared_plans($1) AS p
        ), coming AS (
            SELECT v.* FROM mine AS v
             WHERE v.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
             ORDER BY v.starts_at, v.id
             LIMIT 6
        ), shared AS (
            SELECT DISTINCT ON (s.first_id) s.id, s.visit_id, s.shared_at, s.written_by
              FROM visit_summary AS s
             WHERE s.id = ANY (ARRAY(SELECT r.summary_id FROM visit_summary_reader AS r WHERE r.person_id = $1))
               AND s.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) AND s.shared_at IS NOT NULL
             ORDER BY s.first_id, s.version DESC
        ), plans AS (
            SELECT p.id, p.child_id, p.to_on IS NULL OR p.to_on > this_day() AS current
              FROM child_plan AS p
             WHERE p.child_id = ANY (ARRAY(SELECT l.child_id FROM relationship AS l
                                            WHERE l.person_id = $1 AND l.type <> 'sibling'
                                              AND (l.to_on IS NULL OR l.to_on > this_day())
                                              AND (l.apart_on IS NULL OR l.apart_on > this_day())) || $1)
        )
        SELECT ARRAY(SELECT (v.id, v.state, v.starts_at, v.minutes, v.place,
                             CASE WHEN v.place IN ('office', 'other') THEN v.place_words END,
                             CASE WHEN v.place = 'home' AND NOT EXISTS (SELECT FROM lives_at($1, v.id) AS l)
                                  THEN whose_home(v.id) END,
                             v.our_mistake, v.ended_words, v.shared_at,
                             (SELECT (w.name, w.called, w.pronoun) FROM person AS w WHERE w.id = v.worker_id),
                             v.said_ok_at, v.said_ok_to,
                             (SELECT q.reply_by_on FROM visit_change_request AS q
                               WHERE q.visit_id = v.id AND q.asked_by = $1 AND q.state = 'open'),
                             ARRAY(SELECT (x.at, x.kind, x.late_minutes, x.was_at) FROM visit_news AS x
                                    WHERE x.visit_id = v.id AND x.at >= v.known_since
                                      AND x.kind IN ('late', 'moved', 'changed')),
                             CASE WHEN v.state = 'planned' AND v.starts_at > this_moment()
                                   AND v.starts_at < this_moment() + interval '14 days'
                                  THEN (ARRAY(SELECT y.id::text FROM visit_ready_item AS y
                                               WHERE y.visit_id = v.id AND y.ended_at IS NULL),
                                        ARRAY(SELECT y.item FROM visit_preparation AS y
                                               WHERE y.visit_id = v.id AND y.person_id = $1)) END)
                       FROM coming AS v) AS cards,
               ARRAY(SELECT (s.shared_at, s.visit_id, (SELECT mine.starts_at FROM mine WHERE mine.id = s.visit_id),
                             EXISTS (SELECT FROM correction AS k
                                      WHERE k.visit_id = s.visit_id AND k.summary_id = s.id AND k.by_id = $1))
                       FROM shared AS s
                      WHERE s.shared_at > this_moment() - interval '28 days') AS recent,
               ARRAY(SELECT (p.by_on, p.made_at, p.id, p.what,
                             CASE WHEN p.visit_id IS NOT NULL THEN 'promise'
                                  WHEN p.meeting_id IS NOT NULL THEN 'agreed' ELSE 'said' END,
                             coalesce(p.visit_id, p.meeting_id, p.conversation_id),
                             CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out($1, p.meeting_id) END)
                       FROM promise AS p
                      WHERE p.id = ANY (ARRAY(SELECT r.promise_id FROM promise_reader AS r WHERE r.person_id = $1))
                        AND (p.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) OR p.conversation_id IS NOT NULL
                             OR CASE WHEN p.meeting_id IS NOT NULL THEN is_asked_to($1, p.meeting_id) END)
                        AND p.owed_by = 'family' AND p.state = 'open'
                        AND lower(p.who_words) IN (lower($2), lower($3))) AS promises,
               ARRAY(SELECT (c.began_at, c.id, c.council_id, c.set_id, c.set_version, c.step)
                       FROM contribution AS c
                      WHERE c.person_id = $1 AND c.done_with IS NULL AND c.sent_at IS NULL
                        AND c.dropped_at IS NULL) AS begun,
               ARRAY(SELECT (one.kind, one.about_id,
                             CASE one.kind
                             WHEN 'views' THEN (SELECT c.sent_at FROM contribution AS c WHERE c.id = one.about_id)
                             ELSE (SELECT mine.starts_at FROM mine WHERE mine.id = one.about_id) END,
                             (SELECT w.called FROM person AS w WHERE w.id = one.by_id), one.at)
                       FROM (SELECT 'plan'::text AS kind, mine.id AS about_id, mine.shared_at AS at,
                                    mine.worker_id AS by_id
                               FROM mine
                              UNION ALL
                             SELECT 'summary', s.visit_id, s.shared_at, s.written_by
                               FROM shared AS s
                              UNION ALL
                             SELECT 'reply', k.visit_id, k.replied_at, k.replied_by
                               FROM correction AS k
                              WHERE k.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) AND k.by_id = $1
                                AND k.replied_at IS NOT NULL
                              UNION ALL
                             SELECT 'views', o.contribution_id, o.at, o.by_id
                               FROM outcome AS o
                              WHERE o.contribution_id = ANY (ARRAY(SELECT c.id FROM contribution AS c
                                                                    WHERE c.person_id = $1))) AS one
                      ORDER BY one.at DESC, one.kind, one.about_id LIMIT 3) AS lately,
               ARRAY(SELECT (i.child_plan_id, i.covering_for,
                             (SELECT (w.id, w.name, w.called, w.pronoun, w.job_title, w.works, w.replies_within_days)
                                FROM person AS w WHERE w.id = i.staff_id))
                       FROM involvement AS i
                      WHERE i.child_plan_id = ANY (ARRAY(SELECT plans.id FROM plans WHERE plans.current))
                        AND i.role IN ('allocated', 'cover')
                        AND i.from_at <= this_moment()
                        AND (i.to_at IS NULL OR i.to_at > this_moment())) AS workers,
               (SELECT (CASE WHEN c.last_seq > coalesce((SELECT k.seen_seq FROM read_mark AS k
                                                          WHERE k.conversation_id = c.id AND k.person_id = $1), 0)
                             THEN unread_of($1, c.id) END,
                        (SELECT (s.checked_on, s.checked_at,
                                 CASE WHEN c.incident_at > coalesce(s.checked_at, '-infinity')
                                      THEN last_contact_incident($1) END)
                           FROM safe_contact_plan AS s WHERE s.person_id = $1))
                  FROM conversation AS c
                 WHERE c.person_id = $1) AS reached,
               ARRAY(SELECT (i.id, s.starts_at, s.minutes,
                             (SELECT m.state = 'called_off' FROM meeting AS m WHERE m.id = i.id),
                             CASE WHEN s.starts_at < this_moment() + $4::interval THEN (
                                 SELECT (y.chose, y.views, y.questions, y.say, y.who, y.needs, y.papers, y.views_id)
                                   FROM meeting_ready($1, i.id, i.kind, s.starts_at) AS y) END)
                       FROM invited_meetings($1) AS i
                       JOIN meeting_slot AS s ON s.id = i.slot_id
                      WHERE i.kind IN ('family', 'advocate')
                        AND s.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
                      ORDER BY s.starts_at, i.id LIMIT 3) AS meetings,
               (SELECT (NOT bool_or(p.current),
                        note_opened($1, 'home', NULL,
                                    array_agg(DISTINCT p.child_id) FILTER (WHERE p.current AND p.child_id <> $1) || $1))
                  FROM plans AS p) AS over
        """,
        actor.id,
        actor.called,
        actor.name,
        READY_FROM,
    )
    assert row is not None
    return home_of(row, voice, actor, today)
