-- migrate:up

-- What is read on the family's side, without what only staff read: their pages are not set up for rules of others.
CREATE FUNCTION shared_promises(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id
 WHERE r.person_id = actor
   AND (p.visit_id IN (SELECT v.id FROM shared_visits(actor) AS v)
        OR p.conversation_id IS NOT NULL
        OR CASE WHEN p.meeting_id IS NOT NULL THEN is_asked_to(actor, p.meeting_id) END);
END;

CREATE OR REPLACE FUNCTION readable_promises(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id FROM shared_promises(actor) AS s
 UNION
SELECT p.id
  FROM promise AS p
  JOIN staffed_visits(actor) AS v ON v.id = p.visit_id
 UNION
SELECT p.id
  FROM staffed_plans(actor) AS s
  JOIN promise AS p ON p.child_plan_id = s.child_plan_id
 UNION
SELECT p.id
  FROM run_meetings(actor) AS m
  JOIN promise AS p ON p.meeting_id = m.id;
END;

CREATE FUNCTION shared_visit_topics(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT t.id
  FROM visit_topic AS t
  JOIN shared_plans(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL
   AND (t.added_by = actor
        OR t.audience = 'everyone' AND (
            v.known_since <= t.added_at
            OR EXISTS (SELECT FROM person AS p WHERE p.id = t.added_by AND p.kind = 'staff')));
END;

CREATE OR REPLACE FUNCTION readable_visit_topics(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id FROM shared_visit_topics(actor) AS s
 UNION
SELECT t.id
  FROM visit_topic AS t
  JOIN staffed_visits(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL;
END;

-- As before, but that an order is looked into only where there is one.
CREATE OR REPLACE FUNCTION current_readers(visit uuid) RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.person_id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.visit_id = visit
   AND r.ended_at IS NULL
   AND EXISTS (SELECT FROM ties_to(r.person_id, v.id) AS t)
   AND NOT (EXISTS (SELECT FROM current_restrictions(r.person_id) AS x) AND is_kept_from(r.person_id, v.id, v.place));
END;

-- migrate:down
