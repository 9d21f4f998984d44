-- migrate:up

-- The day that a clock counts from where nothing else here tells it: the strategy discussion before a first conference.
ALTER TABLE meeting ADD COLUMN clock_from_on date;

-- What somebody was shown of how a meeting ended, and is not shown any more: who took it back, why, and what
-- stands in its place. What it said stays where it was written; who had it, since when, stays here.
CREATE TABLE taking_back (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    decision_id uuid,
    promise_id uuid,
    instead_decision_id uuid,
    instead_promise_id uuid,
    because text NOT NULL CONSTRAINT taking_back_is_explained CHECK (length(because) BETWEEN 1 AND 300),
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    shared_at timestamptz NOT NULL,
    first_read_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id, reader_id) REFERENCES meeting_reader (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, decision_id) REFERENCES decision (council_id, id),
    FOREIGN KEY (council_id, promise_id) REFERENCES promise (council_id, id),
    FOREIGN KEY (council_id, instead_decision_id) REFERENCES decision (council_id, id),
    FOREIGN KEY (council_id, instead_promise_id) REFERENCES promise (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    CONSTRAINT taken_back_once UNIQUE NULLS NOT DISTINCT (council_id, reader_id, decision_id, promise_id),
    CONSTRAINT one_thing_is_taken_back CHECK (
        num_nonnulls(decision_id, promise_id) = 1
        AND (instead_decision_id IS NULL OR decision_id IS NOT NULL)
        AND (instead_promise_id IS NULL OR promise_id IS NOT NULL)
    )
);
CREATE INDEX taken_back_at_a_meeting ON taking_back (council_id, meeting_id);
CALL keep_to_council(ARRAY['taking_back']);
GRANT SELECT, INSERT ON taking_back TO portal_web;
GRANT DELETE ON promise_reader TO portal_web;

-- As before, but that what was taken back is written down first.
CREATE OR REPLACE FUNCTION keep_shared_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_table_name = 'decision' THEN
        IF tg_op = 'DELETE' OR (new.body, new.meeting_id, new.beside_id, new.shared_at)
                               IS DISTINCT FROM (old.body, old.meeting_id, old.beside_id, old.shared_at) THEN
            RAISE EXCEPTION 'a decision that was shared is never changed' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF EXISTS (SELECT FROM decision AS d WHERE d.id = old.decision_id AND d.shared_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM taking_back AS t
                           WHERE t.decision_id = old.decision_id AND t.reader_id = old.person_id) THEN
        RAISE EXCEPTION 'who a decision was shared with stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(new, old);
END
$$;

CREATE FUNCTION keep_shared_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM taking_back AS t
                    WHERE t.promise_id = old.promise_id AND t.reader_id = old.person_id) THEN
        RAISE EXCEPTION 'who a promise was shared with stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN old;
END
$$;
CREATE TRIGGER readers_of_promises_stay BEFORE DELETE ON promise_reader
FOR EACH ROW EXECUTE FUNCTION keep_shared_promise();

-- A promise that nobody was to be told is owed by nobody any more.
-- The one that takes its place lets more through.
-- squawk-ignore ban-drop-constraint
ALTER TABLE promise DROP CONSTRAINT promise_states_are_known;
ALTER TABLE promise ADD CONSTRAINT promise_states_are_known
CHECK (state IN ('open', 'done', 'not_done', 'taken_back')) NOT VALID;

-- For whom somebody speaks up, and at which meeting, as long as they are asked to it.
CREATE FUNCTION spoken_for(actor uuid) RETURNS TABLE (meeting_id uuid, person_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.id AS meeting_id, r.chosen_by AS person_id
  FROM invited_meetings(actor) AS i
  JOIN meeting_reader AS r ON r.meeting_id = i.id AND r.person_id = actor
 WHERE i.kind = 'advocate';
END;

-- As before, and: what somebody chose by name for who speaks up for them at that meeting.
CREATE OR REPLACE FUNCTION chosen_questions(actor uuid)
RETURNS TABLE (contribution_id uuid, question text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.contribution_id, r.question
  FROM answer_reader AS r
  JOIN contribution AS c ON c.id = r.contribution_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
 WHERE r.person_id = actor AND r.ended_at IS NULL
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()
                       OR r.chosen_at >= l.apart_on::timestamp AT TIME ZONE 'Europe/London'))
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
 UNION
SELECT s.contribution_id, a.question
  FROM contribution_sharing AS s
  JOIN contribution AS c ON c.id = s.contribution_id AND c.taken_back_at IS NULL
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE s.person_id = actor AND (s.told OR s.agreed)
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                  AND (l.apart_on IS NULL OR l.apart_on > this_day()
                       OR s.at >= l.apart_on::timestamp AT TIME ZONE 'Europe/London'))
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
 UNION
SELECT r.contribution_id, r.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL AND c.meeting_id IS NULL
  JOIN answer_reader AS r ON r.contribution_id = m.id AND r.meeting AND r.ended_at IS NULL
 WHERE m.duty = 'chair'
 UNION
SELECT s.contribution_id, a.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL AND c.meeting_id IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = m.id AND s.meeting AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE m.duty = 'chair'
 UNION
SELECT r.contribution_id, r.question
  FROM chaired_meetings(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN answer_reader AS r ON r.contribution_id = c.id AND r.meeting AND r.ended_at IS NULL
 UNION
SELECT s.contribution_id, a.question
  FROM chaired_meetings(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = c.id AND s.meeting AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 UNION
SELECT r.contribution_id, r.question
  FROM spoken_for(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.meeting_id AND c.person_id = m.person_id
   AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN answer_reader AS r ON r.contribution_id = c.id AND r.person_id = actor AND r.ended_at IS NULL
 UNION
SELECT s.contribution_id, a.question
  FROM spoken_for(actor) AS m
  JOIN contribution AS c ON c.meeting_id = m.meeting_id AND c.person_id = m.person_id
   AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = c.id AND s.person_id = actor AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question);
END;

-- migrate:down
