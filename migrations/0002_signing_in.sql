-- migrate:up

CREATE TABLE account (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    password_hash text NOT NULL,
    state text NOT NULL DEFAULT 'active' CONSTRAINT account_states_are_known
    CHECK (state IN ('invited', 'active', 'paused', 'closed')),
    -- Words given on paper work until this moment and once; then the person chooses their own.
    invited_until timestamptz,
    language text NOT NULL DEFAULT 'en',
    text_size text NOT NULL DEFAULT 'normal' CONSTRAINT text_sizes_are_known CHECK (text_size IN ('normal', 'large', 'very-large')),
    colours text NOT NULL DEFAULT 'phone' CONSTRAINT colours_are_known CHECK (colours IN ('phone', 'light', 'dark', 'yellow')),
    style text NOT NULL DEFAULT 'plain' CONSTRAINT styles_are_known CHECK (style IN ('bright', 'calm', 'plain')),
    pictures boolean NOT NULL DEFAULT true,
    less_movement boolean NOT NULL DEFAULT false,
    quiet boolean NOT NULL DEFAULT false,
    password_changed_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    CONSTRAINT one_account_a_person UNIQUE (council_id, person_id)
);

-- Unique within a host, whichever of its councils the account belongs to.
CREATE TABLE sign_in_name (
    council_id uuid NOT NULL,
    host text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT sign_in_names_are_known CHECK (kind IN ('email', 'mobile', 'card')),
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, host, name),
    CONSTRAINT sign_in_names_are_one_persons UNIQUE (host, name),
    FOREIGN KEY (council_id, host) REFERENCES council (council_id, host),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id)
);
CREATE INDEX sign_in_names_of_an_account ON sign_in_name (council_id, account_id);

CREATE TABLE sign_in_card (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL,
    number text NOT NULL CONSTRAINT card_numbers_have_8_digits CHECK (number ~ '^[0-9]{8}$'),
    issued_by uuid,
    issued_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id),
    FOREIGN KEY (council_id, issued_by) REFERENCES person (council_id, id)
);
CREATE INDEX cards_of_an_account ON sign_in_card (council_id, account_id);

CREATE TABLE session (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    csrf_secret bytea NOT NULL,
    device_name text NOT NULL,
    done_key text,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    idle_minutes smallint NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT session_tokens_are_unique UNIQUE (token_hash),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id)
);
CREATE INDEX sessions_of_an_account ON session (council_id, account_id) WHERE ended_at IS NULL;

-- A browser that has signed in to this account before; strangers' failures cannot lock it out.
CREATE TABLE known_device (
    council_id uuid NOT NULL REFERENCES council,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, account_id, token_hash),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id)
);

-- Failures only, never successes. The key is a keyed hash: of a name and where it was tried from.
CREATE TABLE sign_in_failure (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    key bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, id)
);
CREATE INDEX failures_of_a_key ON sign_in_failure (council_id, key, at);

-- Each form posts once: the same key again is answered with the first redirect.
CREATE TABLE form_post (
    council_id uuid NOT NULL REFERENCES council,
    account_id uuid NOT NULL,
    key uuid NOT NULL,
    path text NOT NULL,
    body_hash bytea NOT NULL,
    location text,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, account_id, key),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id)
);
CREATE INDEX form_posts_by_age ON form_post (council_id, at);

-- What somebody has typed and not yet sent, by the page they typed it on. Nobody else can read it.
CREATE TABLE form_draft (
    council_id uuid NOT NULL REFERENCES council,
    account_id uuid NOT NULL,
    form text NOT NULL,
    fields jsonb NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, account_id, form),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id)
);

CALL keep_to_council(
    ARRAY[
        'account', 'sign_in_name', 'sign_in_card', 'session', 'known_device', 'sign_in_failure', 'form_post',
        'form_draft'
    ]
);
GRANT SELECT, INSERT, UPDATE ON account, sign_in_card, session, form_post, form_draft TO portal_web;
GRANT SELECT, INSERT ON sign_in_name, known_device, sign_in_failure TO portal_web;
GRANT DELETE ON sign_in_name, sign_in_failure, form_draft, known_device TO portal_web;
GRANT SELECT ON account, sign_in_name TO portal_worker;
GRANT SELECT, DELETE ON session, sign_in_failure, form_post, form_draft TO portal_worker;

-- The doors: what may be asked before a council is known, and nothing more.
CREATE FUNCTION councils_of_host(asked text)
RETURNS TABLE (
    council_id uuid, name text, service_name text, colour text, second_colour text, logo_path text, exit_url text,
    team_name text, phone text, out_of_hours_name text, out_of_hours_phone text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.council_id, c.name, c.service_name, c.colour, c.second_colour, c.logo_path, c.exit_url,
           c.team_name, c.phone, c.out_of_hours_name, c.out_of_hours_phone
      FROM council AS c
     WHERE c.host = asked
     ORDER BY c.name
$$;

CREATE FUNCTION account_of_sign_in_name(asked_host text, asked_name text)
RETURNS TABLE (
    council_id uuid, account_id uuid, person_id uuid, password_hash text, state text, invited_until timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT a.council_id, a.id, a.person_id, a.password_hash, a.state, a.invited_until
      FROM sign_in_name AS n
      JOIN account AS a ON a.council_id = n.council_id AND a.id = n.account_id
     WHERE n.host = asked_host AND n.name = asked_name
$$;

-- Finds the session, says who it is, and sets council and moment for the rest of the transaction.
-- Limits are judged by the database's clock; last use is written at most once a minute.
CREATE FUNCTION open_session(token bytea, moment timestamptz, reading boolean, extends boolean)
RETURNS TABLE (
    session_id uuid, council_id uuid, account_id uuid, person_id uuid, csrf_secret bytea, idle_minutes smallint,
    done_key text, state text, kind text, staff_role text, name text, called text, pronoun text, born_on date,
    team_id uuid, language text, text_size text, colours text, style text, pictures boolean,
    less_movement boolean, quiet boolean
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found_session session%ROWTYPE;
BEGIN
    SELECT s.* INTO found_session
      FROM session AS s
     WHERE s.token_hash = token
       AND s.ended_at IS NULL
       AND s.ends_at > now()
       AND s.last_used_at > now() - make_interval(mins => s.idle_minutes);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF extends AND found_session.last_used_at < now() - interval '1 minute' THEN
        UPDATE session AS s SET last_used_at = now()
         WHERE s.council_id = found_session.council_id AND s.id = found_session.id;
    END IF;
    PERFORM set_config('app.council', found_session.council_id::text, true),
            set_config('app.now', moment::text, true);
    IF reading THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    RETURN QUERY
    SELECT found_session.id, a.council_id, a.id, a.person_id, found_session.csrf_secret,
           found_session.idle_minutes, found_session.done_key, a.state, p.kind, p.staff_role, p.name, p.called,
           p.pronoun, p.born_on, p.team_id, a.language, a.text_size, a.colours, a.style, a.pictures,
           a.less_movement, a.quiet
      FROM account AS a
      JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
     WHERE a.council_id = found_session.council_id
       AND a.id = found_session.account_id
       AND a.state IN ('invited', 'active', 'paused')
       AND p.ended_at IS NULL;
END
$$;

-- The worker visits each council in turn.
CREATE FUNCTION council_ids() RETURNS TABLE (council_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT c.council_id FROM council AS c ORDER BY c.council_id $$;

GRANT USAGE, CREATE ON SCHEMA public TO portal_doors;
GRANT SELECT ON council, account, sign_in_name, session, person TO portal_doors;
GRANT UPDATE (last_used_at) ON session TO portal_doors;
ALTER FUNCTION councils_of_host (text) OWNER TO portal_doors;
ALTER FUNCTION account_of_sign_in_name (text, text) OWNER TO portal_doors;
ALTER FUNCTION open_session (bytea, timestamptz, boolean, boolean) OWNER TO portal_doors;
ALTER FUNCTION council_ids () OWNER TO portal_doors;
REVOKE CREATE ON SCHEMA public FROM portal_doors;
REVOKE ALL ON FUNCTION councils_of_host (text), account_of_sign_in_name (text, text),
open_session (bytea, timestamptz, boolean, boolean), council_ids () FROM PUBLIC;
GRANT EXECUTE ON FUNCTION councils_of_host (text), account_of_sign_in_name (text, text),
open_session (bytea, timestamptz, boolean, boolean) TO portal_web;
GRANT EXECUTE ON FUNCTION council_ids () TO portal_worker;

-- migrate:down
