-- migrate:up

-- Weekdays (1 is Monday) on which this person said not to visit. The planner warns of them; it does not refuse.
ALTER TABLE safe_contact_plan ADD COLUMN not_visited_on smallint [] NOT NULL DEFAULT '{}'
CONSTRAINT days_not_to_visit_are_weekdays CHECK (not_visited_on <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint []);

-- migrate:down
