-- migrate:up

-- Words and phrases that suggest somebody is not safe, a council's own, language by language. Only ever added to and
-- ended: what was watched for on a day, and who answered for it, can be told later. Nobody's name stands behind the
-- list that a council starts with.
CREATE TABLE safety_word (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    language text NOT NULL CONSTRAINT safety_words_have_a_language CHECK (language ~ '^[a-z]{2,3}$'),
    words text NOT NULL CONSTRAINT safety_words_are_short CHECK (length(words) BETWEEN 2 AND 80),
    added_at timestamptz NOT NULL,
    added_by uuid,
    -- The safeguarding lead who agreed to it.
    added_with text CONSTRAINT adding_is_agreed CHECK (length(added_with) BETWEEN 1 AND 120),
    ended_at timestamptz,
    ended_by uuid,
    ended_with text CONSTRAINT ending_is_agreed CHECK (length(ended_with) BETWEEN 1 AND 120),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, ended_by) REFERENCES person (council_id, id),
    CONSTRAINT added_words_are_answered_for CHECK ((added_by IS NULL) = (added_with IS NULL)),
    CONSTRAINT ended_words_are_answered_for
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_with IS NULL))
);
CREATE UNIQUE INDEX words_are_watched_for_once ON safety_word (council_id, language, words) WHERE ended_at IS NULL;

-- What somebody answered when asked, after sending, whether they need anything. `call_…`: whether to phone them.
CREATE TABLE safety_answer (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    answer text NOT NULL CONSTRAINT safety_answers_are_known
    CHECK (answer IN ('ok', 'talk', 'danger', 'call_yes', 'call_times', 'call_no')),
    words text CONSTRAINT safety_answers_are_short CHECK (length(words) BETWEEN 1 AND 300),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX safety_answers_of_a_conversation ON safety_answer (council_id, conversation_id, at);

-- What happened about an urgent item, in order: what reviewers read. The sealed log says the same and cannot be read
-- by the web process.
CREATE TABLE urgent_step (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    urgent_id uuid NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid NOT NULL,
    step text NOT NULL CONSTRAINT urgent_steps_are_known CHECK (step IN ('raised', 'opened', 'taken', 'closed')),
    source text CONSTRAINT urgent_step_sources_are_known CHECK (source IN ('words', 'danger', 'talk', 'staff')),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, urgent_id) REFERENCES urgent_item (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    CONSTRAINT raising_has_a_source CHECK ((step = 'raised') = (source IS NOT NULL))
);
CREATE INDEX urgent_steps_of_an_item ON urgent_step (council_id, urgent_id, at);

-- Somebody can ask to talk, or a worker can worry, before anything was written. The table is as new as its readers.
ALTER TABLE urgent_item
-- squawk-ignore ban-drop-not-null
ALTER COLUMN seq DROP NOT NULL,
ADD CONSTRAINT urgent_items_are_about_a_conversation
FOREIGN KEY (council_id, conversation_id) REFERENCES conversation (council_id, id) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX urgent_items_of_a_conversation ON urgent_item (council_id, conversation_id, raised_at);

-- When somebody last called the number that families are given for the night.
ALTER TABLE council ADD COLUMN out_of_hours_called_on date;

CALL keep_to_council(ARRAY['safety_word', 'safety_answer', 'urgent_step']);
GRANT SELECT, INSERT ON safety_word, safety_answer, urgent_step TO portal_web;
GRANT UPDATE (ended_at, ended_by, ended_with) ON safety_word TO portal_web;
GRANT SELECT ON urgent_step TO portal_worker;
GRANT UPDATE (
    opens_at, closes_at, open_days, out_of_hours_name, out_of_hours_phone, out_of_hours_called_on
) ON council TO portal_web;

-- However an item comes about, its story begins with that.
CREATE FUNCTION add_first_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO urgent_step (council_id, urgent_id, at, by_id, step, source)
    VALUES (new.council_id, new.id, new.raised_at, new.raised_by, 'raised', new.source);
    RETURN NULL;
END
$$;
CREATE TRIGGER urgent_items_begin_with_a_step AFTER INSERT ON urgent_item
FOR EACH ROW EXECUTE FUNCTION add_first_step();

-- Urgent items that a member of staff answers for at this moment: those of conversations they work with or manage. An
-- item whose plan nobody manages any more is every manager's of the council until it is closed: none is ever nobody's.
CREATE FUNCTION answerable_items(actor uuid) RETURNS TABLE (id uuid, duty text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT u.id, 'worker' AS duty
  FROM staffed_conversations(actor) AS s
  JOIN urgent_item AS u ON u.conversation_id = s.id
 UNION
SELECT u.id, 'manager' AS duty
  FROM managed_conversations(actor) AS m
  JOIN urgent_item AS u ON u.conversation_id = m.id
 UNION
SELECT u.id, 'manager' AS duty
  FROM person AS p
  JOIN urgent_item AS u ON u.closed_at IS NULL OR u.closed_by = p.id
  JOIN conversation AS c ON c.id = u.conversation_id
 WHERE p.id = actor AND p.staff_role = 'manager' AND p.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM plans_of_party(c.person_id) AS o
                     JOIN involvement AS i ON i.child_plan_id = o.child_plan_id
                     JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
                    WHERE i.role = 'manager'
                      AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment()));
END;

-- Items whose words a member of staff may have before them: a worker of the conversation, and a manager in the hours
-- after they pressed the button that everybody there can see.
CREATE FUNCTION readable_items(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT a.id
  FROM answerable_items(actor) AS a
 WHERE a.duty = 'worker'
 UNION
SELECT a.id
  FROM answerable_items(actor) AS a
  JOIN urgent_item AS u ON u.id = a.id
  JOIN manager_reading AS r ON r.conversation_id = u.conversation_id AND r.manager_id = actor
 WHERE r.from_at <= this_moment() AND r.until_at > this_moment();
END;

-- How far an item has come: how often it was raised, and the newest of the family's words. Who closes it has seen that.
CREATE FUNCTION progress_of_item(item uuid) RETURNS text LANGUAGE sql STABLE
RETURN (
    SELECT (SELECT count(*) FROM urgent_step AS s WHERE s.urgent_id = u.id AND s.step = 'raised')
           || ':' || (SELECT coalesce(max(m.seq), 0) FROM message AS m
                       WHERE m.conversation_id = u.conversation_id AND m.role = 'family')
      FROM urgent_item AS u WHERE u.id = item
);

-- migrate:down
