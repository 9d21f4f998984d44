-- migrate:up

-- Whether somebody has to be asked again is looked up with every home, and nearly always nothing has happened. So their
-- conversation, which home reads anyway, keeps a moment after which nothing did: only where it is later than their
-- answer is what happened looked through (contact_incidents). It never goes back. What is put right afterwards, as a
-- number that works again, is found by looking through.
ALTER TABLE conversation ADD COLUMN incident_at timestamptz;

-- The last thing that happened to somebody, as they themself are asked about it. That somebody else has their number is
-- for their worker to ask about: whoever types a number as their own must not read off this whether it is another's. Not
-- a part of any statement until it is called.
CREATE FUNCTION last_contact_incident(asked uuid) RETURNS timestamptz LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT max(i.at) FROM contact_incidents(asked) AS i WHERE i.why <> 'number_shared';
END;

-- A council is told apart by its key and not by the policy alone, as the owner writes here too.
CREATE FUNCTION note_incident(council uuid, someone uuid, moment timestamptz) RETURNS void LANGUAGE sql VOLATILE
BEGIN ATOMIC
UPDATE conversation AS c SET incident_at = moment
 WHERE c.council_id = council AND c.person_id = someone AND (c.incident_at IS NULL OR c.incident_at < moment);
END;

CREATE FUNCTION keep_last_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR new.person_id <> old.person_id THEN
        new.incident_at := greatest(new.incident_at, last_contact_incident(new.person_id));
    END IF;
    IF TG_OP = 'UPDATE' THEN
        new.incident_at := greatest(new.incident_at, old.incident_at);
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER conversations_keep_the_last_incident BEFORE INSERT OR UPDATE OF incident_at, person_id ON conversation
FOR EACH ROW EXECUTE FUNCTION keep_last_incident();

CREATE FUNCTION note_urgent_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE conversation AS c SET incident_at = new.raised_at
     WHERE c.council_id = new.council_id AND c.id = new.conversation_id
       AND (c.incident_at IS NULL OR c.incident_at < new.raised_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER urgent_items_are_incidents AFTER INSERT OR UPDATE OF conversation_id, raised_at ON urgent_item
FOR EACH ROW EXECUTE FUNCTION note_urgent_incident();

CREATE FUNCTION note_order_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_incident(new.council_id, new.protects_id, new.added_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER orders_are_incidents AFTER INSERT OR UPDATE OF protects_id, added_at ON restriction
FOR EACH ROW WHEN (new.added_at IS NOT NULL) EXECUTE FUNCTION note_order_incident();

CREATE FUNCTION note_stop_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_incident(new.council_id, new.person_id, new.texts_stopped_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER stops_are_incidents AFTER INSERT OR UPDATE OF person_id, texts_stopped_at ON safe_contact_plan
FOR EACH ROW WHEN (new.texts_stopped_at IS NOT NULL) EXECUTE FUNCTION note_stop_incident();

CREATE FUNCTION note_number_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_incident(new.council_id, new.person_id, new.failed_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER failing_numbers_are_incidents AFTER INSERT OR UPDATE ON contact_point
FOR EACH ROW WHEN (new.ended_at IS NULL AND new.failed_at IS NOT NULL) EXECUTE FUNCTION note_number_incident();

-- The worker says which numbers fail, and takes in the answers to texts.
GRANT UPDATE (incident_at) ON conversation TO portal_worker;

DO $$
DECLARE
    expected integer := (SELECT count(*) FROM conversation AS c WHERE last_contact_incident(c.person_id) IS NOT NULL);
    noted integer;
BEGIN
    UPDATE conversation AS c SET incident_at = x.at
      FROM (SELECT t.council_id, t.id, last_contact_incident(t.person_id) AS at FROM conversation AS t) AS x
     WHERE c.council_id = x.council_id AND c.id = x.id AND x.at IS NOT NULL;
    GET DIAGNOSTICS noted = ROW_COUNT;
    ASSERT noted = expected, format('%s conversations noted, %s people to whom something happened', noted, expected);
END
$$;

-- Who has the first pages before them is known with the session, so that home need not ask.
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
           found_session.idle_minutes, found_session.done_key,
           CASE WHEN a.state <> 'active' THEN a.state
                WHEN found_session.together_with IS NOT NULL THEN 'together'
                WHEN a.welcome_step IS NOT NULL THEN 'arriving'
                ELSE 'active' END,
           p.kind, p.staff_role, p.name, p.called,
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

-- migrate:down
