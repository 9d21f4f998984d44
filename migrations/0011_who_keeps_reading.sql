-- migrate:up

-- Orders on one person, from the moment they are written down: a plan made today is for a day when they hold.
CREATE OR REPLACE FUNCTION current_restrictions(actor uuid) RETURNS TABLE (protects_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT x.protects_id
  FROM restriction AS x
 WHERE x.person_id = actor
   AND x.ended_at IS NULL
   AND (x.until_on IS NULL OR x.until_on >= this_day());
END;

-- The orders that keep a person away from one visit, whatever anybody ticked: the protected person may see the plan
-- too; or is a child who is to be seen there; or it is where they live.
CREATE OR REPLACE FUNCTION orders_against(actor uuid, visit uuid, place text)
RETURNS TABLE (protects_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT x.protects_id
  FROM current_restrictions(actor) AS x
 WHERE EXISTS (SELECT FROM visit_reader AS r
                WHERE r.visit_id = visit AND r.person_id = x.protects_id AND r.ended_at IS NULL)
    OR EXISTS (SELECT FROM visit_child AS c
                WHERE c.visit_id = visit AND c.child_id = x.protects_id AND (c.wish_to_see OR place = 'home'))
    OR place = 'home' AND EXISTS (
        SELECT FROM visit_child AS c
          JOIN relationship AS l ON l.child_id = c.child_id AND l.person_id = x.protects_id AND l.lives_with
         WHERE c.visit_id = visit AND (l.to_on IS NULL OR l.to_on > this_day()));
END;

CREATE OR REPLACE FUNCTION visits_kept_from(actor uuid) RETURNS TABLE (visit_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.visit_id
  FROM current_restrictions(actor) AS x
  JOIN visit_reader AS r ON r.person_id = x.protects_id AND r.ended_at IS NULL
 UNION
SELECT c.visit_id
  FROM current_restrictions(actor) AS x
  JOIN visit_child AS c ON c.child_id = x.protects_id
  JOIN visit AS v ON v.id = c.visit_id AND (c.wish_to_see OR v.place = 'home')
 UNION
SELECT c.visit_id
  FROM current_restrictions(actor) AS x
  JOIN relationship AS l ON l.person_id = x.protects_id AND l.lives_with AND (l.to_on IS NULL OR l.to_on > this_day())
  JOIN visit_child AS c ON c.child_id = l.child_id
  JOIN visit AS v ON v.id = c.visit_id AND v.place = 'home';
END;

-- Whether a person belongs to a visit at this moment: it is about them, or about a child they are related to still.
-- Somebody whose relationship has ended reads nothing more, whoever ticked them once.
CREATE FUNCTION belongs_to(person uuid, visit uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (
           SELECT FROM visit_child AS c
            WHERE c.visit_id = visit
              AND (c.child_id = person
                   OR EXISTS (SELECT FROM relationship AS l
                               WHERE l.child_id = c.child_id AND l.person_id = person
                                 AND (l.to_on IS NULL OR l.to_on > this_day()))));
END;

CREATE OR REPLACE FUNCTION shared_plans(actor uuid)
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
   AND belongs_to(actor, v.id)
   AND NOT EXISTS (SELECT FROM orders_against(actor, v.id, v.place) AS x);
END;

CREATE OR REPLACE FUNCTION current_readers(visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.visit_id = visit
   AND r.ended_at IS NULL
   AND belongs_to(r.person_id, v.id)
   AND NOT EXISTS (SELECT FROM orders_against(r.person_id, v.id, v.place) AS x);
END;

-- What somebody of the family added “for everyone on this plan” is for those who could see the plan when it was
-- written. Whoever is added later reads what comes later; our own topics are part of the plan and go with it.
CREATE OR REPLACE FUNCTION readable_visit_topics(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT t.id
  FROM visit_topic AS t
  JOIN shared_plans(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL
   AND (t.added_by = actor
        OR t.audience = 'everyone' AND (
            v.known_since <= t.added_at
            OR EXISTS (SELECT FROM person AS p WHERE p.id = t.added_by AND p.kind = 'staff')))
 UNION
SELECT t.id
  FROM visit_topic AS t
  JOIN staffed_visits(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL;
END;

-- migrate:down
