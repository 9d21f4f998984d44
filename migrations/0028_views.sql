-- migrate:up

-- What somebody thinks, asked in one version of one set of questions: begun, sent, read, answered. `person_id` is whose
-- words they are, whoever typed them; `done_with` is the member of staff who held the phone or typed in a booklet.
CREATE TABLE contribution (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    occasion text NOT NULL CONSTRAINT occasions_are_known
    CHECK (occasion IN ('things', 'visit', 'meeting', 'wrong', 'good', 'quick')),
    set_id text NOT NULL CONSTRAINT sets_have_short_names CHECK (length(set_id) BETWEEN 1 AND 60),
    set_version text NOT NULL CONSTRAINT versions_have_short_names CHECK (length(set_version) BETWEEN 1 AND 60),
    -- The language of the pages that they answered on.
    language text NOT NULL DEFAULT 'en',
    began_at timestamptz NOT NULL,
    -- Where to carry on: a question of the set, or the page that asks who can see it.
    step text NOT NULL,
    done_with uuid,
    on_paper boolean NOT NULL DEFAULT false,
    -- The helper's own words, apart from the answers: what they saw, and who else was in the room.
    helper_saw text CONSTRAINT what_helpers_saw_is_bounded CHECK (length(helper_saw) BETWEEN 1 AND 2000),
    who_was_there text CONSTRAINT who_was_there_is_bounded CHECK (length(who_was_there) BETWEEN 1 AND 300),
    -- Put away before it was sent: nobody but its person ever knew of it.
    dropped_at timestamptz,
    sent_at timestamptz,
    -- Whom it was sent to by name, and what was promised at that moment.
    sent_to uuid,
    read_by_on date,
    answer_by_on date,
    answered_at timestamptz,
    taken_back_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, done_with) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, sent_to) REFERENCES person (council_id, id),
    CONSTRAINT what_is_sent_has_its_days
    CHECK ((sent_at IS NULL) = (read_by_on IS NULL) AND (sent_at IS NULL) = (answer_by_on IS NULL)),
    CONSTRAINT only_what_was_sent_is_answered CHECK (answered_at IS NULL OR sent_at IS NOT NULL),
    CONSTRAINT only_what_was_sent_is_taken_back CHECK (taken_back_at IS NULL OR sent_at IS NOT NULL),
    CONSTRAINT what_was_sent_is_not_put_away CHECK (dropped_at IS NULL OR sent_at IS NULL),
    CONSTRAINT helpers_words_have_a_helper
    CHECK (done_with IS NOT NULL OR (helper_saw IS NULL AND who_was_there IS NULL AND NOT on_paper))
);
CREATE INDEX contributions_of_a_person ON contribution (council_id, person_id, began_at);
CREATE INDEX contributions_done_with ON contribution (council_id, done_with) WHERE done_with IS NOT NULL;

-- Exactly as given, and only ever added to: each time a page is saved is a round, and the last round of a question
-- counts. `instead` is what somebody said in place of an answer; it stands alone in its round, without a part.
CREATE TABLE answer (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    contribution_id uuid NOT NULL,
    question text NOT NULL CONSTRAINT questions_have_short_keys CHECK (length(question) BETWEEN 1 AND 60),
    round integer NOT NULL CONSTRAINT rounds_count_from_1 CHECK (round >= 1),
    part text NOT NULL CONSTRAINT parts_have_short_keys CHECK (length(part) <= 60),
    -- Codes of the version of the set that was answered; several ticks stand beside each other.
    choice text CONSTRAINT choices_are_codes CHECK (choice ~ '^[a-z0-9_]+( [a-z0-9_]+)*$'),
    words text CONSTRAINT answers_are_not_too_long CHECK (length(words) BETWEEN 1 AND 1000),
    instead text CONSTRAINT what_is_said_instead_is_known CHECK (instead IN ('skipped', 'unsure', 'later')),
    at timestamptz NOT NULL,
    by_id uuid NOT NULL,
    PRIMARY KEY (council_id, id),
    CONSTRAINT parts_are_answered_once_a_round UNIQUE (council_id, contribution_id, question, round, part),
    FOREIGN KEY (council_id, contribution_id) REFERENCES contribution (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    CONSTRAINT instead_stands_alone CHECK (instead IS NULL OR (choice IS NULL AND words IS NULL AND part = ''))
);

-- Who may see which answer beside the workers, one of whom has to read it: the meeting, or one person by name.
CREATE TABLE answer_reader (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    contribution_id uuid NOT NULL,
    question text NOT NULL,
    person_id uuid,
    meeting boolean NOT NULL DEFAULT false,
    chosen_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, contribution_id) REFERENCES contribution (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    CONSTRAINT readers_are_one_person_or_the_meeting CHECK ((person_id IS NULL) = meeting)
);
CREATE INDEX readers_of_a_contribution ON answer_reader (council_id, contribution_id, question) WHERE ended_at IS NULL;
CREATE INDEX answers_of_a_reader ON answer_reader (council_id, person_id) WHERE ended_at IS NULL;

-- Staff showed it to somebody whom its person had not chosen. It counts from the moment that the person is told; or,
-- where telling them is not safe, from the moment that a second person agreed.
CREATE TABLE contribution_sharing (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    contribution_id uuid NOT NULL,
    question text,
    person_id uuid,
    meeting boolean NOT NULL DEFAULT false,
    why text NOT NULL CONSTRAINT sharing_wider_has_a_reason CHECK (length(why) BETWEEN 1 AND 1000),
    told boolean NOT NULL,
    why_not_told text CONSTRAINT not_telling_has_a_reason CHECK (length(why_not_told) BETWEEN 1 AND 1000),
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    settled_by uuid,
    settled_at timestamptz,
    agreed boolean,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, contribution_id) REFERENCES contribution (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, settled_by) REFERENCES person (council_id, id),
    CONSTRAINT shared_with_one_person_or_the_meeting CHECK ((person_id IS NULL) = meeting),
    CONSTRAINT not_telling_is_explained CHECK (told = (why_not_told IS NULL)),
    CONSTRAINT a_second_person_settles
    CHECK ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (agreed IS NULL)
        AND (settled_by IS NULL OR settled_by <> by_id) AND (settled_by IS NULL OR NOT told))
);
CREATE INDEX sharings_of_a_contribution ON contribution_sharing (council_id, contribution_id);

-- You said, we did: to one question, or to everything that was said. A later one follows an earlier one.
CREATE TABLE outcome (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    contribution_id uuid NOT NULL,
    question text,
    state text NOT NULL CONSTRAINT outcomes_are_known CHECK (state IN ('done', 'working', 'could_not')),
    what text NOT NULL CONSTRAINT outcomes_say_what CHECK (length(what) BETWEEN 1 AND 1000),
    because text CONSTRAINT reasons_are_bounded CHECK (length(because) BETWEEN 1 AND 1000),
    by_on date,
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, contribution_id) REFERENCES contribution (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    CONSTRAINT what_we_could_not_do_is_explained CHECK (state <> 'could_not' OR because IS NOT NULL)
);
CREATE INDEX outcomes_of_a_contribution ON outcome (council_id, contribution_id, at);

-- That a worker had the words before them. The first of these is what its person is told.
CREATE TABLE contribution_read (
    council_id uuid NOT NULL,
    contribution_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, contribution_id, staff_id),
    FOREIGN KEY (council_id, contribution_id) REFERENCES contribution (council_id, id),
    FOREIGN KEY (council_id, staff_id) REFERENCES person (council_id, id)
);

CALL keep_to_council(
    ARRAY['contribution', 'answer', 'answer_reader', 'contribution_sharing', 'outcome', 'contribution_read']
);
GRANT SELECT ON contribution, answer, answer_reader, contribution_sharing, outcome, contribution_read
TO portal_web, portal_worker;
GRANT INSERT ON contribution, answer, answer_reader, contribution_sharing, outcome, contribution_read TO portal_web;
GRANT UPDATE (
    step, dropped_at, sent_at, sent_to, read_by_on, answer_by_on, answered_at, taken_back_at, helper_saw, who_was_there
) ON contribution TO portal_web;
GRANT UPDATE (ended_at) ON answer_reader TO portal_web;
GRANT UPDATE (settled_by, settled_at, agreed) ON contribution_sharing TO portal_web;

-- What was sent stays as it was sent, whoever asks.
CREATE FUNCTION keep_sent_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What was said before it was sent can still be brought in from elsewhere.
    IF EXISTS (SELECT FROM contribution AS c
                WHERE c.id = new.contribution_id AND c.sent_at IS NOT NULL
                  AND (tg_op = 'UPDATE' OR new.at > c.sent_at)) THEN
        RAISE EXCEPTION 'what was sent is never changed' USING CONSTRAINT = 'sent_words_stay',
              ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER sent_words_stay BEFORE INSERT OR UPDATE ON answer
FOR EACH ROW EXECUTE FUNCTION keep_sent_words();

-- What somebody can still write in: their own, or what they hold the phone for while they work with that person.
CREATE FUNCTION writable_contributions(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id
  FROM contribution AS c
 WHERE c.person_id = actor AND c.done_with IS NULL AND c.sent_at IS NULL AND c.dropped_at IS NULL
 UNION ALL
SELECT c.id
  FROM contribution AS c
 WHERE c.done_with = actor AND c.sent_at IS NULL AND c.dropped_at IS NULL
   AND EXISTS (SELECT FROM workers_of_party(c.person_id) AS w WHERE w.staff_id = actor);
END;

-- What was sent to staff, by what makes it theirs: workers read it, managers see that it is read and answered.
CREATE FUNCTION staffed_contributions(actor uuid)
RETURNS TABLE (id uuid, duty text, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, CASE i.role WHEN 'allocated' THEN 'worker' ELSE i.role END AS duty, i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
 ) AS party
  JOIN contribution AS c ON c.person_id = party.person_id AND c.sent_at IS NOT NULL
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover', 'manager', 'chair')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

-- Questions of what others sent that somebody was chosen for, by its person or by staff who said why. Whoever is not
-- related to the child any more, or is kept away from them, reads nothing, whoever ticked them once.
CREATE FUNCTION chosen_questions(actor uuid) RETURNS TABLE (contribution_id uuid, question text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.contribution_id, r.question
  FROM answer_reader AS r
  JOIN contribution AS c ON c.id = r.contribution_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
 WHERE r.person_id = actor AND r.ended_at IS NULL
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day()))
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
 UNION
SELECT s.contribution_id, a.question
  FROM contribution_sharing AS s
  JOIN contribution AS c ON c.id = s.contribution_id AND c.taken_back_at IS NULL
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE s.person_id = actor AND (s.told OR s.agreed)
   AND EXISTS (SELECT FROM relationship AS l
                WHERE l.person_id = actor AND l.child_id = c.person_id
                  AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day()))
   AND NOT EXISTS (SELECT FROM current_restrictions(actor) AS x WHERE x.protects_id = c.person_id)
 UNION
SELECT r.contribution_id, r.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL
  JOIN answer_reader AS r ON r.contribution_id = m.id AND r.meeting AND r.ended_at IS NULL
 WHERE m.duty = 'chair'
 UNION
SELECT s.contribution_id, a.question
  FROM staffed_contributions(actor) AS m
  JOIN contribution AS c ON c.id = m.id AND c.taken_back_at IS NULL
  JOIN contribution_sharing AS s ON s.contribution_id = m.id AND s.meeting AND (s.told OR s.agreed)
  JOIN answer AS a ON a.contribution_id = s.contribution_id AND (s.question IS NULL OR s.question = a.question)
 WHERE m.duty = 'chair';
END;

-- Who may know of it at all: whose words they are, who works with them, and who was chosen for a part of it.
CREATE FUNCTION readable_contributions(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id FROM contribution AS c WHERE c.person_id = actor AND c.dropped_at IS NULL AND (c.done_with IS NULL OR c.sent_at IS NOT NULL)
 UNION
SELECT w.id FROM writable_contributions(actor) AS w
 UNION
SELECT s.id FROM staffed_contributions(actor) AS s WHERE s.duty <> 'chair'
 UNION
SELECT q.contribution_id AS id FROM chosen_questions(actor) AS q;
END;

-- Answer by answer, and of each question the last round only.
CREATE FUNCTION readable_answers(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT a.id
  FROM contribution AS c
  JOIN answer AS a ON a.contribution_id = c.id
 WHERE c.person_id = actor AND c.dropped_at IS NULL AND (c.done_with IS NULL OR c.sent_at IS NOT NULL)
   AND NOT EXISTS (SELECT FROM answer AS n WHERE n.contribution_id = a.contribution_id AND n.question = a.question AND n.round > a.round)
 UNION
SELECT a.id
  FROM writable_contributions(actor) AS w
  JOIN answer AS a ON a.contribution_id = w.id
 WHERE NOT EXISTS (SELECT FROM answer AS n WHERE n.contribution_id = a.contribution_id AND n.question = a.question AND n.round > a.round)
 UNION
SELECT a.id
  FROM staffed_contributions(actor) AS s
  JOIN answer AS a ON a.contribution_id = s.id
 WHERE s.duty <> 'chair'
   AND NOT EXISTS (SELECT FROM answer AS n WHERE n.contribution_id = a.contribution_id AND n.question = a.question AND n.round > a.round)
 UNION
SELECT a.id
  FROM chosen_questions(actor) AS q
  JOIN answer AS a ON a.contribution_id = q.contribution_id AND a.question = q.question
 WHERE NOT EXISTS (SELECT FROM answer AS n WHERE n.contribution_id = a.contribution_id AND n.question = a.question AND n.round > a.round);
END;

-- An answer can say that somebody may not be safe, as words in a message can.
ALTER TABLE urgent_item
-- squawk-ignore ban-drop-constraint
DROP CONSTRAINT urgent_sources_are_known,
ADD CONSTRAINT urgent_sources_are_known CHECK (source IN ('words', 'views', 'danger', 'talk', 'staff')) NOT VALID;
ALTER TABLE urgent_step
-- squawk-ignore ban-drop-constraint
DROP CONSTRAINT urgent_step_sources_are_known,
ADD CONSTRAINT urgent_step_sources_are_known CHECK (source IN ('words', 'views', 'danger', 'talk', 'staff')) NOT VALID;

-- The phone is handed to somebody: until the worker signs in again, this session reaches one journey and nothing else.
ALTER TABLE session ADD COLUMN together_with uuid;

CREATE OR REPLACE FUNCTION open_session(token bytea, moment timestamptz, reading boolean, extends boolean)
RETURNS TABLE (
    session_id uuid, council_id uuid, account_id uuid, person_id uuid, csrf_secret bytea, idle_minutes smallint,
    done_key text, state text, kind text, staff_role text, name text, called text, pronoun text, born_on date,
    team_id uuid, language text, text_size text, colours text, style text, pictures boolean,
    less_movement boolean, quiet boolean
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    found_session session%ROWTYPE;
BEGIN
    IF NOT reading THEN
        -- Every statement of this function looks afresh: what follows sees what an ending that came first has done.
        PERFORM FROM session AS s
           JOIN account AS a ON a.council_id = s.council_id AND a.id = s.account_id
           JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
          WHERE s.token_hash = token AND s.ended_at IS NULL
            FOR NO KEY UPDATE OF p;
    END IF;
    SELECT s.* INTO found_session
      FROM session AS s
     WHERE s.token_hash = token
       AND s.ended_at IS NULL
       AND s.ends_at > now()
       AND s.last_used_at > now() - make_interval(mins => s.idle_minutes);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF extends AND found_session.last_used_at < now() - interval '1 minute' THEN
        UPDATE session AS s SET last_used_at = now()
         WHERE s.council_id = found_session.council_id AND s.id = found_session.id;
    END IF;
    PERFORM set_config('app.council', found_session.council_id::text, NOT reading),
            set_config('app.now', moment::text, NOT reading);
    IF reading THEN
        PERFORM set_config('synchronous_commit', 'off', false);
    END IF;
    RETURN QUERY
    SELECT found_session.id, a.council_id, a.id, a.person_id, found_session.csrf_secret,
           found_session.idle_minutes, found_session.done_key,
           CASE WHEN a.state = 'active' AND found_session.together_with IS NOT NULL THEN 'together' ELSE a.state END,
           p.kind, p.staff_role, p.name, p.called,
           p.pronoun, p.born_on, p.team_id, a.language, a.text_size, a.colours, a.style, a.pictures,
           a.less_movement, a.quiet
      FROM account AS a
      JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
     WHERE a.council_id = found_session.council_id
       AND a.id = found_session.account_id
       AND a.state IN ('invited', 'active', 'paused')
       AND p.ended_at IS NULL;
END
$$;

-- migrate:down
