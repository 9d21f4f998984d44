-- migrate:up

-- An administrator names the teams, and says which numbers families are given.
ALTER TABLE team
ADD CONSTRAINT teams_have_names CHECK (length(name) BETWEEN 1 AND 80) NOT VALID,
ADD CONSTRAINT teams_have_numbers CHECK (length(phone) BETWEEN 1 AND 20) NOT VALID;
-- A council has a handful of them.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX teams_are_told_apart ON team (council_id, lower(name));

GRANT INSERT, UPDATE (name, phone) ON team TO portal_web;
GRANT UPDATE (team_name, phone) ON council TO portal_web;

-- migrate:down
