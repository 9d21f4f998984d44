-- migrate:up

-- Plans are made once for a connection, and may be made while there are no messages, or few: then reading all of them
-- looks cheapest, and goes on when there are a hundred thousand. A function that looks for single rows says so. All
-- else is as it was.
CREATE OR REPLACE FUNCTION send_messages(
    council uuid, moment timestamptz, origin text, sessions uuid [], conversations uuid [], client_ids uuid [],
    kinds text [], bodies text [], languages text [], alarms timestamptz []
)
RETURNS TABLE (
    place integer, outcome text, id uuid, seq integer, at timestamptz, sender_id uuid, sender text, role text,
    covering text, readers uuid []
)
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.council', council::text, true), set_config('app.now', moment::text, true);
    PERFORM FROM conversation AS c WHERE c.id = ANY (conversations) ORDER BY c.council_id, c.id FOR NO KEY UPDATE;

    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT a.session_id, a.conversation_id, a.client_id, a.kind, a.body, a.language, a.alarm, a.place::integer
          FROM unnest(sessions, conversations, client_ids, kinds, bodies, languages, alarms)
          WITH ORDINALITY AS a (session_id, conversation_id, client_id, kind, body, language, alarm, place)
    ), talk AS MATERIALIZED (
        SELECT c.id, c.person_id, c.last_seq
          FROM conversation AS c
         WHERE c.id = ANY (conversations)
    ), side AS MATERIALIZED (
        SELECT t.id, w.staff_id,
               (array_agg(w.role ORDER BY w.role = 'cover'))[1] AS role,
               (array_agg(w.covering_for ORDER BY w.role = 'cover'))[1] AS covering_for
          FROM talk AS t
         CROSS JOIN LATERAL workers_of_party(t.person_id) AS w
         GROUP BY t.id, w.staff_id
    ), reading AS MATERIALIZED (
        SELECT m.conversation_id AS id, m.manager_id
          FROM (SELECT DISTINCT r.conversation_id FROM manager_reading AS r
                 WHERE r.conversation_id = ANY (conversations) AND r.until_at > moment) AS o
         CROSS JOIN LATERAL (SELECT o.conversation_id, x.manager_id FROM managers_reading(o.conversation_id) AS x) AS m
    ), heard AS MATERIALIZED (
        SELECT t.id, t.person_id || array_agg(DISTINCT s.staff_id) FILTER (WHERE s.staff_id IS NOT NULL) AS readers,
               bool_or(s.works) AS open
          FROM talk AS t
          LEFT JOIN (SELECT side.id, side.staff_id, true AS works FROM side
                      UNION ALL
                     SELECT reading.id, reading.manager_id, false FROM reading) AS s ON s.id = t.id
         GROUP BY t.id, t.person_id
    ), spoken AS (
        SELECT a.place, a.conversation_id, a.client_id, a.kind, a.body, a.language, a.alarm,
               w.person_id AS sender_id, w.name AS sender, t.last_seq, h.readers, h.open,
               CASE WHEN t.person_id = w.person_id THEN 'family' WHEN s.staff_id IS NOT NULL THEN s.role
                    WHEN m.manager_id IS NOT NULL THEN 'manager' END AS role,
               CASE WHEN s.role = 'cover' THEN s.covering_for END AS covering_for
          FROM asked AS a
          LEFT JOIN speaking(sessions) AS w ON w.session_id = a.session_id
          LEFT JOIN talk AS t ON t.id = a.conversation_id
          LEFT JOIN heard AS h ON h.id = t.id
          LEFT JOIN side AS s ON s.id = t.id AND s.staff_id = w.person_id
          LEFT JOIN reading AS m ON m.id = t.id AND m.manager_id = w.person_id
    ), judged AS MATERIALIZED (
        SELECT s.*, e.id AS earlier_id, e.seq AS earlier_seq, e.at AS earlier_at, e.body AS earlier_body,
               first_value(s.place) OVER same AS first_place, first_value(s.body) OVER same AS first_body
          FROM spoken AS s
          -- Fenced off, so that it stays a look into the index for each draft, whatever the table held when the
          -- statement was planned.
          LEFT JOIN LATERAL (
              SELECT m.id, m.seq, m.at, m.body
                FROM message AS m
               WHERE m.council_id = council AND m.conversation_id = s.conversation_id
                 AND m.sender_id = s.sender_id AND m.client_id = s.client_id
              OFFSET 0
          ) AS e ON s.role IS NOT NULL
        WINDOW same AS (PARTITION BY s.conversation_id, s.sender_id, s.client_id ORDER BY s.place)
    ), fresh AS MATERIALIZED (
        SELECT j.*, gen_random_uuid() AS id,
               (j.last_seq + row_number() OVER (PARTITION BY j.conversation_id ORDER BY j.place))::integer AS seq
          FROM judged AS j
         WHERE j.role IS NOT NULL AND j.open AND j.earlier_seq IS NULL AND j.first_place = j.place
    ), kept AS (
        INSERT INTO message (council_id, conversation_id, seq, id, sender_id, client_id, kind, role, covering_for, body,
                             language, at)
        SELECT council, f.conversation_id, f.seq, f.id, f.sender_id, f.client_id, f.kind, f.role, f.covering_for,
               f.body, f.language, moment
          FROM fresh AS f
    ), counted AS (
        UPDATE conversation AS c
           SET last_seq = c.last_seq + n.more,
               waiting_since = CASE WHEN n.last_family > n.last_answer
                                    THEN CASE WHEN n.last_answer = 0 THEN coalesce(c.waiting_since, moment) ELSE moment END
                                    WHEN n.last_answer > 0 THEN NULL ELSE c.waiting_since END
          FROM (SELECT f.conversation_id, count(*)::integer AS more,
                       coalesce(max(f.seq) FILTER (WHERE f.role = 'family'), 0) AS last_family,
                       coalesce(max(f.seq) FILTER (WHERE f.role <> 'family' AND f.kind = 'text'), 0) AS last_answer
                  FROM fresh AS f GROUP BY f.conversation_id) AS n
         WHERE c.id = n.conversation_id
    ), alarmed AS (
        INSERT INTO urgent_item (council_id, conversation_id, seq, source, raised_at, raised_by, due_at)
        SELECT DISTINCT ON (f.conversation_id) council, f.conversation_id, f.seq, 'words', moment, f.sender_id, f.alarm
          FROM fresh AS f
         WHERE f.alarm IS NOT NULL AND f.role = 'family'
           AND NOT EXISTS (SELECT FROM urgent_item AS u
                            WHERE u.conversation_id = f.conversation_id AND u.closed_at IS NULL)
         ORDER BY f.conversation_id, f.seq
    )
    SELECT j.place,
           CASE WHEN j.sender_id IS NULL THEN 'signed-out'
                WHEN j.role IS NULL THEN 'not-found'
                WHEN j.earlier_seq IS NOT NULL
                THEN CASE WHEN j.earlier_body IS NOT DISTINCT FROM j.body THEN 'again' ELSE 'other-body' END
                WHEN NOT coalesce(j.open, false) THEN 'closed'
                WHEN j.first_place = j.place THEN 'sent'
                WHEN j.first_body = j.body THEN 'again'
                ELSE 'other-body' END,
           coalesce(j.earlier_id, f.id), coalesce(j.earlier_seq, f.seq), coalesce(j.earlier_at, moment),
           j.sender_id, j.sender, j.role,
           (SELECT p.name FROM person AS p WHERE p.id = j.covering_for),
           j.readers
      FROM judged AS j
      LEFT JOIN fresh AS f ON f.place = j.first_place
     ORDER BY j.place;

    -- What stay_signed_in does, planned once with this function and not in every call.
    UPDATE session AS s SET last_used_at = now()
      FROM speaking(sessions) AS w
     WHERE s.id = w.session_id AND w.last_used_at < now() - interval '1 minute';
    PERFORM pg_notify('messages', origin || ' ' || council::text || ' '
                      || (SELECT string_agg(DISTINCT x::text, ',') FROM unnest(conversations) AS x));
END
$$;

-- migrate:down
