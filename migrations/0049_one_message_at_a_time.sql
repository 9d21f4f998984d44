-- migrate:up

-- Who works with somebody's family, at a moment that is given: a function that keeps messages knows it and the day, and
-- would otherwise read both from settings for every row. Whoever has only the settings asks as before.
CREATE FUNCTION workers_at(someone uuid, moment timestamptz, day date)
RETURNS TABLE (staff_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.staff_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for, i.child_plan_id
  FROM (
      SELECT someone AS child_id
       UNION ALL
      SELECT r.child_id
        FROM relationship AS r
       WHERE r.person_id = someone AND r.type <> 'sibling'
         AND r.from_on <= day AND (r.to_on IS NULL OR r.to_on > day)
  ) AS c
  JOIN child_plan AS p ON p.child_id = c.child_id AND p.from_on <= day AND (p.to_on IS NULL OR p.to_on > day)
  JOIN involvement AS i ON i.child_plan_id = p.id
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
 WHERE i.role IN ('allocated', 'cover')
   AND i.from_at <= moment AND (i.to_at IS NULL OR i.to_at > moment);
END;

CREATE OR REPLACE FUNCTION workers_of_party(someone uuid)
RETURNS TABLE (staff_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT w.staff_id, w.role, w.covering_for, w.child_plan_id FROM workers_at(someone, this_moment(), this_day()) AS w;
END;

-- Keeps what one person says, which is what nearly every batch holds: a handful of looks at single rows, each set up
-- for a few microseconds, and nothing is set up for managers, cover or alarms where there are none. Judged alone
-- (outcome: sent, again, other-body, closed, not-found, signed-out). Who may write, and who hears of it, is read after
-- the lock was had, in the transaction that keeps the words. Several at once go through send_messages, which sets up
-- more and then costs less for each; a test holds the two to the same answers. Without an `origin` nobody is told.
CREATE FUNCTION send_message(
    council uuid, moment timestamptz, origin text, spoken_by uuid, talk uuid, client uuid, sort text, words text,
    tongue text, alarm timestamptz,
    OUT outcome text, OUT id uuid, OUT seq integer, OUT at timestamptz, OUT sender_id uuid, OUT sender text,
    OUT role text, OUT covering text, OUT readers uuid []
)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
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

-- migrate:down
