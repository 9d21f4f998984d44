-- migrate:up

-- As before, but a plan was shared by whoever planned it, also where the visit is somebody else's by now. `mine`: the
-- visits of this person. `shared`: of each of their summaries the newest.
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
                          c.reply_by_on, c.news,
                          (SELECT (t.by_called, t.how)
                             FROM told_for(actor, v.id, v.starts_at, v.said_ok_at, v.said_ok_to) AS t),
                          c.ready)
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
                          (SELECT w.called FROM person AS w
                            WHERE w.id = coalesce(one.by_id, (SELECT v.planned_by FROM visit AS v
                                                               WHERE v.id = one.about_id))),
                          one.at)
                    FROM (SELECT 'plan'::text AS kind, mine.id AS about_id, mine.shared_at AS at,
                                 NULL::uuid AS by_id, NULL::timestamptz AS sent_at
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
