-- migrate:up

-- Every adult who sees the plan of this visit said that this time is OK; where none sees it, one of the young people
-- did. One row, so that it melts into the statement that asks.
CREATE FUNCTION answers_to_time(visit uuid, starts_at timestamptz) RETURNS TABLE (confirmed boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT coalesce(
           bool_and(r.said_ok_to IS NOT DISTINCT FROM answers_to_time.starts_at) FILTER (WHERE p.kind = 'adult'),
           bool_or(r.said_ok_to IS NOT DISTINCT FROM answers_to_time.starts_at),
           false) AS confirmed
  FROM current_readers(visit) AS c
  JOIN visit_reader AS r ON r.visit_id = answers_to_time.visit AND r.person_id = c.person_id
  JOIN person AS p ON p.id = c.person_id;
END;

-- migrate:down
