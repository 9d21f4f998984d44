-- migrate:up

-- Everybody of a family has one conversation, from the start: on the other side are, at each moment, the workers of
-- the plans that this person is party to. Nothing is created when the first word is said, so nothing can be found
-- missing by somebody who should not know whether there is one.
CREATE TABLE conversation (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    -- The number of the newest message, given out under this row's lock, in the message's own transaction.
    last_seq integer NOT NULL DEFAULT 0,
    -- Since when the family's side has been without an answer.
    waiting_since timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT conversations_are_one_a_person UNIQUE (council_id, person_id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
) WITH (fillfactor = 50);

-- Only ever added to. What may be written, by whom and under which number is decided by send_messages below.
CREATE TABLE message (
    council_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    sender_id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT messages_are_of_a_kind CHECK (kind IN ('text', 'quick', 'taken-back')),
    role text NOT NULL CONSTRAINT messages_have_a_side CHECK (role IN ('family', 'worker', 'cover', 'manager')),
    covering_for uuid,
    body text,
    language text CONSTRAINT languages_are_tags CHECK (length(language) <= 35),
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, conversation_id, seq),
    CONSTRAINT messages_once_a_client_id UNIQUE (council_id, conversation_id, sender_id, client_id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    CONSTRAINT messages_say_something CHECK ((kind = 'taken-back') = (body IS NULL)),
    CONSTRAINT messages_are_not_too_long CHECK (length(body) <= 2000 AND octet_length(body) <= 16384)
);

-- One item of a conversation says that another was taken back. The words stay on the record.
CREATE TABLE retraction (
    council_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    of_seq integer NOT NULL,
    seq integer NOT NULL,
    PRIMARY KEY (council_id, conversation_id, of_seq),
    CONSTRAINT retractions_are_items UNIQUE (council_id, conversation_id, seq),
    FOREIGN KEY (council_id, conversation_id, of_seq) REFERENCES message (council_id, conversation_id, seq),
    FOREIGN KEY (council_id, conversation_id, seq) REFERENCES message (council_id, conversation_id, seq)
);

-- How far each person's devices took a conversation, and how far the person has seen it.
CREATE TABLE read_mark (
    council_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    delivered_seq integer NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    seen_seq integer NOT NULL DEFAULT 0,
    seen_at timestamptz,
    PRIMARY KEY (council_id, conversation_id, person_id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
) WITH (fillfactor = 50);

-- What somebody has typed and not sent. Nobody else can read it.
CREATE TABLE message_draft (
    council_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    body text NOT NULL CONSTRAINT message_drafts_are_not_too_long CHECK (length(body) BETWEEN 1 AND 20000),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, conversation_id, person_id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);

-- A manager reads a conversation for a reason that its workers can see, and for some hours.
CREATE TABLE manager_reading (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    manager_id uuid NOT NULL,
    reason text NOT NULL CONSTRAINT readings_have_reasons CHECK (length(reason) BETWEEN 1 AND 1000),
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, manager_id) REFERENCES person (council_id, id),
    CONSTRAINT readings_end CHECK (until_at > from_at AND until_at <= from_at + interval '8 hours')
);
CREATE INDEX readings_of_a_manager ON manager_reading (council_id, manager_id, until_at);
CREATE INDEX readings_of_a_conversation ON manager_reading (council_id, conversation_id, from_at);

-- Somebody may not be safe: an owner and a clock, until somebody says what was done. Words can only suggest one.
CREATE TABLE urgent_item (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    source text NOT NULL CONSTRAINT urgent_sources_are_known CHECK (source IN ('words', 'danger', 'talk', 'staff')),
    raised_at timestamptz NOT NULL,
    raised_by uuid NOT NULL,
    due_at timestamptz NOT NULL,
    owner_id uuid,
    taken_at timestamptz,
    action text CONSTRAINT urgent_actions_are_known
    CHECK (action IN ('phoned', 'visited', 'strategy_discussion', 'other', 'not_urgent')),
    action_words text,
    closed_by uuid,
    closed_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, conversation_id, seq) REFERENCES message (council_id, conversation_id, seq),
    FOREIGN KEY (council_id, raised_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, owner_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, closed_by) REFERENCES person (council_id, id),
    CONSTRAINT closed_items_say_what_was_done CHECK ((closed_at IS NULL) = (action IS NULL)),
    CONSTRAINT other_actions_are_explained CHECK (action NOT IN ('other', 'not_urgent') OR action_words IS NOT NULL)
);
CREATE UNIQUE INDEX one_open_item_a_conversation ON urgent_item (council_id, conversation_id) WHERE closed_at IS NULL;

-- Days on which a worker does not read: leave that was planned, or sickness that a manager notes for them. Who covers
-- which child's plan meanwhile is an involvement that begins and ends with it.
CREATE TABLE absence (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    staff_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT absences_are_known CHECK (kind IN ('leave', 'sick')),
    from_on date NOT NULL,
    -- The first day back.
    back_on date NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, staff_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, set_by) REFERENCES person (council_id, id),
    CONSTRAINT absences_last_a_day CHECK (back_on > from_on)
);
CREATE INDEX absences_of_staff ON absence (council_id, staff_id, back_on);

-- The column is new, so no row of before could break the constraint.
ALTER TABLE involvement
ADD COLUMN absence_id uuid,
ADD CONSTRAINT cover_for_an_absence FOREIGN KEY (council_id, absence_id) REFERENCES absence (council_id, id) NOT VALID;

ALTER TABLE account
ADD COLUMN shows_seen boolean NOT NULL DEFAULT false,
ADD COLUMN enter_sends boolean NOT NULL DEFAULT false;

CALL keep_to_council(
    ARRAY[
        'conversation', 'message', 'retraction', 'read_mark', 'message_draft', 'manager_reading', 'urgent_item', 'absence'
    ]
);
GRANT SELECT ON conversation, message, retraction, read_mark, manager_reading, urgent_item, absence
TO portal_web, portal_worker;
GRANT SELECT ON message_draft TO portal_web;
GRANT INSERT ON conversation, message, retraction, read_mark, message_draft, manager_reading, urgent_item, absence
TO portal_web;
GRANT UPDATE ON conversation, read_mark, message_draft, manager_reading, urgent_item, absence TO portal_web;
GRANT DELETE ON message_draft TO portal_web;

CREATE FUNCTION add_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation (council_id, person_id) VALUES (new.council_id, new.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER everybody_of_a_family_has_a_conversation AFTER INSERT ON person
FOR EACH ROW WHEN (new.kind IN ('adult', 'young_person')) EXECUTE FUNCTION add_conversation();

DO $$
DECLARE
    expected integer := (SELECT count(*) FROM person WHERE kind IN ('adult', 'young_person'));
    made integer;
BEGIN
    INSERT INTO conversation (council_id, person_id)
    SELECT council_id, id FROM person WHERE kind IN ('adult', 'young_person');
    GET DIAGNOSTICS made = ROW_COUNT;
    ASSERT made = expected, format('%s conversations for %s people', made, expected);
END
$$;

-- Plans that somebody of a family is party to at this moment: their own, and those of children they answer for.
-- Brothers and sisters are not party to each other's plans.
CREATE FUNCTION plans_of_party(someone uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id AS child_plan_id
  FROM child_plan AS p
 WHERE p.child_id = someone AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
 UNION ALL
SELECT p.id AS child_plan_id
  FROM relationship AS r
  JOIN child_plan AS p ON p.child_id = r.child_id
 WHERE r.person_id = someone AND r.type <> 'sibling'
   AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- The other side of somebody's conversation at this moment, once for each plan: workers and who covers for them.
CREATE FUNCTION workers_of_party(someone uuid)
RETURNS TABLE (staff_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.staff_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for, i.child_plan_id
  FROM plans_of_party(someone) AS p
  JOIN involvement AS i ON i.child_plan_id = p.child_plan_id
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
 WHERE i.role IN ('allocated', 'cover')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- Managers who gave a reason in these hours, and still manage a plan that this person is party to.
CREATE FUNCTION managers_reading(asked uuid) RETURNS TABLE (manager_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT m.manager_id
  FROM manager_reading AS m
  JOIN conversation AS c ON c.id = m.conversation_id
  JOIN person AS s ON s.id = m.manager_id AND s.ended_at IS NULL
 WHERE m.conversation_id = asked
   AND m.from_at <= this_moment() AND m.until_at > this_moment()
   AND EXISTS (SELECT FROM plans_of_party(c.person_id) AS p
                 JOIN involvement AS i ON i.child_plan_id = p.child_plan_id
                WHERE i.staff_id = m.manager_id AND i.role = 'manager'
                  AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment()));
END;

-- Conversations that a member of staff works with, once for each plan that makes it theirs.
CREATE FUNCTION staffed_conversations(actor uuid)
RETURNS TABLE (id uuid, person_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, c.person_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for,
       i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- Conversations of everybody on the plans that a member of staff manages: that they exist and wait, not what they say.
CREATE FUNCTION managed_conversations(actor uuid) RETURNS TABLE (id uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role = 'manager'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- Who may read a conversation: whose it is, who works with it now, and a manager who said why.
CREATE FUNCTION readable_conversations(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id FROM conversation AS c WHERE c.person_id = actor
 UNION
SELECT s.id FROM staffed_conversations(actor) AS s
 UNION
SELECT m.conversation_id AS id
  FROM manager_reading AS m
  JOIN managed_conversations(actor) AS c ON c.id = m.conversation_id
 WHERE m.manager_id = actor AND m.from_at <= this_moment() AND m.until_at > this_moment();
END;

-- Sessions that may speak at this moment, by the database's own clock, and who they are.
CREATE FUNCTION speaking(sessions uuid [])
RETURNS TABLE (session_id uuid, person_id uuid, kind text, name text, last_used_at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id AS session_id, p.id AS person_id, p.kind, p.name, s.last_used_at
  FROM session AS s
  JOIN account AS a ON a.id = s.account_id
  JOIN person AS p ON p.id = a.person_id
 WHERE s.id = ANY (sessions)
   AND s.ended_at IS NULL AND s.ends_at > now()
   AND s.last_used_at > now() - make_interval(mins => s.idle_minutes)
   AND a.state = 'active' AND p.ended_at IS NULL;
END;

-- What somebody writes keeps them signed in; written down at most once a minute.
CREATE FUNCTION stay_signed_in(sessions uuid []) RETURNS void LANGUAGE sql VOLATILE
BEGIN ATOMIC
UPDATE session AS s SET last_used_at = now()
  FROM speaking(sessions) AS w
 WHERE s.id = w.session_id AND w.last_used_at < now() - interval '1 minute';
END;

-- Keeps what several people say at once, in one round trip and one commit: the only way into `message` for words.
-- Each is judged alone (outcome: sent, again, other-body, closed, not-found, signed-out) and answered in its place.
-- The conversations' rows are locked in the order of their ids, so numbers have no gaps and two batches cannot block
-- each other for ever. The telling goes out with the commit and holds ids only.
CREATE FUNCTION send_messages(
    council uuid, moment timestamptz, origin text, sessions uuid [], conversations uuid [], client_ids uuid [],
    kinds text [], bodies text [], languages text [], alarms timestamptz []
)
RETURNS TABLE (
    place integer, outcome text, id uuid, seq integer, at timestamptz, sender_id uuid, sender text, role text,
    covering text, readers uuid []
)
LANGUAGE plpgsql VOLATILE AS $$
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
          LEFT JOIN message AS e
            ON s.role IS NOT NULL AND e.conversation_id = s.conversation_id AND e.sender_id = s.sender_id
           AND e.client_id = s.client_id
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

    PERFORM stay_signed_in(sessions);
    PERFORM pg_notify('messages', origin || ' ' || council::text || ' '
                      || (SELECT string_agg(DISTINCT x::text, ',') FROM unnest(conversations) AS x));
END
$$;

-- migrate:down
