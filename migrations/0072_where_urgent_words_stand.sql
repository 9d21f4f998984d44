-- migrate:up

-- Where the words stand that raised an urgent item, where they are no message: what they are a part of, and the id of
-- the row that holds them. Whoever answers for the item is led there, as far as they may read there.
CREATE TABLE urgent_words (
    council_id uuid NOT NULL,
    urgent_id uuid NOT NULL,
    writing text NOT NULL CONSTRAINT urgent_words_are_of_a_known_kind CHECK (writing IN (
        'views', 'story', 'topic', 'visit_time', 'correction', 'meeting', 'worry', 'paper', 'decided', 'contact'
    )),
    words_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, urgent_id, writing, words_id),
    FOREIGN KEY (council_id, urgent_id) REFERENCES urgent_item (council_id, id)
);
CALL keep_to_council(ARRAY['urgent_words']);
GRANT SELECT, INSERT ON urgent_words TO portal_web;

-- migrate:down
