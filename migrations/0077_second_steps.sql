-- migrate:up

-- Whether all staff and partners of a council sign in with a code from an app beside their password. Who has an app is
-- asked for its code either way.
ALTER TABLE council ADD COLUMN staff_second_step boolean NOT NULL DEFAULT false;
GRANT UPDATE (staff_second_step) ON council TO portal_web;

-- The app that makes somebody's codes. Its secret is sealed with a key that the database does not hold. `last_step` is the
-- half minute of the newest code that was used: neither that one nor an earlier one is taken again.
CREATE TABLE authenticator (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL,
    confirmed_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    ended_how text CONSTRAINT authenticators_end_in_known_ways CHECK (ended_how IN ('own', 'administrator', 'operator')),
    ended_by uuid,
    -- Whoever did not end it themselves is told when they sign in next.
    told_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id),
    FOREIGN KEY (council_id, ended_by) REFERENCES person (council_id, id),
    CONSTRAINT ended_authenticators_say_how CHECK ((ended_at IS NULL) = (ended_how IS NULL))
);
CREATE UNIQUE INDEX one_authenticator_an_account ON authenticator (council_id, account_id) WHERE ended_at IS NULL;
CREATE INDEX authenticators_of_an_account ON authenticator (council_id, account_id, ended_at);

-- For whoever has lost the phone with the app: kept as hashes, each good once.
CREATE TABLE recovery_code (
    council_id uuid NOT NULL,
    authenticator_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (council_id, authenticator_id, code_hash),
    FOREIGN KEY (council_id, authenticator_id) REFERENCES authenticator (council_id, id)
);

-- Between the right password and a session: it stands in no table of sessions, so nothing that asks for a session takes
-- it for one. Or, with `session_id`, somebody signed in sets up an app. `sealed`: the secret that is offered to that app.
CREATE TABLE second_step (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL,
    token_hash bytea,
    session_id uuid,
    device_name text NOT NULL,
    sealed bytea,
    tries smallint NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT second_step_tokens_are_unique UNIQUE (token_hash),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id),
    CONSTRAINT second_steps_are_of_one_place CHECK ((token_hash IS NULL) <> (session_id IS NULL)),
    CONSTRAINT who_sets_up_is_offered_a_secret CHECK (session_id IS NULL OR sealed IS NOT NULL)
);
CREATE INDEX second_steps_of_an_account ON second_step (council_id, account_id, made_at);

CALL keep_to_council(ARRAY['authenticator', 'recovery_code', 'second_step']);
GRANT SELECT, INSERT, UPDATE ON authenticator, recovery_code, second_step TO portal_web;
GRANT DELETE ON recovery_code TO portal_web;
GRANT SELECT, DELETE ON second_step TO portal_worker;

-- A door: whose second step a cookie stands for. Ten minutes and five tries, by the database's clock; sets council and
-- moment for this transaction as `open_session` does.
CREATE FUNCTION open_second_step(token bytea, moment timestamptz)
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
     WHERE s.token_hash = token AND s.ended_at IS NULL AND s.made_at > now() - interval '10 minutes' AND s.tries < 5;
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

GRANT USAGE, CREATE ON SCHEMA public TO portal_doors;
GRANT SELECT ON second_step TO portal_doors;
ALTER FUNCTION open_second_step (bytea, timestamptz) OWNER TO portal_doors;
REVOKE CREATE ON SCHEMA public FROM portal_doors;
REVOKE ALL ON FUNCTION open_second_step (bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_second_step (bytea, timestamptz) TO portal_web;

-- migrate:down
