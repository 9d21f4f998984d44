-- migrate:up

-- Finds the session, says who it is, and sets council and moment: for the one transaction of a deed, or, where
-- somebody only reads, for the connection until it goes back to the pool, which resets it. Reads wait for no disk.
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

-- The row of the access log as a part of the statement that opens the record: they stand or fall together.
CREATE FUNCTION note_opened(actor uuid, what text, item uuid, people uuid []) RETURNS boolean LANGUAGE sql VOLATILE
BEGIN ATOMIC
INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about)
VALUES (current_council(), this_moment(), actor, 'opened', what, item, people)
RETURNING true;
END;

-- migrate:down
