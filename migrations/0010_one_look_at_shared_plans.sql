-- migrate:up

-- The orders that keep a person away from one visit, whatever anybody ticked: the protected person may see the plan
-- too, or it is where the protected person lives with a child of the visit. Asked of one visit at a time, so that a
-- page pays for it only where there is an order at all. (`visits_kept_from` says the same of all visits at once.)
CREATE FUNCTION orders_against(actor uuid, visit uuid, place text) RETURNS TABLE (protects_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT x.protects_id
  FROM current_restrictions(actor) AS x
 WHERE EXISTS (SELECT FROM visit_reader AS r
                WHERE r.visit_id = visit AND r.person_id = x.protects_id AND r.ended_at IS NULL)
    OR place = 'home' AND EXISTS (
        SELECT FROM visit_child AS c
          JOIN relationship AS l ON l.child_id = c.child_id AND l.person_id = x.protects_id AND l.lives_with
         WHERE c.visit_id = visit AND (l.to_on IS NULL OR l.to_on > this_day()));
END;

-- What is shared with a person of the family, and what they said to it: the one rule under all pages of the family.
-- News is told to a reader from `known_since` on.
CREATE FUNCTION shared_plans(actor uuid)
RETURNS TABLE (
    id uuid, worker_id uuid, state text, starts_at timestamptz, minutes smallint, place text, place_words text,
    our_mistake boolean, ended_words text, shared_at timestamptz,
    known_since timestamptz, said_ok_at timestamptz, said_ok_to timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT v.id, v.worker_id, v.state, v.starts_at, v.minutes, v.place, v.place_words, v.our_mistake, v.ended_words,
       v.shared_at, r.added_at, r.said_ok_at, r.said_ok_to
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND v.shared_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM orders_against(actor, v.id, v.place) AS x);
END;

CREATE OR REPLACE FUNCTION shared_visits(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id FROM shared_plans(actor) AS p;
END;

CREATE OR REPLACE FUNCTION readable_visits(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id FROM shared_plans(actor) AS p
 UNION
SELECT c.visit_id AS id
  FROM staffed_plans(actor) AS s
  JOIN visit_child AS c ON c.child_plan_id = s.child_plan_id;
END;

CREATE OR REPLACE FUNCTION current_readers(visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.visit_id = visit
   AND r.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM orders_against(r.person_id, v.id, v.place) AS x);
END;

-- What a card says beside the plan itself; always one row. `home_of` names the child whose home it is where the
-- reader does not live there. Nobody's answer but the reader's own is in here.
CREATE FUNCTION card_facts(actor uuid, visit uuid, place text, known_since timestamptz)
RETURNS TABLE (
    home_of text, reply_by_on date, late_minutes smallint, late_at timestamptz, was_at timestamptz,
    moved_at timestamptz, changed_at timestamptz, summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT CASE WHEN place = 'home' AND NOT EXISTS (
           SELECT FROM visit_child AS c
            WHERE c.visit_id = visit
              AND (c.child_id = actor
                   OR EXISTS (SELECT FROM relationship AS l
                               WHERE l.child_id = c.child_id AND l.person_id = actor AND l.lives_with
                                 AND (l.to_on IS NULL OR l.to_on > this_day())))
       ) THEN (
           SELECT min(p.called) FROM visit_child AS c JOIN person AS p ON p.id = c.child_id WHERE c.visit_id = visit
       ) END,
       (SELECT q.reply_by_on FROM visit_change_request AS q
         WHERE q.visit_id = visit AND q.asked_by = actor AND q.state = 'open'),
       (array_agg(x.late_minutes ORDER BY x.at DESC) FILTER (WHERE x.kind = 'late'))[1],
       max(x.at) FILTER (WHERE x.kind = 'late'),
       (array_agg(x.was_at ORDER BY x.at DESC) FILTER (WHERE x.kind = 'moved'))[1],
       max(x.at) FILTER (WHERE x.kind = 'moved'),
       max(x.at) FILTER (WHERE x.kind = 'changed'),
       (SELECT max(s.shared_at)
          FROM visit_summary AS s
          JOIN visit_summary_reader AS m ON m.summary_id = s.id AND m.person_id = actor
         WHERE s.visit_id = visit AND s.shared_at IS NOT NULL)
  FROM visit_news AS x
 WHERE x.visit_id = visit AND x.at >= known_since;
END;

CREATE OR REPLACE FUNCTION visit_cards(actor uuid)
RETURNS TABLE (
    id uuid, state text, starts_at timestamptz, minutes smallint, place text, place_words text, home_of text,
    our_mistake boolean, ended_words text, shared_at timestamptz,
    worker_name text, worker_called text, worker_pronoun text,
    said_ok_at timestamptz, said_ok_to timestamptz, reply_by_on date,
    late_minutes smallint, late_at timestamptz, was_at timestamptz, moved_at timestamptz, changed_at timestamptz,
    summary_at timestamptz
) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT v.id, v.state, v.starts_at, v.minutes, v.place,
       CASE WHEN v.place IN ('office', 'other') THEN v.place_words END,
       f.home_of, v.our_mistake, v.ended_words, v.shared_at, w.name, w.called, w.pronoun, v.said_ok_at, v.said_ok_to,
       f.reply_by_on, f.late_minutes, f.late_at, f.was_at, f.moved_at, f.changed_at, f.summary_at
  FROM shared_plans(actor) AS v
  JOIN person AS w ON w.id = v.worker_id
 CROSS JOIN LATERAL card_facts(actor, v.id, v.place, v.known_since) AS f;
END;

-- migrate:down
