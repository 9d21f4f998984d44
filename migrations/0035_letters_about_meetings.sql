-- migrate:up

-- When a meeting was called off: letters tell of it for as long as it is news.
ALTER TABLE meeting ADD COLUMN called_off_at timestamptz;
CREATE FUNCTION note_calling_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.called_off_at := this_moment();
    RETURN new;
END
$$;
CREATE TRIGGER calling_off_is_noted BEFORE UPDATE OF state ON meeting
FOR EACH ROW WHEN (new.state = 'called_off' AND old.state IS DISTINCT FROM new.state)
EXECUTE FUNCTION note_calling_off();

-- As it was, for tables with an id of their own and without one.
CREATE OR REPLACE FUNCTION let_letters_of_a_meeting_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass('about', coalesce(to_jsonb(new) ->> 'meeting_id', to_jsonb(new) ->> 'id')::uuid);
    RETURN NULL;
END
$$;

-- What is due is asked every minute by when each slot begins and when something was shared or answered.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX slots_by_start ON meeting_slot (council_id, starts_at) WHERE ended_at IS NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX meetings_called_off ON meeting (council_id, called_off_at) WHERE called_off_at IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX papers_by_sharing ON paper_version (council_id, shared_at) WHERE shared_at IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX decisions_by_sharing ON decision (council_id, shared_at) WHERE shared_at IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX outcomes_by_time ON outcome (council_id, at);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX papers_typed_in ON contribution (council_id, sent_at) WHERE on_paper AND sent_at IS NOT NULL;

-- The worker asks whether, never what: no words of anybody's are within its reach.
GRANT SELECT (council_id, meeting_id, slot_id, person_id, ended_at) ON meeting_attendee TO portal_worker;
GRANT SELECT (council_id, meeting_id, person_id, taking_part, saved_at) ON meeting_part TO portal_worker;
GRANT SELECT (council_id, id, meeting_id, person_id, kind, reply, at, done_at) ON meeting_ask TO portal_worker;
GRANT SELECT (council_id, id, paper_id, by_id, replied_at) ON paper_comment TO portal_worker;
GRANT SELECT (council_id, id, meeting_id, by_id, replied_at) ON different_view TO portal_worker;
GRANT SELECT (council_id, id, meeting_id, shared_at) ON decision TO portal_worker;
GRANT SELECT ON decision_reader TO portal_worker;

-- You said, we did, also of what somebody wanted to talk about at a visit: one ledger of what was done about words.
-- Whoever reads the outcomes of a contribution asks for them by its id, and finds none of these.
ALTER TABLE outcome
-- squawk-ignore ban-drop-not-null
ALTER COLUMN contribution_id DROP NOT NULL,
ADD COLUMN topic_id uuid,
ADD CONSTRAINT outcomes_of_topics FOREIGN KEY (council_id, topic_id) REFERENCES visit_topic (council_id, id) NOT VALID,
ADD CONSTRAINT outcomes_are_of_one_thing
CHECK (num_nonnulls(contribution_id, topic_id) = 1 AND (topic_id IS NULL OR question IS NULL)) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX outcomes_of_a_topic ON outcome (council_id, topic_id, at) WHERE topic_id IS NOT NULL;

-- migrate:down
