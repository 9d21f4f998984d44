-- migrate:up

-- When somebody last signed in, by the one clock: sessions are judged by the database's own, and are tidied away. A row
-- of its own, because whoever signs in holds their own row of `person` and may not wait for their account's.
CREATE TABLE last_sign_in (
    council_id uuid NOT NULL REFERENCES council,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, person_id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
) WITH (fillfactor = 50);

CREATE FUNCTION note_sign_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO last_sign_in (council_id, person_id, at)
    SELECT new.council_id, a.person_id, coalesce(this_moment(), new.created_at)
      FROM account AS a
     WHERE a.council_id = new.council_id AND a.id = new.account_id
        ON CONFLICT (council_id, person_id) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END
$$;
CREATE TRIGGER signing_in_is_noted AFTER INSERT ON session
FOR EACH ROW EXECUTE FUNCTION note_sign_in();

-- A text that somebody sent to our number. Notify tells each at least once; its own id makes that once.
CREATE TABLE inbound_text (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    notify_id uuid NOT NULL,
    at timestamptz NOT NULL,
    -- As Notify gave it. Shown to duty, who has to call it; never written to a log.
    number text NOT NULL CONSTRAINT numbers_of_texts_are_short CHECK (length(number) <= 40),
    words text NOT NULL CONSTRAINT words_of_texts_are_bounded CHECK (length(words) <= 2000),
    -- Whose it is, where that is exactly one known person; nobody where it has to be guessed.
    person_id uuid,
    outcome text NOT NULL CONSTRAINT texts_have_outcomes
    CHECK (outcome IN ('confirmed', 'another_time', 'call_back', 'stopped', 'message', 'duty')),
    -- Why it came to a person instead of doing what it says.
    why text CONSTRAINT reasons_of_texts_are_known
    CHECK (why IN ('unknown', 'shared', 'not_safe', 'closed', 'too_long', 'asked', 'changed_meanwhile')),
    visit_id uuid,
    message_seq integer,
    -- By when somebody has to have looked, should the words suggest that a person is not safe.
    look_by timestamptz,
    dealt_by uuid,
    dealt_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT texts_come_once UNIQUE (council_id, notify_id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, dealt_by) REFERENCES person (council_id, id),
    CONSTRAINT texts_are_dealt_with_by_somebody CHECK ((dealt_by IS NULL) = (dealt_at IS NULL)),
    CONSTRAINT texts_that_are_asked_about_say_why CHECK (outcome NOT IN ('duty', 'call_back') OR why IS NOT NULL)
);
CREATE INDEX texts_to_look_at ON inbound_text (council_id, at)
WHERE dealt_at IS NULL AND outcome IN ('duty', 'call_back');
CREATE INDEX texts_of_a_person ON inbound_text (council_id, person_id, at);

-- A message that came as a text says so, on both sides.
ALTER TABLE message ADD COLUMN sent_by text CONSTRAINT messages_came_by_a_known_way CHECK (sent_by IN ('text'));

CALL keep_to_council(ARRAY['last_sign_in', 'inbound_text']);
GRANT SELECT, INSERT, UPDATE ON last_sign_in TO portal_web;
GRANT SELECT ON last_sign_in TO portal_worker;
GRANT SELECT, INSERT ON inbound_text TO portal_web;
GRANT UPDATE (dealt_by, dealt_at) ON inbound_text TO portal_web;
GRANT SELECT ON inbound_text TO portal_worker;

-- What is due is asked every minute by when visits begin and when something was told.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX visits_by_start ON visit (council_id, starts_at);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX news_by_time ON visit_news (council_id, at) WHERE kind IN ('moved', 'late');
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX summaries_by_time ON visit_summary (council_id, shared_at) WHERE shared_at IS NOT NULL;

-- Keeps what somebody wrote by text in their own conversation, as `send_messages` does for those who are signed in.
-- Null where nobody works with them any more. `text_id` is Notify's, so that it is kept once.
CREATE FUNCTION add_text_message(someone uuid, text_id uuid, words text, language text, alarm timestamptz)
RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    talk conversation%ROWTYPE;
BEGIN
    SELECT c.* INTO talk FROM conversation AS c WHERE c.person_id = someone FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (SELECT FROM workers_of_party(someone) AS w) THEN
        RETURN NULL;
    END IF;
    INSERT INTO message (council_id, conversation_id, seq, sender_id, client_id, kind, role, body, language, at, sent_by)
    VALUES (talk.council_id, talk.id, talk.last_seq + 1, someone, text_id, 'text', 'family', words, language,
            this_moment(), 'text');
    UPDATE conversation AS c
       SET last_seq = c.last_seq + 1, waiting_since = coalesce(c.waiting_since, this_moment())
     WHERE c.id = talk.id;
    IF alarm IS NOT NULL THEN
        INSERT INTO urgent_item (council_id, conversation_id, seq, source, raised_at, raised_by, due_at)
        SELECT talk.council_id, talk.id, talk.last_seq + 1, 'words', this_moment(), someone, alarm
         WHERE NOT EXISTS (SELECT FROM urgent_item AS u WHERE u.conversation_id = talk.id AND u.closed_at IS NULL);
    END IF;
    PERFORM pg_notify('messages', ' ' || talk.council_id::text || ' ' || talk.id::text);
    RETURN talk.last_seq + 1;
END
$$;

-- migrate:down
