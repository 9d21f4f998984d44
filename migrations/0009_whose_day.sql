-- migrate:up

-- Visits of the plans that a member of staff works on, and what each is to them: their own, their team's, one of
-- somebody they cover for, or one whose worker has left the plan that they were given.
CREATE FUNCTION visits_by_duty(actor uuid)
RETURNS TABLE (id uuid, own boolean, manages boolean, covers boolean, inherits boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT v.id,
       v.worker_id = actor AS own,
       bool_or(i.role = 'manager') AS manages,
       bool_or(i.role = 'cover' AND i.covering_for = v.worker_id) AS covers,
       bool_or(i.role = 'allocated' AND NOT EXISTS (
           SELECT FROM involvement AS w
            WHERE w.staff_id = v.worker_id AND w.child_plan_id = i.child_plan_id
              AND w.from_at <= this_moment() AND (w.to_at IS NULL OR w.to_at > this_moment())
       )) AS inherits
  FROM staffed_visits(actor) AS s
  JOIN visit AS v ON v.id = s.id
  JOIN visit_child AS c ON c.visit_id = v.id
  JOIN involvement AS i ON i.child_plan_id = c.child_plan_id
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover', 'manager')
   AND i.from_at <= this_moment()
   AND (i.to_at IS NULL OR i.to_at > this_moment())
 GROUP BY v.id, v.worker_id;
END;

-- migrate:down
