-- migrate:up

-- What somebody of a family said to us about a planned visit, by phone or face to face, as one of us wrote it down: an
-- answer like one of their own, beside which stands who wrote it. They see that, and can say that they did not say it.
CREATE TABLE visit_told (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    how text NOT NULL CONSTRAINT ways_of_telling_are_known CHECK (how IN ('phone', 'face')),
    said text NOT NULL CONSTRAINT what_was_told_is_known CHECK (said IN ('ok', 'other_time')),
    -- The time of the visit that it was about.
    about_at timestamptz NOT NULL,
    -- What was asked for, where another time was.
    request_id uuid,
    disowned_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id, person_id) REFERENCES visit_reader (council_id, visit_id, person_id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, request_id) REFERENCES visit_change_request (council_id, id),
    CONSTRAINT another_time_is_asked_for CHECK ((said = 'other_time') = (request_id IS NOT NULL))
);
CREATE INDEX told_of_a_visit ON visit_told (council_id, visit_id, person_id, at);
CALL keep_to_council(ARRAY['visit_told']);
GRANT SELECT, INSERT, UPDATE (disowned_at) ON visit_told TO portal_web;

-- migrate:down
