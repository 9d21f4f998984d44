-- migrate:up

-- Since 0049 who works with a family was asked without the day from which somebody who is grown up is apart from the
-- adults around them (0034). A parent's words were kept and nobody could read them, and who had worked with them heard
-- of those words. Both sides of a conversation ask the same again.
CREATE OR REPLACE FUNCTION workers_at(someone uuid, moment timestamptz, day date)
RETURNS TABLE (staff_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.staff_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for, i.child_plan_id
  FROM (
      SELECT someone AS child_id
       UNION ALL
      SELECT r.child_id
        FROM relationship AS r
       WHERE r.person_id = someone AND r.type <> 'sibling'
         AND r.from_on <= day AND (r.to_on IS NULL OR r.to_on > day) AND (r.apart_on IS NULL OR r.apart_on > day)
  ) AS c
  JOIN child_plan AS p ON p.child_id = c.child_id AND p.from_on <= day AND (p.to_on IS NULL OR p.to_on > day)
  JOIN involvement AS i ON i.child_plan_id = p.id
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
 WHERE i.role IN ('allocated', 'cover')
   AND i.from_at <= moment AND (i.to_at IS NULL OR i.to_at > moment);
END;

-- As in 0049, and: whoever waited for the conversation's row is judged by the moment at which they had it. By the one
-- before, work that was ended meanwhile would not have ended yet. Less than that is the way to the database and back.
CREATE OR REPLACE FUNCTION send_message(
    council uuid, moment timestamptz, origin text, spoken_by uuid, talk uuid, client uuid, sort text, words text,
    tongue text, alarm timestamptz,
    OUT outcome text, OUT id uuid, OUT seq integer, OUT at timestamptz, OUT sender_id uuid, OUT sender text,
    OUT role text, OUT covering text, OUT readers uuid []
)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    began timestamptz := clock_timestamp();
    day date := (moment AT TIME ZONE 'Europe/London')::date;
    whose uuid;
    next integer;
    who uuid;
    staff uuid [];
    side text;
    covers uuid;
    visited boolean;
    stale boolean;
    managers uuid [];
    earlier record;
BEGIN
    PERFORM set_config('app.council', council::text, true), set_config('app.now', moment::text, true);
    SELECT c.person_id, c.last_seq + 1 INTO whose, next FROM conversation AS c WHERE c.id = talk FOR NO KEY UPDATE;
    IF clock_timestamp() - began > interval '50 ms' THEN
        moment := moment + (clock_timestamp() - began);
        day := (moment AT TIME ZONE 'Europe/London')::date;
        PERFORM set_config('app.now', moment::text, true);
    END IF;
    SELECT w.person_id, w.name, w.last_used_at < now() - interval '1 minute' AS stale
      INTO who, sender, stale
      FROM speaking(ARRAY[spoken_by]) AS w;
    SELECT array_agg(w.staff_id),
           CASE WHEN whose = who THEN 'family' ELSE max(w.role) FILTER (WHERE w.staff_id = who) END,
           (array_agg(w.covering_for) FILTER (WHERE w.staff_id = who AND w.role = 'cover'))[1],
           EXISTS (SELECT FROM manager_reading AS r WHERE r.conversation_id = talk AND r.until_at > moment)
      INTO staff, side, covers, visited
      FROM workers_at(whose, moment, day) AS w;
    SELECT m.id, m.seq, m.at, m.body INTO earlier
      FROM message AS m
     WHERE m.conversation_id = talk AND m.sender_id = who AND m.client_id = client;

    readers := array_remove(whose || staff, NULL);
    -- Once each, also who works on several plans of the family.
    IF cardinality(staff) > 1 OR staff[1] = whose THEN
        readers := ARRAY(SELECT r.id FROM unnest(readers) AS r (id) GROUP BY r.id);
    END IF;
    IF covers IS NOT NULL THEN
        -- Who is there in their own right as well, covers for nobody.
        covers := CASE WHEN side = 'cover' THEN covers END;
        covering := (SELECT p.name FROM person AS p WHERE p.id = covers);
    END IF;
    -- Some manager has given a reason here; who of them may read now is asked only then.
    IF visited THEN
        managers := ARRAY(SELECT m.manager_id FROM managers_reading(talk) AS m);
        readers := ARRAY(SELECT r.id FROM unnest(readers || managers) AS r (id) GROUP BY r.id);
        side := coalesce(side, CASE WHEN who = ANY (managers) THEN 'manager' END);
    END IF;

    sender_id := who;
    role := side;
    at := moment;
    outcome := CASE WHEN who IS NULL THEN 'signed-out'
                    WHEN side IS NULL THEN 'not-found'
                    WHEN earlier.seq IS NOT NULL THEN
                        CASE WHEN earlier.body IS NOT DISTINCT FROM words THEN 'again' ELSE 'other-body' END
                    WHEN staff IS NULL THEN 'closed'
                    ELSE 'sent' END;
    IF outcome = 'sent' THEN
        id := gen_random_uuid();
        seq := next;
        INSERT INTO message (council_id, conversation_id, seq, id, sender_id, client_id, kind, role, covering_for, body,
                             language, at)
        VALUES (council, talk, next, id, who, client, sort, side, covers, words, tongue, moment);
        UPDATE conversation AS c
           SET last_seq = next,
               waiting_since = CASE WHEN side = 'family' THEN coalesce(c.waiting_since, moment)
                                    WHEN sort <> 'text' THEN c.waiting_since END
         WHERE c.id = talk;
        IF alarm IS NOT NULL AND side = 'family' THEN
            INSERT INTO urgent_item (council_id, conversation_id, seq, source, raised_at, raised_by, due_at)
            SELECT council, talk, next, 'words', moment, who, alarm
             WHERE NOT EXISTS (SELECT FROM urgent_item AS u WHERE u.conversation_id = talk AND u.closed_at IS NULL);
        END IF;
        IF origin IS NOT NULL THEN
            PERFORM pg_notify('messages', origin || ' ' || council::text || ' ' || talk::text);
        END IF;
    ELSIF outcome IN ('again', 'other-body') THEN
        id := earlier.id;
        seq := earlier.seq;
        at := earlier.at;
    END IF;
    IF stale THEN
        PERFORM stay_signed_in(ARRAY[spoken_by]);
    END IF;
END
$$;

-- As in 0042, and the same.
CREATE OR REPLACE FUNCTION send_messages(
    council uuid, moment timestamptz, origin text, sessions uuid [], conversations uuid [], client_ids uuid [],
    kinds text [], bodies text [], languages text [], alarms timestamptz []
)
RETURNS TABLE (
    place integer, outcome text, id uuid, seq integer, at timestamptz, sender_id uuid, sender text, role text,
    covering text, readers uuid []
)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    began timestamptz := clock_timestamp();
    -- The draft that is looked at: its conversation, who speaks, who is on the other side, and what was kept before.
    talk record;
    covering_for uuid;
    managers uuid [];
    spot integer;
    -- Of each draft that is new.
    places integer [];
    ids uuid [];
    seqs integer [];
    senders uuid [];
    roles text [];
    covers uuid [];
    -- Of each conversation with something new: the number given out last, and since when the family waits.
    talks uuid [];
    lasts integer [];
    waits timestamptz [];
    urgent boolean := false;
    stale boolean := false;
BEGIN
    PERFORM set_config('app.council', council::text, true), set_config('app.now', moment::text, true);
    PERFORM FROM conversation AS c WHERE c.id = ANY (conversations) ORDER BY c.council_id, c.id FOR NO KEY UPDATE;
    IF clock_timestamp() - began > interval '50 ms' THEN
        moment := moment + (clock_timestamp() - began);
        PERFORM set_config('app.now', moment::text, true);
    END IF;

    FOR talk IN
        SELECT a.place, a.conversation_id, a.client_id, c.person_id, c.last_seq, c.waiting_since,
               w.person_id AS sender_id, w.name, w.last_used_at < now() - interval '1 minute' AS stale,
               s.staff, s.roles, s.covers, r.found AS read,
               e.id AS earlier_id, e.seq AS earlier_seq, e.at AS earlier_at, e.body AS earlier_body
          FROM unnest(sessions, conversations, client_ids)
          WITH ORDINALITY AS a (session_id, conversation_id, client_id, place)
          LEFT JOIN conversation AS c ON c.id = a.conversation_id
          LEFT JOIN LATERAL speaking(ARRAY[a.session_id]) AS w ON true
          LEFT JOIN LATERAL (
              SELECT array_agg(x.staff_id) AS staff, array_agg(x.role) AS roles, array_agg(x.covering_for) AS covers
                FROM workers_of_party(c.person_id) AS x
          ) AS s ON true
          LEFT JOIN LATERAL (
              SELECT true AS found FROM manager_reading AS r
               WHERE r.conversation_id = a.conversation_id AND r.until_at > moment LIMIT 1
          ) AS r ON true
          -- Fenced off, so that it stays a look into the index for each draft, whatever the table held when the
          -- statement was planned.
          LEFT JOIN LATERAL (
              SELECT m.id, m.seq, m.at, m.body
                FROM message AS m
               WHERE m.council_id = council AND m.conversation_id = a.conversation_id
                 AND m.sender_id = w.person_id AND m.client_id = a.client_id
              OFFSET 0
          ) AS e ON true
         ORDER BY a.place
    LOOP
        place := talk.place;
        id := NULL;
        seq := NULL;
        at := moment;
        sender_id := talk.sender_id;
        sender := talk.name;
        covering := NULL;
        covering_for := NULL;
        role := CASE WHEN talk.person_id = sender_id THEN 'family' END;
        readers := array_remove(ARRAY[talk.person_id], NULL);
        FOR spot IN 1 .. coalesce(cardinality(talk.staff), 0) LOOP
            IF array_position(readers, talk.staff[spot]) IS NULL THEN
                readers := readers || talk.staff[spot];
            END IF;
            IF talk.staff[spot] = sender_id AND (role IS NULL OR role = 'cover' AND talk.roles[spot] <> 'cover') THEN
                role := talk.roles[spot];
                covering_for := CASE WHEN role = 'cover' THEN talk.covers[spot] END;
            END IF;
        END LOOP;
        IF covering_for IS NOT NULL THEN
            covering := (SELECT p.name FROM person AS p WHERE p.id = covering_for);
        END IF;
        -- Some manager has given a reason here; who of them may read now is asked only then.
        IF talk.read THEN
            managers := ARRAY(SELECT m.manager_id FROM managers_reading(talk.conversation_id) AS m);
            readers := ARRAY(SELECT r.id FROM unnest(readers || managers) AS r (id) GROUP BY r.id);
            IF role IS NULL AND sender_id = ANY (managers) THEN
                role := 'manager';
            END IF;
        END IF;

        outcome := CASE WHEN sender_id IS NULL THEN 'signed-out'
                        WHEN role IS NULL THEN 'not-found'
                        WHEN talk.earlier_seq IS NOT NULL THEN 'again'
                        WHEN talk.staff IS NULL THEN 'closed'
                        ELSE 'sent' END;
        IF outcome = 'sent' THEN
            -- Said twice in one batch.
            IF array_position(client_ids, talk.client_id) < place THEN
                FOR spot IN 1 .. coalesce(cardinality(places), 0) LOOP
                    IF client_ids[places[spot]] = talk.client_id AND senders[spot] = sender_id
                       AND conversations[places[spot]] = talk.conversation_id THEN
                        outcome := CASE WHEN bodies[places[spot]] = bodies[place] THEN 'again' ELSE 'other-body' END;
                        id := ids[spot];
                        seq := seqs[spot];
                    END IF;
                END LOOP;
            END IF;
        ELSIF outcome = 'again' THEN
            id := talk.earlier_id;
            seq := talk.earlier_seq;
            at := talk.earlier_at;
            IF talk.earlier_body IS DISTINCT FROM bodies[place] THEN
                outcome := 'other-body';
            END IF;
        END IF;
        IF outcome = 'sent' THEN
            spot := array_position(talks, talk.conversation_id);
            IF spot IS NULL THEN
                talks := talks || talk.conversation_id;
                spot := cardinality(talks);
                lasts[spot] := talk.last_seq;
                waits[spot] := talk.waiting_since;
            END IF;
            id := gen_random_uuid();
            seq := lasts[spot] + 1;
            lasts[spot] := seq;
            IF role = 'family' THEN
                waits[spot] := coalesce(waits[spot], moment);
                urgent := urgent OR alarms[place] IS NOT NULL;
            ELSIF kinds[place] = 'text' THEN
                waits[spot] := NULL;
            END IF;
            places := places || place;
            ids := ids || id;
            seqs := seqs || seq;
            senders := senders || sender_id;
            roles := roles || role;
            covers := covers || covering_for;
        END IF;
        stale := stale OR coalesce(talk.stale, false);
        RETURN NEXT;
    END LOOP;

    -- Where nothing is new there is nothing to keep and nothing to tell.
    IF talks IS NOT NULL THEN
        INSERT INTO message (council_id, conversation_id, seq, id, sender_id, client_id, kind, role, covering_for, body,
                             language, at)
        SELECT council, conversations[f.place], f.seq, f.id, f.sender_id, client_ids[f.place], kinds[f.place], f.role,
               f.covering_for, bodies[f.place], languages[f.place], moment
          FROM unnest(places, ids, seqs, senders, roles, covers) AS f (place, id, seq, sender_id, role, covering_for);
        UPDATE conversation AS c SET last_seq = n.seq, waiting_since = n.waiting
          FROM unnest(talks, lasts, waits) AS n (id, seq, waiting)
         WHERE c.id = n.id;
        IF urgent THEN
            INSERT INTO urgent_item (council_id, conversation_id, seq, source, raised_at, raised_by, due_at)
            SELECT DISTINCT ON (conversations[f.place]) council, conversations[f.place], f.seq, 'words', moment,
                   f.sender_id, alarms[f.place]
              FROM unnest(places, seqs, senders, roles) AS f (place, seq, sender_id, role)
             WHERE alarms[f.place] IS NOT NULL AND f.role = 'family'
               AND NOT EXISTS (SELECT FROM urgent_item AS u
                                WHERE u.conversation_id = conversations[f.place] AND u.closed_at IS NULL)
             ORDER BY conversations[f.place], f.seq;
        END IF;
        PERFORM pg_notify('messages', origin || ' ' || council::text || ' ' || array_to_string(talks, ','));
    END IF;
    -- What stay_signed_in does, planned once with this function and not in every call.
    IF stale THEN
        UPDATE session AS s SET last_used_at = now()
          FROM speaking(sessions) AS w
         WHERE s.id = w.session_id AND w.last_used_at < now() - interval '1 minute';
    END IF;
END
$$;

-- migrate:down
