-- migrate:up

-- Children whose record's log a manager may read: those of the plans that they manage at this moment.
CREATE FUNCTION audited_children(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT k.child_id AS id
  FROM staffed_plans(actor) AS s
  JOIN child_plan AS k ON k.id = s.child_plan_id
  JOIN person AS m ON m.id = actor AND m.staff_role = 'manager';
END;

-- What the log says about one person. The role that serves pages may only write the log; this is all it can learn.
CREATE FUNCTION log_about(subject uuid, since timestamptz)
RETURNS TABLE (id uuid, at timestamptz, actor_id uuid, deed text, kind text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT l.id, l.at, l.actor_id, l.deed, l.kind, l.reason
      FROM access_log AS l
     WHERE l.council_id = current_council()
       AND l.at >= since
       AND l.about @> ARRAY[subject]
       AND l.deed IN ('opened', 'changed')
$$;
REVOKE ALL ON FUNCTION log_about (uuid, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION log_about (uuid, timestamptz) TO portal_web;
GRANT SELECT ON access_log TO portal_doors;
GRANT USAGE, CREATE ON SCHEMA public TO portal_doors;
ALTER FUNCTION log_about (uuid, timestamptz) OWNER TO portal_doors;
REVOKE CREATE ON SCHEMA public FROM portal_doors;

-- migrate:down
