-- migrate:up

-- What ties a person to a visit: it is about them, or about a child they are related to still. A set and not a yes or
-- no, because the planner opens sets up within the statement that asks and runs a yes or no once for every row.
CREATE FUNCTION ties_to(person uuid, visit uuid) RETURNS TABLE (child_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.child_id
  FROM visit_child AS c
 WHERE c.visit_id = visit
   AND (c.child_id = person
        OR EXISTS (SELECT FROM relationship AS l
                    WHERE l.child_id = c.child_id AND l.person_id = person
                      AND (l.to_on IS NULL OR l.to_on > this_day())));
END;

CREATE OR REPLACE FUNCTION belongs_to(person uuid, visit uuid) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM ties_to(person, visit) AS t);
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
   AND EXISTS (SELECT FROM ties_to(actor, v.id) AS t)
   AND NOT EXISTS (SELECT FROM orders_against(actor, v.id, v.place) AS x);
END;

CREATE OR REPLACE FUNCTION current_readers(visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.visit_id = visit
   AND r.ended_at IS NULL
   AND EXISTS (SELECT FROM ties_to(r.person_id, v.id) AS t)
   AND NOT EXISTS (SELECT FROM orders_against(r.person_id, v.id, v.place) AS x);
END;

-- migrate:down
