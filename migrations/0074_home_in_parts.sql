-- migrate:up

-- The home of a family was one statement of some hundred lines, written out whole for each small change. Here are its
-- parts, each of which the planner puts into the statement that asks for it; the home says how they go together.

-- What stands on the card of a visit to come beside the visit itself: whose home it is where it is not the reader's,
-- who comes, by when a question about it is answered, what was told since, and what there is to get ready.
CREATE FUNCTION home_card(
    actor uuid, tied uuid [], lives_with uuid [], visit uuid, state text, starts_at timestamptz, place text,
    worker_id uuid, known_since timestamptz
)
RETURNS TABLE (home_of text, worker record, reply_by_on date, news record [], ready record) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home'
             AND NOT EXISTS (SELECT FROM visit_child AS c
                              WHERE c.visit_id = visit AND c.child_id = ANY (lives_with) OFFSET 0)
            THEN whose_home(tied, visit) END AS home_of,
       (SELECT (w.name, w.called, w.pronoun) FROM person AS w WHERE w.id = worker_id) AS worker,
       (SELECT q.reply_by_on FROM visit_change_request AS q
         WHERE q.visit_id = visit AND q.asked_by = actor AND q.state = 'open') AS reply_by_on,
       ARRAY(SELECT (x.at, x.kind, x.late_minutes, x.was_at) FROM visit_news AS x
              WHERE x.visit_id = visit AND x.at >= known_since AND x.kind IN ('late', 'moved', 'changed')) AS news,
       CASE WHEN state = 'planned' AND starts_at > this_moment() AND starts_at < this_moment() + interval '14 days'
            THEN (ARRAY(SELECT y.id::text FROM visit_ready_item AS y
                         WHERE y.visit_id = visit AND y.ended_at IS NULL),
                  ARRAY(SELECT y.item FROM visit_preparation AS y
                         WHERE y.visit_id = visit AND y.person_id = actor)) END AS ready;
END;

-- What this person said that they will do and has not done yet, as far as they still have what it comes from: one of
-- these visits, a meeting that they are asked to, or their conversation.
CREATE FUNCTION home_promises(actor uuid, actor_called text, actor_name text, visits uuid [])
RETURNS TABLE (
    by_on date, made_at timestamptz, id uuid, what text, kind text, about_id uuid, left_out text []
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.by_on, p.made_at, p.id, p.what,
       CASE WHEN p.visit_id IS NOT NULL THEN 'promise'
            WHEN p.meeting_id IS NOT NULL THEN 'agreed' ELSE 'said' END AS kind,
       coalesce(p.visit_id, p.meeting_id, p.conversation_id) AS about_id,
       CASE WHEN p.meeting_id IS NOT NULL THEN words_left_out(actor, p.meeting_id) END AS left_out
  FROM promise AS p
 WHERE p.id = ANY (ARRAY(SELECT r.promise_id FROM promise_reader AS r WHERE r.person_id = actor))
   AND (p.visit_id = ANY (visits) OR p.conversation_id IS NOT NULL
        OR CASE WHEN p.meeting_id IS NOT NULL THEN is_asked_to(actor, p.meeting_id) END)
   AND p.owed_by = 'family' AND p.state = 'open'
   AND lower(p.who_words) IN (lower(actor_called), lower(actor_name));
END;

-- What this person thinks, begun and not sent.
CREATE FUNCTION home_begun(actor uuid)
RETURNS TABLE (began_at timestamptz, id uuid, council_id uuid, set_id text, set_version text, step text)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.began_at, c.id, c.council_id, c.set_id, c.set_version, c.step
  FROM contribution AS c
 WHERE c.person_id = actor AND c.done_with IS NULL AND c.sent_at IS NULL AND c.dropped_at IS NULL;
END;

-- What was answered to this person: to what they said is wrong about one of these visits, and to what they think.
CREATE FUNCTION home_replies(actor uuid, visits uuid [])
RETURNS TABLE (kind text, about_id uuid, at timestamptz, by_id uuid, sent_at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT 'reply' AS kind, k.visit_id AS about_id, k.replied_at AS at, k.replied_by AS by_id, NULL::timestamptz AS sent_at
  FROM correction AS k
 WHERE k.visit_id = ANY (visits) AND k.by_id = actor AND k.replied_at IS NOT NULL
 UNION ALL
SELECT 'views', c.id, o.at, o.by_id, c.sent_at
  FROM contribution AS c
  JOIN outcome AS o ON o.contribution_id = c.id
 WHERE c.person_id = actor;
END;

-- The plans of these children: whether all of them ended, which run now, and for the log whom a home is about.
CREATE FUNCTION home_plans(actor uuid, planned uuid [])
RETURNS TABLE (ended boolean, running uuid [], about uuid []) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT NOT bool_or(p.current) AS ended, array_agg(p.id) FILTER (WHERE p.current AND p.begun) AS running,
       array_agg(DISTINCT p.child_id) FILTER (WHERE p.current AND p.child_id <> actor) || actor AS about
  FROM (SELECT c.id, c.child_id, c.from_on <= this_day() AS begun, c.to_on IS NULL OR c.to_on > this_day() AS current
          FROM child_plan AS c
         WHERE c.child_id = ANY (planned)) AS p;
END;

-- Who works on these plans, or covers there: who reads what is written to us.
CREATE FUNCTION home_workers(running uuid []) RETURNS TABLE (child_plan_id uuid, covering_for uuid, worker record)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.child_plan_id, i.covering_for,
       (w.id, w.name, w.called, w.pronoun, w.job_title, w.works, w.replies_within_days) AS worker
  FROM involvement AS i
  JOIN person AS w ON w.id = i.staff_id AND w.ended_at IS NULL
 WHERE i.child_plan_id = ANY (running)
   AND i.role IN ('allocated', 'cover')
   AND i.from_at <= this_moment()
   AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- What is unread in this person's conversation, and what was agreed about reaching them.
CREATE FUNCTION home_reached(actor uuid) RETURNS TABLE (unread record, contact record) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN c.last_seq > coalesce((SELECT k.seen_seq FROM read_mark AS k
                                         WHERE k.conversation_id = c.id AND k.person_id = actor), 0)
            THEN unread_of(actor, c.id) END AS unread,
       (SELECT (s.checked_on, s.checked_at,
                CASE WHEN c.incident_at > coalesce(s.checked_at, '-infinity') THEN last_contact_incident(actor) END)
          FROM safe_contact_plan AS s WHERE s.person_id = actor) AS contact
  FROM conversation AS c
 WHERE c.person_id = actor;
END;

-- Meetings to come, with what there is to get ready for those that are near, and those that decided something lately.
CREATE FUNCTION home_meetings(actor uuid, tied uuid [], held boolean, ready_within interval)
RETURNS TABLE (
    id uuid, starts_at timestamptz, minutes smallint, called_off boolean, told_at timestamptz, decided_at timestamptz,
    ready record
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.id, s.starts_at, s.minutes, i.called_off, i.told_at,
       CASE WHEN i.decided_at IS NOT NULL THEN decisions_told_at(actor, i.id) END AS decided_at,
       CASE WHEN s.starts_at > this_moment() AND s.starts_at < this_moment() + ready_within THEN (
           SELECT (y.chose, y.views, y.questions, y.say, y.who, y.needs, y.papers, y.views_id)
             FROM meeting_ready(actor, i.id, i.kind, s.starts_at) AS y) END AS ready
  FROM told_meetings_by(actor, tied, held) AS i
 CROSS JOIN LATERAL (SELECT x.starts_at, x.minutes FROM meeting_slot AS x WHERE x.id = i.slot_id OFFSET 0) AS s
 WHERE i.kind IN ('family', 'advocate')
   AND (s.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
        OR i.decided_at > this_moment() - interval '90 days');
END;

-- As before. `mine`: the visits of this person. `shared`: of each of their summaries the newest.
CREATE OR REPLACE FUNCTION family_home(actor uuid, actor_called text, actor_name text, ready_within interval)
RETURNS TABLE (
    cards record [], recent record [], promises record [], begun record [], lately record [], workers record [],
    reached record, meetings record [], ended boolean, about uuid []
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT found.*
  FROM ties_of(actor) AS own
 CROSS JOIN LATERAL (
     WITH mine AS MATERIALIZED (
         SELECT p.* FROM shared_plans_by(actor, own.tied, own.held) AS p
     ), coming AS (
         SELECT v.* FROM mine AS v
          WHERE v.starts_at >= this_day()::timestamp AT TIME ZONE 'Europe/London'
          ORDER BY v.starts_at, v.id
          LIMIT 6
     ), shared AS (
         SELECT DISTINCT ON (s.first_id) s.id, s.visit_id, s.shared_at, s.written_by
           FROM visit_summary AS s
          WHERE s.id = ANY (ARRAY(SELECT r.summary_id FROM visit_summary_reader AS r WHERE r.person_id = actor))
            AND s.visit_id = ANY (ARRAY(SELECT mine.id FROM mine)) AND s.shared_at IS NOT NULL
          ORDER BY s.first_id, s.version DESC
     )
     SELECT ARRAY(SELECT (v.id, v.state, v.starts_at, v.minutes, v.place,
                          CASE WHEN v.place IN ('office', 'other') THEN v.place_words END, c.home_of,
                          v.our_mistake, v.ended_words, v.shared_at, c.worker, v.said_ok_at, v.said_ok_to,
                          c.reply_by_on, c.news, c.ready)
                    FROM coming AS v
                   CROSS JOIN LATERAL home_card(actor, own.tied, own.lives_with, v.id, v.state, v.starts_at, v.place,
                                                v.worker_id, v.known_since) AS c) AS cards,
            ARRAY(SELECT (s.shared_at, s.visit_id, (SELECT mine.starts_at FROM mine WHERE mine.id = s.visit_id),
                          EXISTS (SELECT FROM correction AS k
                                   WHERE k.visit_id = s.visit_id AND k.summary_id = s.id AND k.by_id = actor))
                    FROM shared AS s
                   WHERE s.shared_at > this_moment() - interval '28 days') AS recent,
            ARRAY(SELECT p FROM home_promises(actor, actor_called, actor_name, seen.visits) AS p) AS promises,
            ARRAY(SELECT b FROM home_begun(actor) AS b) AS begun,
            ARRAY(SELECT (one.kind, one.about_id,
                          coalesce(one.sent_at, (SELECT mine.starts_at FROM mine WHERE mine.id = one.about_id)),
                          (SELECT w.called FROM person AS w WHERE w.id = one.by_id), one.at)
                    FROM (SELECT 'plan'::text AS kind, mine.id AS about_id, mine.shared_at AS at,
                                 mine.worker_id AS by_id, NULL::timestamptz AS sent_at
                            FROM mine
                           UNION ALL
                          SELECT 'summary', s.visit_id, s.shared_at, s.written_by, NULL FROM shared AS s
                           UNION ALL
                          SELECT r.kind, r.about_id, r.at, r.by_id, r.sent_at
                            FROM home_replies(actor, seen.visits) AS r) AS one
                   ORDER BY one.at DESC, one.kind, one.about_id LIMIT 3) AS lately,
            ARRAY(SELECT w FROM home_workers(plans.running) AS w) AS workers,
            (SELECT r FROM home_reached(actor) AS r) AS reached,
            ARRAY(SELECT m FROM home_meetings(actor, own.tied, own.held, ready_within) AS m) AS meetings,
            plans.ended, plans.about
       FROM home_plans(actor, own.planned) AS plans
      CROSS JOIN (SELECT ARRAY(SELECT mine.id FROM mine) AS visits OFFSET 0) AS seen
 ) AS found;
END;

-- migrate:down
