-- migrate:up

-- Who is told of time alone with a child, but for ties and orders: the child, and who may decide for it. One row, so that
-- it melts into the plan's statement, which had the same words of its own.
CREATE FUNCTION told_of_time_alone(actor uuid, child uuid) RETURNS TABLE (yes boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT child = actor
    OR EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = child
                  AND (l.parental_responsibility OR l.type IN ('foster_carer', 'kinship_carer'))
                  AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()));
END;

-- As in 0099.
CREATE OR REPLACE FUNCTION is_told_of_child(actor uuid, visit uuid, child uuid, alone boolean) RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT EXISTS (SELECT FROM ties_to(actor, visit) AS t WHERE t.child_id = child)
   AND child NOT IN (SELECT o.protects_id FROM current_restrictions(actor) AS o)
   AND (NOT alone OR EXISTS (SELECT FROM told_of_time_alone(actor, child) AS told WHERE told.yes));
END;

-- migrate:down
