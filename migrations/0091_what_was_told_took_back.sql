-- migrate:up

-- What stood as somebody's answer before one of us wrote down another one as theirs: their request for another time, or
-- since when this time was OK. Whoever did not say what was written down has that again.
ALTER TABLE visit_told
ADD COLUMN request_before_id uuid,
ADD COLUMN ok_before_at timestamptz,
ADD CONSTRAINT requests_of_before_are_known
FOREIGN KEY (council_id, request_before_id) REFERENCES visit_change_request (council_id, id) NOT VALID;

-- migrate:down
