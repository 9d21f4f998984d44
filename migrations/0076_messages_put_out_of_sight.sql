-- migrate:up

-- Whoever lives with somebody who looks into their phone can put what was said out of sight: up to this number their own
-- conversation begins after it, on every phone. It stays on the record, and staff read it as before.
ALTER TABLE conversation
ADD COLUMN hidden_through integer NOT NULL DEFAULT 0,
ADD COLUMN hidden_at timestamptz,
ADD CONSTRAINT what_is_hidden_was_hidden_once CHECK ((hidden_through > 0) = (hidden_at IS NOT NULL)) NOT VALID;

-- migrate:down
