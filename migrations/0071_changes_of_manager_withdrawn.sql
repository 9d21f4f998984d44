-- migrate:up

-- A change of manager that is still to come can be withdrawn, by who handed over and manages the plan still. Both
-- involvements are put back as they stood, so a change says which one it made, and until when the former one held.
ALTER TABLE change_of_manager
ADD COLUMN until_at timestamptz,
ADD COLUMN taken_id uuid,
ADD COLUMN withdrawn_at timestamptz,
ADD COLUMN withdrawn_by uuid,
ADD CONSTRAINT change_of_manager_taken_is_an_involvement FOREIGN KEY (council_id, taken_id)
REFERENCES involvement (council_id, id) NOT VALID,
ADD CONSTRAINT change_of_manager_withdrawn_by_somebody FOREIGN KEY (council_id, withdrawn_by)
REFERENCES person (council_id, id) NOT VALID,
ADD CONSTRAINT withdrawn_changes_say_by_whom CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) NOT VALID,
ADD CONSTRAINT only_what_is_to_come_is_withdrawn CHECK (withdrawn_at < at) NOT VALID;

-- Those from before, as far as they made an involvement of their own.
DO $$
DECLARE expected bigint; made bigint;
BEGIN
    SELECT count(DISTINCT c.id) INTO expected
      FROM change_of_manager AS c
      JOIN involvement AS i ON i.council_id = c.council_id AND i.child_plan_id = c.child_plan_id AND i.staff_id = c.to_id
       AND i.role = 'manager' AND i.from_at = c.at AND i.change_reason = c.reason;
    UPDATE change_of_manager AS c SET taken_id = i.id, until_at = i.to_at
      FROM involvement AS i
     WHERE i.council_id = c.council_id AND i.child_plan_id = c.child_plan_id AND i.staff_id = c.to_id
       AND i.role = 'manager' AND i.from_at = c.at AND i.change_reason = c.reason;
    GET DIAGNOSTICS made = ROW_COUNT;
    ASSERT made = expected, format('%s of %s changes of manager know what they made', made, expected);
END;
$$;

-- What one manager has of some plans is another's from a moment on, once for each plan; answers what was handed over.
-- Whose it is to hand over, the caller says. What is on its way already stays as it was set, until it is withdrawn.
CREATE OR REPLACE FUNCTION hand_over_managing(
    set_by uuid, manager uuid, plans uuid [], taker uuid, moment timestamptz, why text
)
RETURNS TABLE (change_id uuid, child_id uuid) LANGUAGE sql VOLATILE
BEGIN ATOMIC
WITH held AS (
    SELECT i.council_id, i.id, i.child_plan_id, i.from_at, i.to_at, t.id AS to_id
      FROM involvement AS i
      JOIN person AS t ON t.id = taker AND t.kind = 'staff' AND t.staff_role = 'manager' AND t.ended_at IS NULL
     WHERE i.staff_id = manager AND i.role = 'manager' AND t.id <> manager AND i.child_plan_id = ANY (plans)
       AND (i.to_at IS NULL OR i.to_at > greatest(moment, i.from_at))
       AND NOT EXISTS (SELECT FROM change_of_manager AS m
                        WHERE m.child_plan_id = i.child_plan_id AND m.from_id = manager AND m.at > this_moment()
                          AND m.withdrawn_at IS NULL)
       FOR NO KEY UPDATE OF i
), ended AS (
    UPDATE involvement AS i SET to_at = greatest(moment, i.from_at), change_reason = why
      FROM held WHERE i.council_id = held.council_id AND i.id = held.id
), taken AS (
    INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at, to_at, change_reason)
    SELECT held.council_id, held.to_id, held.child_plan_id, 'manager', greatest(moment, min(held.from_at)),
           CASE WHEN bool_and(held.to_at IS NOT NULL) THEN max(held.to_at) END, why
      FROM held
     WHERE NOT EXISTS (SELECT FROM involvement AS h
                        WHERE h.child_plan_id = held.child_plan_id AND h.staff_id = held.to_id AND h.role = 'manager'
                          AND h.from_at <= moment AND (h.to_at IS NULL OR h.to_at >= held.to_at))
     GROUP BY held.council_id, held.to_id, held.child_plan_id
    RETURNING id, child_plan_id
), made AS (
    INSERT INTO change_of_manager
           (council_id, child_plan_id, from_id, to_id, at, reason, set_by, set_at, until_at, taken_id)
    SELECT held.council_id, held.child_plan_id, manager, held.to_id, moment, why, set_by, this_moment(),
           CASE WHEN bool_and(held.to_at IS NOT NULL) THEN max(held.to_at) END, taken.id
      FROM held
      LEFT JOIN taken ON taken.child_plan_id = held.child_plan_id
     GROUP BY held.council_id, held.child_plan_id, held.to_id, taken.id
    RETURNING id, child_plan_id
)
SELECT made.id AS change_id, p.child_id
  FROM made
  JOIN child_plan AS p ON p.id = made.child_plan_id;
END;

-- What somebody handed over from a later day and could withdraw, as long as they manage the plan, the plan goes on, and who
-- was to have it has not been followed by somebody else.
CREATE FUNCTION changes_to_withdraw(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id
  FROM change_of_manager AS c
  JOIN child_plan AS p ON p.id = c.child_plan_id AND p.to_on IS NULL
 WHERE c.from_id = actor AND c.at > this_moment() AND c.withdrawn_at IS NULL
   AND c.child_plan_id IN (SELECT s.child_plan_id FROM managed_plans(actor) AS s)
   AND NOT EXISTS (SELECT FROM change_of_manager AS n
                    WHERE n.child_plan_id = c.child_plan_id AND n.from_id = c.to_id AND n.set_at >= c.set_at
                      AND n.withdrawn_at IS NULL);
END;

-- migrate:down
