-- migrate:up

-- Whose plans somebody's home is about was asked without the day from which they belong to the child, which the other
-- side of their conversation asks since 0013.
CREATE OR REPLACE FUNCTION ties_of(person uuid) RETURNS TABLE (tied uuid [], planned uuid [], lives_with uuid [], held boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT array_agg(l.child_id) FILTER (WHERE l.apart_on IS NULL OR l.apart_on > this_day()) || person AS tied,
       array_agg(l.child_id) FILTER (WHERE l.type <> 'sibling' AND l.from_on <= this_day()
                                       AND (l.apart_on IS NULL OR l.apart_on > this_day())) || person AS planned,
       array_agg(l.child_id) FILTER (WHERE l.lives_with) || person AS lives_with,
       EXISTS (SELECT FROM current_restrictions(person) AS x) AS held
  FROM relationship AS l
 WHERE l.person_id = person AND (l.to_on IS NULL OR l.to_on > this_day());
END;

-- As in 0056, and each once: what stands there twice took itself out again. Cover that a manager had given by hand and an
-- absence brought as well was not seen to come or go, and whoever is related to a child in two ways had no number at all.
CREATE OR REPLACE FUNCTION side_of(someone uuid) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT bit_xor(DISTINCT hash_record_extended((w.staff_id, w.role, w.covering_for, w.child_plan_id, a.begun, a.back_on), 0))
  FROM workers_of_party(someone) AS w
  LEFT JOIN LATERAL (
      SELECT b.from_on <= this_day() AS begun, b.back_on
        FROM absence AS b
       WHERE b.staff_id = w.staff_id AND b.ended_at IS NULL
         AND b.back_on > this_day() AND b.from_on <= this_day() + 14
       ORDER BY b.from_on
       LIMIT 1
  ) AS a ON true;
END;

-- As in 0034, and nobody who has left the council: `workers_at` and `managers_reading` ask that of the same people.
CREATE OR REPLACE FUNCTION staffed_conversations(actor uuid)
RETURNS TABLE (id uuid, person_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, c.person_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for,
       i.child_plan_id
  FROM involvement AS i
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
        AND (r.apart_on IS NULL OR r.apart_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

CREATE OR REPLACE FUNCTION managed_conversations(actor uuid) RETURNS TABLE (id uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, i.child_plan_id
  FROM involvement AS i
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
        AND (r.apart_on IS NULL OR r.apart_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role = 'manager'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- migrate:down
