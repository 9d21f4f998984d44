-- migrate:up

-- What a message says in another language, as somebody told it to a member of staff who wrote it down. For staff alone:
-- who writes in a language that others in the house cannot read may do so for that reason. Only ever added to; the
-- newest of a message counts.
CREATE TABLE message_translation (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    words text NOT NULL CONSTRAINT translations_have_words CHECK (length(words) BETWEEN 1 AND 5000),
    -- Who translated, in staff's words: a name, or where they are from.
    by_whom text NOT NULL CONSTRAINT translations_say_by_whom CHECK (length(by_whom) BETWEEN 1 AND 200),
    written_by uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, conversation_id, seq) REFERENCES message (council_id, conversation_id, seq),
    FOREIGN KEY (council_id, written_by) REFERENCES person (council_id, id)
);
CREATE INDEX translations_of_a_message ON message_translation (council_id, conversation_id, seq, at DESC);
CALL keep_to_council(ARRAY['message_translation']);
GRANT SELECT, INSERT ON message_translation TO portal_web;

-- migrate:down
