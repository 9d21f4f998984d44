-- migrate:up

-- One decision in two kinds of words: what stands beside another one says the same to a child.
ALTER TABLE decision ADD COLUMN beside_id uuid;
ALTER TABLE decision ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE decision ADD CONSTRAINT decisions_beside_each_other FOREIGN KEY (council_id, beside_id)
REFERENCES decision (council_id, id) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX words_for_a_child_once ON decision (council_id, beside_id) WHERE beside_id IS NOT NULL;

-- What somebody took on, while it is being written: for staff alone. Shared, it becomes a promise of the one ledger.
CREATE TABLE meeting_agreed (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    owed_by text NOT NULL CONSTRAINT what_was_agreed_is_owed CHECK (owed_by IN ('council', 'family')),
    who_words text NOT NULL CONSTRAINT what_was_agreed_names_somebody CHECK (length(who_words) BETWEEN 1 AND 120),
    what text NOT NULL CONSTRAINT what_was_agreed_has_words CHECK (length(what) BETWEEN 1 AND 300),
    by_on date,
    reader_ids uuid [] NOT NULL DEFAULT '{}',
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);
CREATE INDEX agreed_at_a_meeting ON meeting_agreed (council_id, meeting_id);

-- A partner's report as they have it before them. What they send of it is a version of a paper, and stays as it was.
CREATE TABLE partner_report (
    council_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    working_well text NOT NULL DEFAULT '' CONSTRAINT what_works_is_bounded CHECK (length(working_well) <= 5000),
    worried_about text NOT NULL DEFAULT '' CONSTRAINT worries_are_bounded CHECK (length(worried_about) <= 5000),
    happens_next text NOT NULL DEFAULT '' CONSTRAINT next_steps_are_bounded CHECK (length(happens_next) <= 5000),
    saved_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    -- The paper that it was sent as, and when its newest version left.
    paper_id uuid,
    sent_at timestamptz,
    PRIMARY KEY (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, meeting_id, person_id) REFERENCES meeting_reader (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, paper_id) REFERENCES paper (council_id, id),
    CONSTRAINT reports_are_sent_as_papers CHECK ((paper_id IS NULL) = (sent_at IS NULL))
);

CALL keep_to_council(ARRAY['meeting_agreed', 'partner_report']);
GRANT SELECT, INSERT, UPDATE ON meeting_agreed, partner_report TO portal_web;
-- What is still being written is written anew, or left out.
GRANT DELETE ON meeting_agreed, decision_reader TO portal_web;

-- What was shared stays: its words, and who has them.
CREATE FUNCTION keep_shared_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_table_name = 'decision' THEN
        IF tg_op = 'DELETE' OR (new.body, new.meeting_id, new.beside_id, new.shared_at)
                               IS DISTINCT FROM (old.body, old.meeting_id, old.beside_id, old.shared_at) THEN
            RAISE EXCEPTION 'a decision that was shared is never changed' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF EXISTS (SELECT FROM decision AS d WHERE d.id = old.decision_id AND d.shared_at IS NOT NULL) THEN
        RAISE EXCEPTION 'who a decision was shared with stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(new, old);
END
$$;
CREATE TRIGGER shared_decisions_stay BEFORE UPDATE OR DELETE ON decision
FOR EACH ROW WHEN (old.shared_at IS NOT NULL) EXECUTE FUNCTION keep_shared_decision();
CREATE TRIGGER readers_of_shared_decisions_stay BEFORE DELETE ON decision_reader
FOR EACH ROW EXECUTE FUNCTION keep_shared_decision();

-- As before, and: of what was promised at a meeting, who works now on a plan that it was about.
CREATE OR REPLACE FUNCTION taken_over(asked uuid) RETURNS TABLE (staff_id uuid, said text) LANGUAGE sql STABLE
BEGIN ATOMIC
WITH RECURSIVE owed AS (
    SELECT c.to_id, c.at, c.child_plan_id, lower(p.who_words) = lower(o.called) AS by_first_name
      FROM promise AS p
      JOIN change_of_worker AS c
        ON c.child_plan_id = p.child_plan_id
        OR c.child_plan_id IN (SELECT k.child_plan_id FROM visit_child AS k WHERE k.visit_id = p.visit_id)
        OR c.child_plan_id IN (SELECT k.child_plan_id FROM meeting_child AS k WHERE k.meeting_id = p.meeting_id)
      JOIN person AS o ON o.id = c.from_id AND lower(p.who_words) IN (lower(o.called), lower(o.name))
     WHERE p.id = asked AND p.owed_by = 'council'
       AND c.at > p.made_at AND c.at <= this_moment() AND (p.settled_at IS NULL OR p.settled_at >= c.at)
     UNION ALL
    SELECT c.to_id, c.at, c.child_plan_id, w.by_first_name
      FROM owed AS w
      JOIN promise AS p ON p.id = asked
      JOIN change_of_worker AS c ON c.child_plan_id = w.child_plan_id AND c.from_id = w.to_id AND c.at > w.at
     WHERE c.at <= this_moment() AND (p.settled_at IS NULL OR p.settled_at >= c.at)
)
SELECT n.id AS staff_id, CASE WHEN w.by_first_name THEN n.called ELSE n.name END AS said
  FROM owed AS w
  JOIN person AS n ON n.id = w.to_id
 ORDER BY w.at DESC, n.id
 LIMIT 1;
END;

-- Whether somebody is asked to one meeting, for pages that hardly ever hold anything of one: nothing of it is set up
-- before a row asks.
CREATE FUNCTION is_asked_to(actor uuid, meeting uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM invited_meetings(actor) AS i WHERE i.id = meeting);
END
$$;

-- Words that one reader may not be shown in anything of a meeting.
CREATE FUNCTION words_left_out(reader uuid, meeting uuid) RETURNS text [] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT x.words FROM redaction AS x
                  WHERE x.meeting_id = meeting AND x.reader_id = reader AND x.ended_at IS NULL);
END
$$;

-- migrate:down
