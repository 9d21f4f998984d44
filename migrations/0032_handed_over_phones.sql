-- migrate:up

-- A phone that was handed to somebody says nothing for its worker: neither here nor on a socket that stayed open.
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
   AND a.state = 'active' AND p.ended_at IS NULL;
END;

-- migrate:down
