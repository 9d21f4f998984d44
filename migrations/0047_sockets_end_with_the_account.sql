-- migrate:up

-- An account that ends on a day ends for the sockets too, as it does for pages since 0034.
CREATE OR REPLACE FUNCTION speaking(sessions uuid [])
RETURNS TABLE (session_id uuid, person_id uuid, kind text, name text, last_used_at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id AS session_id, p.id AS person_id, p.kind, p.name, s.last_used_at
  FROM session AS s
  JOIN account AS a ON a.id = s.account_id
  JOIN person AS p ON p.id = a.person_id
 WHERE s.id = ANY (sessions)
   AND s.ended_at IS NULL AND s.ends_at > now()
   AND s.last_used_at > now() - make_interval(mins => s.idle_minutes)
   AND s.together_with IS NULL
   AND a.state = 'active' AND p.ended_at IS NULL
   AND (a.ends_on IS NULL OR a.ends_on > this_day());
END;

-- migrate:down
