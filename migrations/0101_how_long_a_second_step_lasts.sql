-- migrate:up

-- Ten minutes and five tries, by the database's clock: said here alone, for whoever signs in and for whoever sets up an app.
CREATE FUNCTION second_step_lasts(made_at timestamptz, tries integer) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT made_at > now() - interval '10 minutes' AND tries < 5;
END;

-- As before but for that.
CREATE OR REPLACE FUNCTION open_second_step(token bytea, moment timestamptz)
RETURNS TABLE (
    id uuid, council_id uuid, account_id uuid, person_id uuid, device_name text, sealed bytea, state text,
    at bigint
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found_step second_step%ROWTYPE;
BEGIN
    SELECT s.* INTO found_step
      FROM second_step AS s
     WHERE s.token_hash = token AND s.ended_at IS NULL AND second_step_lasts(s.made_at, s.tries);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM set_config('app.council', found_step.council_id::text, true),
            set_config('app.now', moment::text, true);
    RETURN QUERY
    SELECT found_step.id, a.council_id, a.id, a.person_id, found_step.device_name, found_step.sealed, a.state,
           extract(EPOCH FROM now())::bigint
      FROM account AS a
      JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
     WHERE a.council_id = found_step.council_id
       AND a.id = found_step.account_id
       AND a.state IN ('invited', 'active', 'paused')
       AND (a.ends_on IS NULL OR a.ends_on > (moment AT TIME ZONE 'Europe/London')::date)
       AND p.ended_at IS NULL;
END
$$;

-- migrate:down
