-- migrate:up

-- A meeting about one or more children's plans. It has no time and no place of its own: everybody is asked to one slot
-- of it, and what a person is shown is made of that slot alone, so that nothing of another can show through.
CREATE TABLE meeting (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    family_id uuid NOT NULL,
    -- A key of portal/meetings/types.toml: what it is for, what it can and cannot decide, how early papers are due.
    type text NOT NULL CONSTRAINT meeting_types_have_keys CHECK (type ~ '^[a-z_]{2,40}$'),
    -- Who runs it.
    chair_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'planned' CONSTRAINT meeting_states_are_known
    CHECK (state IN ('planned', 'held', 'called_off')),
    -- Why it is held now, in plain words for everybody who is asked.
    why_now text NOT NULL DEFAULT '' CONSTRAINT reasons_for_meetings_are_short CHECK (length(why_now) <= 600),
    -- By when it must be held and by which rule, as it was when it was planned.
    due_on date,
    due_rule text,
    papers_by_on date NOT NULL,
    notes_by_on date,
    next_on date,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    -- Before this moment nobody but staff knows of it.
    shared_at timestamptz,
    held_on date,
    decided_at timestamptz,
    ended_words text,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, family_id) REFERENCES family (council_id, id),
    FOREIGN KEY (council_id, chair_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, planned_by) REFERENCES person (council_id, id)
);
CREATE INDEX meetings_of_a_family ON meeting (council_id, family_id);
CREATE INDEX meetings_of_a_chair ON meeting (council_id, chair_id);

CREATE TABLE meeting_child (
    council_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    child_id uuid NOT NULL,
    child_plan_id uuid NOT NULL,
    -- How the child took part, in the codes of the national return. Suggested from what the child chose; a worker says.
    participation text CONSTRAINT participation_codes_are_known
    CHECK (participation IN ('PN0', 'PN1', 'PN2', 'PN3', 'PN4', 'PN5', 'PN6', 'PN7')),
    participation_by uuid,
    PRIMARY KEY (council_id, meeting_id, child_id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    FOREIGN KEY (council_id, participation_by) REFERENCES person (council_id, id)
);
CREATE INDEX meetings_about_a_plan ON meeting_child (council_id, child_plan_id);

CREATE TABLE meeting_slot (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    -- What the clock on the wall says; starts_at is this in Europe/London.
    -- squawk-ignore prefer-timestamp-tz
    starts_wall timestamp NOT NULL,
    minutes smallint NOT NULL CONSTRAINT slots_last_minutes CHECK (minutes BETWEEN 5 AND 480),
    how text NOT NULL CONSTRAINT ways_to_meet_are_known CHECK (how IN ('place', 'phone', 'video')),
    place_words text NOT NULL DEFAULT '' CONSTRAINT places_to_meet_are_short CHECK (length(place_words) <= 300),
    -- How to join by phone or video, where to wait, how to get there: for the people of this slot.
    joining_words text NOT NULL DEFAULT '' CONSTRAINT ways_to_join_are_short CHECK (length(joining_words) <= 1000),
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT slots_of_one_meeting UNIQUE (council_id, meeting_id, id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id)
);

-- Who is asked, and to which slot: one for each person. A named reader, as everywhere.
CREATE TABLE meeting_reader (
    council_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    slot_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT kinds_of_invitation_are_known CHECK (kind IN ('family', 'advocate', 'partner')),
    -- An advocate comes because this person chose it.
    chosen_by uuid,
    -- A partner's report is due by then; none is asked where there is no day.
    report_by_on date,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    -- The time that this person was told first, where theirs is another one now.
    was_at timestamptz,
    moved_at timestamptz,
    first_opened_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, meeting_id, slot_id) REFERENCES meeting_slot (council_id, meeting_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, chosen_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id),
    CONSTRAINT advocates_are_chosen CHECK ((kind = 'advocate') = (chosen_by IS NOT NULL))
);
CREATE INDEX meetings_of_a_reader ON meeting_reader (council_id, person_id);

-- Who will be there, as the people of one slot are told: a name, what they do in plain words, why they come.
CREATE TABLE meeting_attendee (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    slot_id uuid NOT NULL,
    -- Empty for somebody who has nothing to do with the portal.
    person_id uuid,
    name text NOT NULL CONSTRAINT attendees_have_names CHECK (length(name) BETWEEN 1 AND 120),
    role_words text NOT NULL CONSTRAINT roles_at_meetings_are_said CHECK (length(role_words) BETWEEN 1 AND 120),
    why_words text NOT NULL DEFAULT '' CONSTRAINT why_they_come_is_short CHECK (length(why_words) <= 300),
    position smallint NOT NULL DEFAULT 0,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id, slot_id) REFERENCES meeting_slot (council_id, meeting_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX attendees_of_a_slot ON meeting_attendee (council_id, slot_id);

-- How one person wants to take part, and what would help. Their own; staff and the chair read it.
CREATE TABLE meeting_part (
    council_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    taking_part text CONSTRAINT ways_to_take_part_are_known
    CHECK (taking_part IN ('all', 'part', 'first', 'last', 'not_there', 'not_sure')),
    instead text CONSTRAINT ways_instead_are_known CHECK (instead IN ('written', 'drawing', 'someone_speaks')),
    needs text [] NOT NULL DEFAULT '{}',
    needs_words text CONSTRAINT needs_are_bounded CHECK (length(needs_words) <= 1000),
    brings_words text CONSTRAINT who_comes_along_is_bounded CHECK (length(brings_words) <= 300),
    wants_advocate boolean NOT NULL DEFAULT false,
    questions text CONSTRAINT questions_to_ask_are_bounded CHECK (length(questions) <= 2000),
    to_say text CONSTRAINT what_to_say_is_bounded CHECK (length(to_say) <= 2000),
    not_to_say text CONSTRAINT what_not_to_say_is_bounded CHECK (length(not_to_say) <= 2000),
    saved_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, meeting_id, person_id) REFERENCES meeting_reader (council_id, meeting_id, person_id)
);

-- Somebody that a person would rather not be in a room with: for who runs the meeting, and nobody else.
CREATE TABLE meeting_worry (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    body text NOT NULL CONSTRAINT worries_about_a_room_have_words CHECK (length(body) BETWEEN 1 AND 1000),
    at timestamptz NOT NULL,
    reply text,
    replied_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id, person_id) REFERENCES meeting_reader (council_id, meeting_id, person_id)
);
CREATE INDEX worries_of_a_meeting ON meeting_worry (council_id, meeting_id);

CREATE TABLE paper (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT kinds_of_papers_are_known
    CHECK (kind IN ('agenda', 'report', 'plan', 'partner_report', 'other')),
    title text NOT NULL CONSTRAINT papers_have_titles CHECK (length(title) BETWEEN 1 AND 120),
    by_id uuid NOT NULL,
    due_on date NOT NULL,
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);
CREATE INDEX papers_of_a_meeting ON paper (council_id, meeting_id);

-- Versions follow each other; what was shared once is never changed.
CREATE TABLE paper_version (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    paper_id uuid NOT NULL,
    number integer NOT NULL,
    by_id uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    shared_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT paper_versions_follow UNIQUE (council_id, paper_id, number),
    FOREIGN KEY (council_id, paper_id) REFERENCES paper (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);

-- A paragraph keeps its key from version to version, so that what was said about it stays beside it.
CREATE TABLE paper_paragraph (
    council_id uuid NOT NULL,
    version_id uuid NOT NULL,
    position smallint NOT NULL,
    key uuid NOT NULL,
    heading boolean NOT NULL DEFAULT false,
    body text NOT NULL CONSTRAINT paragraphs_have_words CHECK (length(body) BETWEEN 1 AND 5000),
    PRIMARY KEY (council_id, version_id, position),
    CONSTRAINT paragraphs_once_a_version UNIQUE (council_id, version_id, key),
    FOREIGN KEY (council_id, version_id) REFERENCES paper_version (council_id, id)
);

CREATE TABLE paper_reader (
    council_id uuid NOT NULL,
    paper_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, paper_id, person_id),
    FOREIGN KEY (council_id, paper_id) REFERENCES paper (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id)
);
CREATE INDEX papers_of_a_reader ON paper_reader (council_id, person_id);

CREATE TABLE paper_reading (
    council_id uuid NOT NULL,
    version_id uuid NOT NULL,
    person_id uuid NOT NULL,
    first_read_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, version_id, person_id),
    FOREIGN KEY (council_id, version_id) REFERENCES paper_version (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);

-- "This is wrong because…" and "I see it differently": kept beside the paragraph for ever, answered before the meeting.
CREATE TABLE paper_comment (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    paper_id uuid NOT NULL,
    version_id uuid NOT NULL,
    paragraph_key uuid NOT NULL,
    by_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT kinds_of_comments_are_known CHECK (kind IN ('wrong', 'differently')),
    body text NOT NULL CONSTRAINT comments_have_words CHECK (length(body) BETWEEN 1 AND 5000),
    at timestamptz NOT NULL,
    reply_by_on date NOT NULL,
    reply text,
    replied_by uuid,
    replied_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, paper_id) REFERENCES paper (council_id, id),
    FOREIGN KEY (council_id, version_id, paragraph_key) REFERENCES paper_paragraph (council_id, version_id, key),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, replied_by) REFERENCES person (council_id, id)
);
CREATE INDEX comments_on_a_paper ON paper_comment (council_id, paper_id);

-- What somebody asks for around a meeting: more time, to be called and read to, paper, an explanation.
CREATE TABLE meeting_ask (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    person_id uuid NOT NULL,
    paper_id uuid,
    kind text NOT NULL CONSTRAINT things_asked_for_are_known
    CHECK (kind IN ('more_time', 'call_and_read', 'on_paper', 'explain', 'another_time')),
    words text CONSTRAINT what_is_asked_for_is_bounded CHECK (length(words) <= 1000),
    at timestamptz NOT NULL,
    reply text,
    done_by uuid,
    done_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id, person_id) REFERENCES meeting_reader (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, paper_id) REFERENCES paper (council_id, id),
    FOREIGN KEY (council_id, done_by) REFERENCES person (council_id, id)
);
CREATE INDEX asks_of_a_meeting ON meeting_ask (council_id, meeting_id);

-- Words that one reader may not be shown in anything of this meeting, whoever wrote them.
CREATE TABLE redaction (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    words text NOT NULL CONSTRAINT redacted_words_are_words CHECK (length(words) BETWEEN 2 AND 200),
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id),
    FOREIGN KEY (council_id, reader_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id)
);
CREATE INDEX redactions_of_a_reader ON redaction (council_id, meeting_id, reader_id);

-- What was decided, for each set of readers in words of its own; a child's stands beside the adults'.
CREATE TABLE decision (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    position smallint NOT NULL DEFAULT 0,
    body text NOT NULL CONSTRAINT decisions_have_words CHECK (length(body) BETWEEN 1 AND 1000),
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    shared_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id) REFERENCES meeting (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);
CREATE INDEX decisions_of_a_meeting ON decision (council_id, meeting_id);

CREATE TABLE decision_reader (
    council_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    person_id uuid NOT NULL,
    first_read_at timestamptz,
    PRIMARY KEY (council_id, decision_id, person_id),
    FOREIGN KEY (council_id, decision_id) REFERENCES decision (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX decisions_of_a_reader ON decision_reader (council_id, person_id);

-- "I do not agree": somebody's own view of what was decided, kept beside it.
CREATE TABLE different_view (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    meeting_id uuid NOT NULL,
    by_id uuid NOT NULL,
    body text NOT NULL CONSTRAINT different_views_have_words CHECK (length(body) BETWEEN 1 AND 5000),
    at timestamptz NOT NULL,
    reply_by_on date NOT NULL,
    reply text,
    replied_by uuid,
    replied_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, meeting_id, by_id) REFERENCES meeting_reader (council_id, meeting_id, person_id),
    FOREIGN KEY (council_id, replied_by) REFERENCES person (council_id, id)
);
CREATE INDEX different_views_of_a_meeting ON different_view (council_id, meeting_id);

-- The ledger of promises takes those of meetings in.
ALTER TABLE promise ADD COLUMN meeting_id uuid;
ALTER TABLE promise ADD CONSTRAINT promises_from_meetings FOREIGN KEY (council_id, meeting_id)
REFERENCES meeting (council_id, id) NOT VALID;
-- The one that takes its place guards the same, and meetings.
-- squawk-ignore ban-drop-constraint
ALTER TABLE promise DROP CONSTRAINT promises_come_from_somewhere;
ALTER TABLE promise ADD CONSTRAINT promises_come_from_somewhere CHECK (
    num_nonnulls(visit_id, conversation_id, meeting_id) = 1
    AND (conversation_id IS NULL) = (message_seq IS NULL)
    AND (conversation_id IS NULL OR child_plan_id IS NOT NULL)
) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX promises_of_a_meeting ON promise (council_id, meeting_id) WHERE meeting_id IS NOT NULL;

CALL keep_to_council(
    ARRAY[
        'meeting', 'meeting_child', 'meeting_slot', 'meeting_reader', 'meeting_attendee', 'meeting_part',
        'meeting_worry', 'paper', 'paper_version', 'paper_paragraph', 'paper_reader', 'paper_reading', 'paper_comment',
        'meeting_ask', 'redaction', 'decision', 'decision_reader', 'different_view'
    ]
);
GRANT SELECT, INSERT ON meeting, meeting_child, meeting_slot, meeting_reader, meeting_attendee, meeting_part,
meeting_worry, paper, paper_version, paper_paragraph, paper_reader, paper_reading, paper_comment, meeting_ask,
redaction, decision, decision_reader, different_view TO portal_web;
GRANT UPDATE ON meeting, meeting_child, meeting_slot, meeting_reader, meeting_attendee, meeting_part, meeting_worry,
paper, paper_version, paper_reader, paper_comment, meeting_ask, redaction, decision, decision_reader,
different_view TO portal_web;
-- A paper or a decision that is still being written is written anew.
GRANT DELETE ON paper_paragraph, decision TO portal_web;
GRANT SELECT ON meeting, meeting_child, meeting_slot, meeting_reader, paper, paper_version, paper_reader,
paper_reading TO portal_worker;

CREATE TRIGGER endings_wait_for_deeds BEFORE UPDATE ON meeting_reader
FOR EACH ROW WHEN (old.ended_at IS DISTINCT FROM new.ended_at OR old.slot_id IS DISTINCT FROM new.slot_id)
EXECUTE FUNCTION wait_for_deeds('person_id');

-- As for visits: nothing leaves about a slot that was moved, about a meeting that was called off, or to somebody who is
-- not asked any more, once they were told so.
CREATE FUNCTION let_letters_of_a_meeting_pass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM let_letters_pass(
        'about', CASE tg_table_name WHEN 'meeting' THEN new.id ELSE (to_jsonb(new) ->> 'meeting_id')::uuid END
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER letters_of_a_meeting_pass AFTER UPDATE OF state ON meeting
FOR EACH ROW WHEN (old.state = 'planned' AND old.state IS DISTINCT FROM new.state)
EXECUTE FUNCTION let_letters_of_a_meeting_pass();
CREATE TRIGGER letters_of_a_slot_pass AFTER UPDATE OF starts_at, ended_at ON meeting_slot
FOR EACH ROW WHEN ((old.starts_at, old.ended_at) IS DISTINCT FROM (new.starts_at, new.ended_at))
EXECUTE FUNCTION let_letters_of_a_meeting_pass();
CREATE TRIGGER letters_of_somebody_asked_pass AFTER UPDATE OF ended_at, slot_id ON meeting_reader
FOR EACH ROW WHEN ((old.ended_at, old.slot_id) IS DISTINCT FROM (new.ended_at, new.slot_id))
EXECUTE FUNCTION let_letters_of_a_meeting_pass();

-- What was shared stays as it was.
CREATE FUNCTION keep_shared_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM paper_version AS v
                WHERE v.id = coalesce(new.version_id, old.version_id) AND v.shared_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a paper that was shared is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN coalesce(new, old);
END
$$;
CREATE TRIGGER shared_papers_stay BEFORE INSERT OR UPDATE OR DELETE ON paper_paragraph
FOR EACH ROW EXECUTE FUNCTION keep_shared_paper();

-- The orders that keep a person away from one slot, whatever anybody ticked: the protected person is asked to it too, or
-- will be there for another reason.
CREATE FUNCTION orders_beside(actor uuid, slot uuid) RETURNS TABLE (protects_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT x.protects_id
  FROM current_restrictions(actor) AS x
 WHERE EXISTS (SELECT FROM meeting_reader AS o
                WHERE o.slot_id = slot AND o.person_id = x.protects_id AND o.ended_at IS NULL)
    OR EXISTS (SELECT FROM meeting_attendee AS a
                WHERE a.slot_id = slot AND a.person_id = x.protects_id AND a.ended_at IS NULL);
END;

-- Meetings that somebody outside the staff is asked to at this moment, each with their own slot. A partner for 90 days
-- at most after it was held; family while they still belong to a child it is about; nobody who would sit beside
-- a person that an order protects from them.
CREATE FUNCTION invited_meetings(actor uuid) RETURNS TABLE (id uuid, slot_id uuid, kind text) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.meeting_id AS id, r.slot_id, r.kind
  FROM meeting_reader AS r
  JOIN meeting AS m ON m.id = r.meeting_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND m.shared_at IS NOT NULL
   AND (m.held_on IS NULL OR r.kind = 'family' OR m.held_on > this_day() - 90)
   AND (r.kind <> 'family' OR EXISTS (
            SELECT FROM meeting_child AS c
             WHERE c.meeting_id = r.meeting_id
               AND (c.child_id = actor
                    OR EXISTS (SELECT FROM relationship AS l
                                WHERE l.child_id = c.child_id AND l.person_id = actor
                                  AND (l.to_on IS NULL OR l.to_on > this_day())))))
   AND (r.kind <> 'advocate' OR EXISTS (
            SELECT FROM meeting_reader AS w
             WHERE w.meeting_id = r.meeting_id AND w.person_id = r.chosen_by AND w.ended_at IS NULL))
   AND NOT EXISTS (SELECT FROM orders_beside(actor, r.slot_id) AS x);
END;

-- Meetings that a chair runs.
CREATE FUNCTION chaired_meetings(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT m.id
  FROM meeting AS m
  JOIN person AS p ON p.id = m.chair_id AND p.ended_at IS NULL
 WHERE m.chair_id = actor;
END;

-- Meetings about a plan that a member of staff works on.
CREATE FUNCTION staffed_meetings(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT c.meeting_id AS id
  FROM staffed_plans(actor) AS s
  JOIN meeting_child AS c ON c.child_plan_id = s.child_plan_id;
END;

-- Both: who prepares it, sees every slot, answers, and writes down what was decided.
CREATE FUNCTION run_meetings(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id FROM chaired_meetings(actor) AS c
 UNION
SELECT s.id FROM staffed_meetings(actor) AS s;
END;

-- Plans about which a member of staff may plan a meeting: those that they work on, and those whose meetings they run.
CREATE FUNCTION plans_to_meet_about(actor uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.child_plan_id
  FROM involvement AS i
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover', 'manager', 'chair')
   AND i.from_at <= this_moment()
   AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- A shared version of a paper reaches its named readers, as long as they are asked to the meeting.
CREATE FUNCTION shared_papers(actor uuid) RETURNS TABLE (id uuid, meeting_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id, p.meeting_id
  FROM invited_meetings(actor) AS i
  JOIN paper AS p ON p.meeting_id = i.id AND p.ended_at IS NULL
  JOIN paper_reader AS r ON r.paper_id = p.id AND r.person_id = actor AND r.ended_at IS NULL
 WHERE EXISTS (SELECT FROM paper_version AS v WHERE v.paper_id = p.id AND v.shared_at IS NOT NULL);
END;

-- And whoever runs the meeting; and a partner's own report, shared or not.
CREATE FUNCTION readable_papers(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id FROM shared_papers(actor) AS s
 UNION
SELECT p.id FROM run_meetings(actor) AS m JOIN paper AS p ON p.meeting_id = m.id AND p.ended_at IS NULL
 UNION
SELECT p.id
  FROM invited_meetings(actor) AS i
  JOIN paper AS p ON p.meeting_id = i.id AND p.by_id = actor AND p.ended_at IS NULL;
END;

CREATE FUNCTION readable_decisions(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT d.id
  FROM invited_meetings(actor) AS i
  JOIN decision AS d ON d.meeting_id = i.id AND d.shared_at IS NOT NULL
  JOIN decision_reader AS r ON r.decision_id = d.id AND r.person_id = actor
 UNION
SELECT d.id FROM run_meetings(actor) AS m JOIN decision AS d ON d.meeting_id = m.id;
END;

-- As before, and: a promise from a meeting is for whom it was shared with, and for who runs or works on it.
CREATE OR REPLACE FUNCTION readable_promises(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id
  JOIN shared_visits(actor) AS v ON v.id = p.visit_id
 WHERE r.person_id = actor
 UNION
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id AND p.conversation_id IS NOT NULL
 WHERE r.person_id = actor
 UNION
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id
  JOIN invited_meetings(actor) AS i ON i.id = p.meeting_id
 WHERE r.person_id = actor
 UNION
SELECT p.id
  FROM promise AS p
  JOIN staffed_visits(actor) AS v ON v.id = p.visit_id
 UNION
SELECT p.id
  FROM staffed_plans(actor) AS s
  JOIN promise AS p ON p.child_plan_id = s.child_plan_id
 UNION
SELECT p.id
  FROM run_meetings(actor) AS m
  JOIN promise AS p ON p.meeting_id = m.id;
END;

-- migrate:down
