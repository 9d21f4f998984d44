-- migrate:up

-- What a change to a plan changed, for those who read it. `parts` names what every reader of the plan sees of it;
-- `children` are those whom we want to see now or no more, and `alone` those whose time alone changed: of a child only
-- those are told who see that part of the plan. Changes from before have none of the three.
ALTER TABLE visit_news ADD COLUMN parts text [];
ALTER TABLE visit_news ADD COLUMN children uuid [];
ALTER TABLE visit_news ADD COLUMN alone uuid [];

-- Who is told of time alone with a child: the child, and who may decide for it, as long as no order stands between them.
-- As the plan of a visit shows it.
CREATE FUNCTION is_told_of_child(actor uuid, visit uuid, child uuid, alone boolean) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM ties_to(actor, visit) AS t WHERE t.child_id = child)
   AND child NOT IN (SELECT o.protects_id FROM current_restrictions(actor) AS o)
   AND (NOT alone OR child = actor
        OR EXISTS (SELECT FROM relationship AS l
                    WHERE l.person_id = actor AND l.child_id = child
                      AND (l.parental_responsibility OR l.type IN ('foster_carer', 'kinship_carer'))
                      AND (l.to_on IS NULL OR l.to_on > this_day())
                      AND (l.apart_on IS NULL OR l.apart_on > this_day())));
END;

-- What of a change one reader may be told; null where nobody wrote down what changed.
CREATE FUNCTION parts_told(actor uuid, visit uuid, parts text [], children uuid [], alone uuid [])
RETURNS text [] LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN parts IS NOT NULL THEN
           parts
           || CASE WHEN EXISTS (SELECT FROM unnest(children) AS c (id) WHERE is_told_of_child(actor, visit, c.id, false))
                   THEN ARRAY['children'] ELSE '{}' END
           || CASE WHEN EXISTS (SELECT FROM unnest(alone) AS c (id) WHERE is_told_of_child(actor, visit, c.id, true))
                   THEN ARRAY['alone'] ELSE '{}' END
       END;
END;

-- What is new in a plan for one of its readers: since they said that its time is OK, else since they have it.
CREATE FUNCTION new_in_plan(actor uuid, visit uuid) RETURNS text [] LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT array_agg(DISTINCT told.part)
  FROM visit_reader AS r
  JOIN visit_news AS x ON x.visit_id = r.visit_id AND x.kind IN ('moved', 'changed')
   AND x.at >= r.added_at AND (r.said_ok_at IS NULL OR x.at > r.said_ok_at)
 CROSS JOIN LATERAL unnest(parts_told(actor, r.visit_id, x.parts, x.children, x.alone)) AS told (part)
 WHERE r.visit_id = new_in_plan.visit AND r.person_id = actor;
END;

-- As before, but a change counts for those alone whom it told something.
CREATE OR REPLACE FUNCTION card_facts(actor uuid, visit uuid, place text, known_since timestamptz)
RETURNS TABLE (
    home_of text, reply_by_on date, late_minutes smallint, late_at timestamptz, was_at timestamptz,
    moved_at timestamptz, changed_at timestamptz, summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home' AND NOT EXISTS (SELECT FROM lives_at(actor, visit) AS l)
       THEN whose_home(ARRAY(SELECT t.child_id FROM ties_to(actor, visit) AS t), visit) END,
       (SELECT q.reply_by_on FROM visit_change_request AS q
         WHERE q.visit_id = visit AND q.asked_by = actor AND q.state = 'open'),
       (array_agg(x.late_minutes ORDER BY x.at DESC) FILTER (WHERE x.kind = 'late'))[1],
       max(x.at) FILTER (WHERE x.kind = 'late'),
       (array_agg(x.was_at ORDER BY x.at DESC) FILTER (WHERE x.kind = 'moved'))[1],
       max(x.at) FILTER (WHERE x.kind = 'moved'),
       max(x.at) FILTER (
           WHERE CASE WHEN x.kind = 'changed'
                      THEN parts_told(actor, visit, x.parts, x.children, x.alone) IS DISTINCT FROM '{}' END),
       (SELECT max(s.shared_at)
          FROM visit_summary AS s
          JOIN visit_summary_reader AS m ON m.summary_id = s.id AND m.person_id = actor
         WHERE s.visit_id = visit AND s.shared_at IS NOT NULL)
  FROM visit_news AS x
 WHERE x.visit_id = visit AND x.at >= known_since;
END;

CREATE OR REPLACE FUNCTION home_card(
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
       ARRAY(SELECT (x.at, x.kind, x.late_minutes, x.was_at,
                     CASE WHEN x.kind <> 'late' THEN parts_told(actor, visit, x.parts, x.children, x.alone) END)
               FROM visit_news AS x
              WHERE x.visit_id = visit AND x.at >= known_since AND x.kind IN ('late', 'moved', 'changed')) AS news,
       CASE WHEN state = 'planned' AND starts_at > this_moment() AND starts_at < this_moment() + interval '14 days'
            THEN (ARRAY(SELECT y.id::text FROM visit_ready_item AS y
                         WHERE y.visit_id = visit AND y.ended_at IS NULL),
                  ARRAY(SELECT y.item FROM visit_preparation AS y
                         WHERE y.visit_id = visit AND y.person_id = actor)) END AS ready;
END;

-- As before, and with each summary whether its reader has opened it. `mine`: the visits of this person. `shared`: of
-- each of their summaries the newest.
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
         SELECT DISTINCT ON (s.first_id) s.id, s.visit_id, s.shared_at, s.written_by,
                (SELECT r.first_read_at IS NOT NULL FROM visit_summary_reader AS r
                  WHERE r.summary_id = s.id AND r.person_id = actor) AS opened
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
                                   WHERE k.visit_id = s.visit_id AND k.summary_id = s.id AND k.by_id = actor),
                          s.opened)
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
