-- migrate:up

CREATE TABLE visit (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    family_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    announced boolean NOT NULL,
    state text NOT NULL DEFAULT 'planned' CONSTRAINT visit_states_are_known
    CHECK (state IN ('planned', 'done', 'partly', 'called_off', 'family_called_off', 'missed_by_us', 'no_answer', 'refused')),
    starts_at timestamptz NOT NULL,
    -- What the clock on the wall says; starts_at is this in Europe/London.
    -- squawk-ignore prefer-timestamp-tz
    starts_wall timestamp NOT NULL,
    minutes smallint NOT NULL CONSTRAINT visits_last_minutes CHECK (minutes BETWEEN 5 AND 600),
    place text NOT NULL CONSTRAINT places_are_known CHECK (place IN ('home', 'school', 'office', 'other')),
    place_words text,
    purpose text NOT NULL CONSTRAINT visits_have_a_purpose CHECK (length(purpose) BETWEEN 1 AND 600),
    also_coming text,
    interpreter_language text,
    interpreter_booked boolean NOT NULL DEFAULT false,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    shared_at timestamptz,
    -- Why the visit ended as it did, in words for the family; staff's own words go in visit_note.
    ended_at timestamptz,
    ended_words text,
    -- What was recorded afterwards.
    present text,
    share_by_on date,
    -- One of us came at another time than the plan said, or did not come.
    our_mistake boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, family_id) REFERENCES family (council_id, id),
    FOREIGN KEY (council_id, worker_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, planned_by) REFERENCES person (council_id, id),
    CONSTRAINT unannounced_visits_are_shared_only_after CHECK (announced OR shared_at IS NULL OR state <> 'planned')
);
CREATE INDEX visits_of_a_worker ON visit (council_id, worker_id, starts_at);
CREATE INDEX visits_of_a_family ON visit (council_id, family_id, starts_at);

-- Which children's plans a visit is about. Seen, seen alone and bedroom are per child, never per visit.
CREATE TABLE visit_child (
    council_id uuid NOT NULL REFERENCES council,
    visit_id uuid NOT NULL,
    child_id uuid NOT NULL,
    child_plan_id uuid NOT NULL,
    wish_to_see boolean NOT NULL DEFAULT true,
    alone_minutes smallint CONSTRAINT time_alone_is_minutes CHECK (alone_minutes BETWEEN 5 AND 120),
    alone_why text,
    seen boolean,
    seen_alone boolean,
    not_alone_because text CONSTRAINT reasons_for_not_alone_are_known
    CHECK (not_alone_because IN ('child_said_no', 'not_right_for_age', 'not_possible')),
    not_alone_words text,
    bedroom_seen boolean,
    PRIMARY KEY (council_id, visit_id, child_id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    CONSTRAINT seen_alone_means_seen CHECK (seen_alone IS NOT TRUE OR seen)
);
CREATE INDEX visits_about_a_plan ON visit_child (council_id, child_plan_id);

-- Who of the family may see the plan. No row, no visit: an unannounced one has none before it is done.
CREATE TABLE visit_reader (
    council_id uuid NOT NULL REFERENCES council,
    visit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- This person's own answer, and the time of the visit that it was an answer to.
    said_ok_at timestamptz,
    said_ok_to timestamptz,
    PRIMARY KEY (council_id, visit_id, person_id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id)
);
CREATE INDEX visits_of_a_reader ON visit_reader (council_id, person_id, visit_id);

CREATE TABLE visit_topic (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    added_by uuid NOT NULL,
    body text NOT NULL CONSTRAINT topics_are_short CHECK (length(body) BETWEEN 1 AND 300),
    audience text NOT NULL CONSTRAINT topic_audiences_are_known CHECK (audience IN ('worker', 'everyone')),
    in_private boolean NOT NULL DEFAULT false,
    position smallint NOT NULL DEFAULT 0,
    added_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, added_by) REFERENCES person (council_id, id)
);
CREATE INDEX topics_of_a_visit ON visit_topic (council_id, visit_id);

CREATE TABLE visit_offered_time (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    -- squawk-ignore prefer-timestamp-tz
    starts_wall timestamp NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id)
);
CREATE INDEX offered_times_of_a_visit ON visit_offered_time (council_id, visit_id);

CREATE TABLE visit_change_request (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    offered_time_id uuid,
    when_better text,
    why text,
    reply_by_on date NOT NULL,
    state text NOT NULL DEFAULT 'open' CONSTRAINT change_request_states_are_known
    CHECK (state IN ('open', 'agreed', 'kept', 'withdrawn')),
    reply text,
    replied_by uuid,
    replied_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, asked_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, offered_time_id) REFERENCES visit_offered_time (council_id, id),
    FOREIGN KEY (council_id, replied_by) REFERENCES person (council_id, id)
);
CREATE INDEX change_requests_of_a_visit ON visit_change_request (council_id, visit_id);
CREATE UNIQUE INDEX change_requests_one_open_a_person ON visit_change_request (council_id, visit_id, asked_by)
WHERE state = 'open';

-- Things the worker asks to have ready, beside the standing list; and who ticked what.
CREATE TABLE visit_ready_item (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    body text NOT NULL CONSTRAINT ready_items_are_short CHECK (length(body) BETWEEN 1 AND 120),
    position smallint NOT NULL DEFAULT 0,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id)
);
CREATE INDEX ready_items_of_a_visit ON visit_ready_item (council_id, visit_id);

CREATE TABLE visit_preparation (
    council_id uuid NOT NULL REFERENCES council,
    visit_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- A standing item's key, or a visit_ready_item's id.
    item text NOT NULL CONSTRAINT ticked_items_are_short CHECK (length(item) BETWEEN 1 AND 60),
    ticked_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, visit_id, person_id, item),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);

-- What changed about a visit, told in order: never edited.
CREATE TABLE visit_news (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT visit_news_is_known
    CHECK (kind IN ('shared', 'changed', 'late', 'moved', 'ended', 'reopened')),
    by_id uuid NOT NULL,
    at timestamptz NOT NULL,
    late_minutes smallint,
    was_at timestamptz,
    now_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);
CREATE INDEX news_of_a_visit ON visit_news (council_id, visit_id, at);

-- Staff only, on a page of its own.
CREATE TABLE visit_note (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    by_id uuid NOT NULL,
    body text NOT NULL CONSTRAINT notes_have_words CHECK (length(body) BETWEEN 1 AND 10000),
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id)
);
CREATE INDEX notes_of_a_visit ON visit_note (council_id, visit_id);

-- A child's words, exactly. Never edited; shown to a family only where that child chose it.
CREATE TABLE visit_words (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    child_id uuid NOT NULL,
    written_by uuid NOT NULL,
    body text NOT NULL CONSTRAINT words_are_words CHECK (length(body) BETWEEN 1 AND 10000),
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, written_by) REFERENCES person (council_id, id)
);
CREATE INDEX words_of_a_visit ON visit_words (council_id, visit_id);

-- One summary for one set of readers; a later version replaces none: all are kept.
CREATE TABLE visit_summary (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    -- The first version's id: versions of one summary share it.
    first_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by uuid NOT NULL,
    told_us text NOT NULL DEFAULT '',
    going_well text NOT NULL DEFAULT '',
    worried text NOT NULL DEFAULT '',
    happens_next text NOT NULL DEFAULT '',
    -- What we agreed, while it is being written: becomes promises at the moment of sharing, never before.
    agreed jsonb NOT NULL DEFAULT '[]',
    -- Promises already made in another summary of this visit that these readers shall see too.
    agreed_before uuid [] NOT NULL DEFAULT '{}',
    -- Counts the saves of a draft, so that two people writing one see each other.
    draft_version integer NOT NULL DEFAULT 1,
    saved_at timestamptz NOT NULL,
    shared_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT summary_versions_follow UNIQUE (council_id, first_id, version),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, written_by) REFERENCES person (council_id, id),
    CONSTRAINT summaries_are_bounded CHECK (
        length(told_us) <= 5000 AND length(going_well) <= 5000 AND length(worried) <= 5000
        AND length(happens_next) <= 5000
    )
);
CREATE INDEX summaries_of_a_visit ON visit_summary (council_id, visit_id);

CREATE TABLE visit_summary_reader (
    council_id uuid NOT NULL REFERENCES council,
    summary_id uuid NOT NULL,
    person_id uuid NOT NULL,
    first_read_at timestamptz,
    PRIMARY KEY (council_id, summary_id, person_id),
    FOREIGN KEY (council_id, summary_id) REFERENCES visit_summary (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX summaries_of_a_reader ON visit_summary_reader (council_id, person_id);

-- What was promised, by the council or by the family: one ledger for visits and meetings.
CREATE TABLE promise (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    family_id uuid NOT NULL,
    visit_id uuid NOT NULL,
    summary_id uuid,
    owed_by text NOT NULL CONSTRAINT promises_are_owed CHECK (owed_by IN ('council', 'family')),
    who_words text NOT NULL CONSTRAINT promises_name_somebody CHECK (length(who_words) BETWEEN 1 AND 120),
    what text NOT NULL CONSTRAINT promises_say_what CHECK (length(what) BETWEEN 1 AND 300),
    helps_because text,
    by_on date,
    state text NOT NULL DEFAULT 'open' CONSTRAINT promise_states_are_known CHECK (state IN ('open', 'done', 'not_done')),
    because text,
    settled_by uuid,
    settled_at timestamptz,
    position smallint NOT NULL DEFAULT 0,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, family_id) REFERENCES family (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, summary_id) REFERENCES visit_summary (council_id, id),
    FOREIGN KEY (council_id, settled_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, made_by) REFERENCES person (council_id, id),
    CONSTRAINT broken_promises_are_explained CHECK (state <> 'not_done' OR because IS NOT NULL)
);
CREATE INDEX promises_of_a_visit ON promise (council_id, visit_id);
CREATE INDEX promises_of_a_family ON promise (council_id, family_id);

-- A promise reaches people as a part of what was shared with them, never before.
CREATE TABLE promise_reader (
    council_id uuid NOT NULL REFERENCES council,
    promise_id uuid NOT NULL,
    person_id uuid NOT NULL,
    shared_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, promise_id, person_id),
    FOREIGN KEY (council_id, promise_id) REFERENCES promise (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX promises_of_a_reader ON promise_reader (council_id, person_id);

-- What a person of the family says about what we wrote: kept beside it for ever, never over it.
CREATE TABLE correction (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    visit_id uuid NOT NULL,
    summary_id uuid,
    by_id uuid NOT NULL,
    -- 'right': yes, this is right; 'wrong': something is wrong or missing; 'our_side': about a visit that did not happen.
    kind text NOT NULL CONSTRAINT corrections_are_known CHECK (kind IN ('right', 'wrong', 'our_side')),
    body text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    reply_by_on date,
    reply text,
    replied_by uuid,
    replied_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, visit_id) REFERENCES visit (council_id, id),
    FOREIGN KEY (council_id, summary_id) REFERENCES visit_summary (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, replied_by) REFERENCES person (council_id, id),
    CONSTRAINT corrections_say_something CHECK (kind = 'right' OR length(body) BETWEEN 1 AND 5000)
);
CREATE INDEX corrections_of_a_visit ON correction (council_id, visit_id);

CALL keep_to_council(
    ARRAY[
        'visit', 'visit_child', 'visit_reader', 'visit_topic', 'visit_offered_time', 'visit_change_request',
        'visit_ready_item', 'visit_preparation', 'visit_news', 'visit_note', 'visit_words', 'visit_summary',
        'visit_summary_reader', 'promise', 'promise_reader', 'correction'
    ]
);
GRANT SELECT ON visit, visit_child, visit_reader, visit_topic, visit_offered_time, visit_change_request,
visit_ready_item, visit_preparation, visit_news, visit_note, visit_words, visit_summary, visit_summary_reader,
promise, promise_reader, correction TO portal_web, portal_worker;
GRANT INSERT ON visit, visit_child, visit_reader, visit_topic, visit_offered_time, visit_change_request,
visit_ready_item, visit_preparation, visit_news, visit_note, visit_words, visit_summary, visit_summary_reader,
promise, promise_reader, correction TO portal_web;
GRANT UPDATE ON visit, visit_child, visit_reader, visit_topic, visit_offered_time, visit_change_request,
visit_ready_item, visit_summary, visit_summary_reader, promise TO portal_web;
GRANT UPDATE (reply, replied_by, replied_at) ON correction TO portal_web;
-- Ticks come and go, and a draft's readers with it; nothing else that was said is ever deleted.
GRANT DELETE ON visit_preparation, visit_summary_reader TO portal_web;

-- What has been shared stays as it was shared, whoever asks.
CREATE FUNCTION keep_shared_summary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.shared_at IS NOT NULL THEN
        RAISE EXCEPTION 'a shared summary is never edited' USING CONSTRAINT = 'shared_summaries_stay',
              ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER shared_summaries_stay BEFORE UPDATE ON visit_summary
FOR EACH ROW EXECUTE FUNCTION keep_shared_summary();

-- Restrictions in force at this moment on one person.
CREATE FUNCTION current_restrictions(actor uuid) RETURNS TABLE (protects_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT x.protects_id
  FROM restriction AS x
 WHERE x.person_id = actor
   AND x.ended_at IS NULL
   AND x.from_on <= this_day()
   AND (x.until_on IS NULL OR x.until_on >= this_day());
END;

-- Visits that an order keeps a person away from, whatever anybody ticked: the protected person may see the
-- plan too, or it is where the protected person lives with a child of the visit.
CREATE FUNCTION visits_kept_from(actor uuid) RETURNS TABLE (visit_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.visit_id
  FROM current_restrictions(actor) AS x
  JOIN visit_reader AS r ON r.person_id = x.protects_id AND r.ended_at IS NULL
 UNION
SELECT c.visit_id
  FROM current_restrictions(actor) AS x
  JOIN relationship AS l ON l.person_id = x.protects_id AND l.lives_with AND (l.to_on IS NULL OR l.to_on > this_day())
  JOIN visit_child AS c ON c.child_id = l.child_id
  JOIN visit AS v ON v.id = c.visit_id AND v.place = 'home';
END;

-- Who may see a visit: a named reader of a shared plan, or staff who work on a plan of a child it is about.
CREATE FUNCTION readable_visits(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.visit_id AS id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND v.shared_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM visits_kept_from(actor) AS k WHERE k.visit_id = r.visit_id)
 UNION
SELECT c.visit_id AS id
  FROM staffed_plans(actor) AS s
  JOIN visit_child AS c ON c.child_plan_id = s.child_plan_id;
END;

-- The same visits, for staff only: what they may plan, change and write up.
CREATE FUNCTION staffed_visits(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT DISTINCT c.visit_id AS id
  FROM staffed_plans(actor) AS s
  JOIN visit_child AS c ON c.child_plan_id = s.child_plan_id;
END;

-- And for the family side only: a named reader, and nobody else.
CREATE FUNCTION shared_visits(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.visit_id AS id
  FROM visit_reader AS r
  JOIN visit AS v ON v.id = r.visit_id
 WHERE r.person_id = actor
   AND r.ended_at IS NULL
   AND v.shared_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM visits_kept_from(actor) AS k WHERE k.visit_id = r.visit_id);
END;

CREATE FUNCTION readable_visit_topics(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT t.id
  FROM visit_topic AS t
  JOIN shared_visits(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL AND (t.added_by = actor OR t.audience = 'everyone')
 UNION
SELECT t.id
  FROM visit_topic AS t
  JOIN staffed_visits(actor) AS v ON v.id = t.visit_id
 WHERE t.ended_at IS NULL;
END;

CREATE FUNCTION readable_summaries(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.summary_id AS id
  FROM visit_summary_reader AS r
  JOIN visit_summary AS s ON s.id = r.summary_id
  JOIN shared_visits(actor) AS v ON v.id = s.visit_id
 WHERE r.person_id = actor AND s.shared_at IS NOT NULL
 UNION
SELECT s.id
  FROM visit_summary AS s
  JOIN staffed_visits(actor) AS v ON v.id = s.visit_id;
END;

CREATE FUNCTION readable_promises(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT r.promise_id AS id
  FROM promise_reader AS r
  JOIN promise AS p ON p.id = r.promise_id
  JOIN shared_visits(actor) AS v ON v.id = p.visit_id
 WHERE r.person_id = actor
 UNION
SELECT p.id
  FROM promise AS p
  JOIN staffed_visits(actor) AS v ON v.id = p.visit_id;
END;

CREATE FUNCTION readable_corrections(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id FROM correction AS c WHERE c.by_id = actor
 UNION
SELECT c.id
  FROM correction AS c
  JOIN staffed_visits(actor) AS v ON v.id = c.visit_id;
END;

-- migrate:down
