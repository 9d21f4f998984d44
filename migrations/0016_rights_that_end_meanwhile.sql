-- migrate:up

-- A deed holds the row of the person who does it from its first statement to its commit; whoever takes something from
-- that person needs the same row. So one of the two comes first: either the deed is done while the right to it lasts,
-- or it waits, looks afresh and is refused. Pages that are read hold nothing.
CREATE OR REPLACE FUNCTION open_session(token bytea, moment timestamptz, reading boolean, extends boolean)
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
    IF NOT reading THEN
        -- Every statement of this function looks afresh: what follows sees what an ending that came first has done.
        PERFORM FROM session AS s
           JOIN account AS a ON a.council_id = s.council_id AND a.id = s.account_id
           JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
          WHERE s.token_hash = token AND s.ended_at IS NULL
            FOR NO KEY UPDATE OF p;
    END IF;
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
    PERFORM set_config('app.council', found_session.council_id::text, NOT reading),
            set_config('app.now', moment::text, NOT reading);
    IF reading THEN
        PERFORM set_config('synchronous_commit', 'off', false);
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
-- PostgreSQL lets only those hold a row who may update some column of it. The function above updates none.
GRANT UPDATE (created_at) ON person TO portal_doors;

-- Waits for the deed of the person who is about to lose something, and keeps their next one waiting.
CREATE FUNCTION wait_for_deeds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_table_name = 'session' THEN
        PERFORM FROM account AS a JOIN person AS p ON p.id = a.person_id WHERE a.id = new.account_id
            FOR NO KEY UPDATE OF p;
    ELSE
        PERFORM FROM person AS p WHERE p.id = (to_jsonb(new) ->> tg_argv[0])::uuid FOR NO KEY UPDATE;
    END IF;
    RETURN new;
END
$$;
-- What `person` itself says (who has left, what staff are) needs no trigger: changing the row is holding it.
CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON involvement
FOR EACH ROW EXECUTE FUNCTION wait_for_deeds('staff_id');
CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON relationship
FOR EACH ROW EXECUTE FUNCTION wait_for_deeds('person_id');
CREATE TRIGGER orders_wait_for_deeds BEFORE INSERT OR UPDATE ON restriction
FOR EACH ROW EXECUTE FUNCTION wait_for_deeds('person_id');
CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON visit_reader
FOR EACH ROW WHEN (old.ended_at IS DISTINCT FROM new.ended_at) EXECUTE FUNCTION wait_for_deeds('person_id');
CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON account
FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION wait_for_deeds('person_id');
CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON session
FOR EACH ROW WHEN (old.ended_at IS DISTINCT FROM new.ended_at) EXECUTE FUNCTION wait_for_deeds();

-- migrate:down
