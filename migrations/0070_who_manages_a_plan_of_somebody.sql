-- migrate:up

-- The plans of a child, or of the children whom somebody is related to now, that the actor manages at this moment. It was
-- asked in three statements, of which one did not ask whether the two belong together still.
CREATE FUNCTION managed_plans_of(actor uuid, someone uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.child_plan_id
  FROM managed_plans(actor) AS s
  JOIN child_plan AS p ON p.id = s.child_plan_id
 WHERE p.child_id = someone
    OR EXISTS (SELECT FROM relationship AS r
                WHERE r.child_id = p.child_id AND r.person_id = someone AND (r.to_on IS NULL OR r.to_on > this_day()));
END;

-- migrate:down
