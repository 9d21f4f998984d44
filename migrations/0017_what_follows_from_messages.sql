-- migrate:up

-- What somebody asks a colleague about a conversation, and what is answered. Never a part of the conversation.
CREATE TABLE internal_note (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    by_id uuid NOT NULL,
    -- Who is asked. An answer names the question instead.
    to_id uuid,
    question_id uuid,
    body text NOT NULL CONSTRAINT notes_between_colleagues_have_words CHECK (length(body) BETWEEN 1 AND 5000),
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, to_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, question_id) REFERENCES internal_note (council_id, id),
    CONSTRAINT notes_ask_or_answer CHECK ((to_id IS NULL) <> (question_id IS NULL)),
    CONSTRAINT nobody_asks_themselves CHECK (to_id <> by_id)
);
CREATE INDEX notes_of_a_conversation ON internal_note (council_id, conversation_id, at);
CREATE INDEX notes_to_a_colleague ON internal_note (council_id, to_id) WHERE to_id IS NOT NULL;
CREATE INDEX answers_to_a_note ON internal_note (council_id, question_id) WHERE question_id IS NOT NULL;

-- A message, word for word, on the record of a child. Only ever added to; that it was taken back is said beside it.
CREATE TABLE record_entry (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    child_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    message_id uuid NOT NULL,
    said_by uuid NOT NULL,
    said_by_name text NOT NULL,
    said_for_name text,
    said_at timestamptz NOT NULL,
    role text NOT NULL,
    language text,
    body text NOT NULL,
    why text NOT NULL CONSTRAINT entries_say_why CHECK (length(why) BETWEEN 1 AND 200),
    saved_by uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    CONSTRAINT messages_are_saved_once_a_child UNIQUE (council_id, child_id, conversation_id, seq),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, conversation_id, seq) REFERENCES message (council_id, conversation_id, seq),
    FOREIGN KEY (council_id, said_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, saved_by) REFERENCES person (council_id, id)
);
CREATE INDEX entries_of_a_message ON record_entry (council_id, conversation_id, seq);

-- The words that somebody looks for in a conversation. They are as private as the conversation, so they stand here for
-- an hour and not in an address, which histories and logs keep.
CREATE TABLE message_search (
    council_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    words text NOT NULL CONSTRAINT searches_are_short CHECK (length(words) BETWEEN 1 AND 100),
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, conversation_id, person_id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);

-- A promise comes from a visit, or from a message and then stands under one child's plan. What asks for promises of a
-- visit joins the visit and finds the same ones as before.
-- squawk-ignore ban-drop-not-null
ALTER TABLE promise ALTER COLUMN visit_id DROP NOT NULL;
-- The columns are new, so no row of before could break the constraints.
ALTER TABLE promise
ADD COLUMN conversation_id uuid,
ADD COLUMN message_seq integer,
ADD COLUMN child_plan_id uuid,
ADD CONSTRAINT promises_from_messages FOREIGN KEY (council_id, conversation_id, message_seq)
REFERENCES message (council_id, conversation_id, seq) NOT VALID,
ADD CONSTRAINT promises_under_a_plan FOREIGN KEY (council_id, child_plan_id)
REFERENCES child_plan (council_id, id) NOT VALID,
ADD CONSTRAINT promises_come_from_somewhere CHECK (
    (visit_id IS NULL) = (conversation_id IS NOT NULL)
    AND (conversation_id IS NULL) = (message_seq IS NULL)
    AND (conversation_id IS NULL) = (child_plan_id IS NULL)
) NOT VALID;
-- Both hold no row yet, and to make them is one look at a table that grows slowly.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX promises_of_a_conversation ON promise (council_id, conversation_id, message_seq)
WHERE conversation_id IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX promises_of_a_plan ON promise (council_id, child_plan_id) WHERE child_plan_id IS NOT NULL;

CALL keep_to_council(ARRAY['internal_note', 'record_entry', 'message_search']);
GRANT SELECT ON internal_note, record_entry TO portal_web, portal_worker;
GRANT INSERT ON internal_note, record_entry, message_search TO portal_web;
GRANT SELECT, UPDATE, DELETE ON message_search TO portal_web;
GRANT SELECT, DELETE ON message_search TO portal_worker;

-- Conversations that staff work in at this moment, once for each plan that lets them: as a worker, as cover, or as a
-- manager who said why they read it.
CREATE FUNCTION worked_conversations(actor uuid)
RETURNS TABLE (id uuid, person_id uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id, s.person_id, s.child_plan_id FROM staffed_conversations(actor) AS s
 UNION
SELECT m.id, c.person_id, m.child_plan_id
  FROM managed_conversations(actor) AS m
  JOIN conversation AS c ON c.id = m.id
 WHERE EXISTS (SELECT FROM manager_reading AS r
                WHERE r.conversation_id = m.id AND r.manager_id = actor
                  AND r.from_at <= this_moment() AND r.until_at > this_moment());
END;

-- Who may be asked about somebody's conversation: who works with it, and who manages a plan that it is about.
CREATE FUNCTION colleagues_of_party(someone uuid) RETURNS TABLE (staff_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT i.staff_id
  FROM plans_of_party(someone) AS p
  JOIN involvement AS i ON i.child_plan_id = p.child_plan_id
  JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
 WHERE i.role IN ('allocated', 'cover', 'manager')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- Notes that staff may read: all of a conversation that they work in; of one that they only manage, what they asked
-- or were asked.
CREATE FUNCTION readable_notes(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT n.id
  FROM worked_conversations(actor) AS w
  JOIN internal_note AS n ON n.conversation_id = w.id
 UNION
SELECT n.id
  FROM managed_conversations(actor) AS m
  JOIN internal_note AS n ON n.conversation_id = m.id
 WHERE n.by_id = actor OR n.to_id = actor
    OR EXISTS (SELECT FROM internal_note AS q
                WHERE q.id = n.question_id AND (q.by_id = actor OR q.to_id = actor));
END;

-- What was saved to children's records, for who works on a plan of that child.
CREATE FUNCTION readable_record_entries(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT e.id
  FROM staffed_plans(actor) AS s
  JOIN child_plan AS p ON p.id = s.child_plan_id
  JOIN record_entry AS e ON e.child_id = p.child_id;
END;

-- As before, and: a promise from a message is for the one person it was told to, and for who works on its plan.
CREATE OR REPLACE FUNCTION readable_promises(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id
  JOIN shared_visits(actor) AS v ON v.id = p.visit_id
 WHERE r.person_id = actor
 UNION
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id AND p.conversation_id IS NOT NULL
 WHERE r.person_id = actor
 UNION
SELECT p.id
  FROM promise AS p
  JOIN staffed_visits(actor) AS v ON v.id = p.visit_id
 UNION
SELECT p.id
  FROM staffed_plans(actor) AS s
  JOIN promise AS p ON p.child_plan_id = s.child_plan_id;
END;

-- Letters without their accents and in one size, to look for words as people type them.
CREATE FUNCTION folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g');

-- migrate:down
