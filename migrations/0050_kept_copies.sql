-- migrate:up

-- When somebody got a file of their own timeline or words. Three of each in a day are enough for a download that
-- failed; whoever has both their phone and their password takes no more.
CREATE TABLE kept_copy (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    what text NOT NULL CONSTRAINT copies_are_of_what_is_known CHECK (what IN ('lines', 'words')),
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX kept_copies_by_person ON kept_copy (council_id, person_id, kept_at);
CALL keep_to_council(ARRAY['kept_copy']);
GRANT SELECT, INSERT ON kept_copy TO portal_web;
GRANT SELECT, DELETE ON kept_copy TO portal_worker;

-- migrate:down
