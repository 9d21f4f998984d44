-- migrate:up

-- How often the worker that held a letter was never heard of again: one that ends whoever holds it is given up at last.
ALTER TABLE letter ADD COLUMN times_lost smallint NOT NULL DEFAULT 0;

-- When a council's letters were last looked through, by the database's clock: one worker does so, not each.
CREATE TABLE letter_look (
    council_id uuid PRIMARY KEY REFERENCES council,
    looked_at timestamptz NOT NULL
);

-- What may be due again: a visit that was moved back, a phone whose owner was not told after all.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX letters_that_may_come_back ON letter (council_id, made_at)
WHERE state = 'superseded' AND why IN ('no_longer_true', 'told_on_shared_phone');

CALL keep_to_council(ARRAY['letter_look']);
GRANT SELECT, INSERT, UPDATE ON letter_look TO portal_worker;

-- migrate:down
