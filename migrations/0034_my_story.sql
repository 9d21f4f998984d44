-- migrate:up

-- What a child or young person wants a new worker to know, in their words: written part by part, approved by them, and
-- from then on never changed; who changes their mind writes the next one. Nobody but its person ever reads a draft,
-- except whoever holds the phone for them while it is written.
CREATE TABLE story (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    began_at timestamptz NOT NULL,
    done_with uuid,
    dropped_at timestamptz,
    approved_at timestamptz,
    -- Counts what was approved, from 1: the highest is the one that holds.
    number integer,
    -- Its person shows it to nobody any more.
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, done_with) REFERENCES person (council_id, id),
    CONSTRAINT approved_stories_follow UNIQUE (council_id, person_id, number),
    CONSTRAINT approved_stories_have_numbers CHECK ((approved_at IS NULL) = (number IS NULL)),
    CONSTRAINT only_approved_stories_end CHECK (ended_at IS NULL OR approved_at IS NOT NULL),
    CONSTRAINT approved_stories_are_not_put_away CHECK (dropped_at IS NULL OR approved_at IS NULL)
);
CREATE UNIQUE INDEX one_story_begun_at_a_time ON story (council_id, person_id, coalesce(done_with, person_id))
WHERE approved_at IS NULL AND dropped_at IS NULL;

CREATE TABLE story_part (
    council_id uuid NOT NULL,
    story_id uuid NOT NULL,
    key text NOT NULL CONSTRAINT parts_of_a_story_are_known
    CHECK (key IN ('called', 'helps', 'not_ask', 'people', 'good', 'picture')),
    body text NOT NULL CONSTRAINT parts_of_a_story_are_bounded CHECK (length(body) <= 1000),
    saved_at timestamptz NOT NULL,
    -- Counts how often it was saved, so that a page knows what it was filled in from.
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, story_id, key),
    FOREIGN KEY (council_id, story_id) REFERENCES story (council_id, id)
);

-- “I have read it”: said by a worker, and told to whose story it is.
CREATE TABLE story_reading (
    council_id uuid NOT NULL,
    story_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (council_id, story_id, staff_id),
    FOREIGN KEY (council_id, story_id) REFERENCES story (council_id, id),
    FOREIGN KEY (council_id, staff_id) REFERENCES person (council_id, id)
);

-- What is asked or told on a birthday, and before an account ends: put off, or answered.
CREATE TABLE own_step (
    council_id uuid NOT NULL,
    person_id uuid NOT NULL,
    step text NOT NULL CONSTRAINT steps_of_growing_up_are_known
    CHECK (step IN ('at_16', 'at_18', 'half_year_left', 'month_left')),
    put_off_at timestamptz,
    answered_at timestamptz,
    PRIMARY KEY (council_id, person_id, step),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    CONSTRAINT steps_were_taken CHECK (num_nonnulls(put_off_at, answered_at) >= 1)
);

CALL keep_to_council(ARRAY['story', 'story_part', 'story_reading', 'own_step']);
GRANT SELECT, INSERT ON story, story_part, story_reading, own_step TO portal_web;
GRANT UPDATE (dropped_at, approved_at, number, ended_at) ON story TO portal_web;
GRANT UPDATE (body, saved_at, version) ON story_part TO portal_web;
GRANT UPDATE (put_off_at, answered_at) ON own_step TO portal_web;

-- What was approved stays as it was approved.
CREATE FUNCTION keep_approved_story() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- What was written before can still be brought in from elsewhere.
    IF EXISTS (SELECT FROM story AS s
                WHERE s.id = new.story_id AND s.approved_at IS NOT NULL
                  AND (tg_op = 'UPDATE' OR new.saved_at > s.approved_at)) THEN
        RAISE EXCEPTION 'a story that was approved is never changed' USING CONSTRAINT = 'approved_stories_stay',
              ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER approved_stories_stay BEFORE INSERT OR UPDATE ON story_part
FOR EACH ROW EXECUTE FUNCTION keep_approved_story();

-- What somebody can still write in: their own, or what they hold the phone for while they work with that person.
CREATE FUNCTION writable_stories(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id
  FROM story AS s
 WHERE s.person_id = actor AND s.done_with IS NULL AND s.approved_at IS NULL AND s.dropped_at IS NULL
 UNION ALL
SELECT s.id
  FROM story AS s
 WHERE s.done_with = actor AND s.approved_at IS NULL AND s.dropped_at IS NULL
   AND EXISTS (SELECT FROM workers_of_party(s.person_id) AS w WHERE w.staff_id = actor);
END;

-- Of the children whose plans somebody works on now, or stands in for, the story that holds. No manager, no chair, and
-- nobody of a family: it is for who comes to see the child.
CREATE FUNCTION staffed_stories(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id
  FROM story AS s
 WHERE s.person_id IN (
           SELECT p.child_id
             FROM involvement AS i
             JOIN child_plan AS p ON p.id = i.child_plan_id
            WHERE i.staff_id = actor
              AND i.role IN ('allocated', 'cover')
              AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
              AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day()))
   AND s.approved_at IS NOT NULL
   AND s.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM story AS n WHERE n.person_id = s.person_id AND n.number > s.number);
END;

CREATE FUNCTION readable_stories(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id
  FROM story AS s
 WHERE s.person_id = actor AND s.dropped_at IS NULL AND (s.done_with IS NULL OR s.approved_at IS NOT NULL)
 UNION
SELECT w.id FROM writable_stories(actor) AS w
 UNION
SELECT t.id FROM staffed_stories(actor) AS t;
END;

-- The day somebody reaches an age. Born on 29 February, that is 1 March where there is no 29th.
CREATE FUNCTION birthday_at(born_on date, years integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (born_on + make_interval(years => years))::date
+ (extract(DAY FROM born_on) <> extract(DAY FROM born_on + make_interval(years => years)))::integer;

-- From this day on an adult is shown nothing of somebody’s things: their 18th birthday. Empty between brothers and
-- sisters, and where the grown-up child chose this adult again. What they are to each other stays as it is written.
ALTER TABLE relationship ADD COLUMN apart_on date;
ALTER TABLE relationship ADD COLUMN chosen_again_at timestamptz;

CREATE FUNCTION part_at_18() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.chosen_again_at := NULL;
    new.apart_on := CASE WHEN new.type <> 'sibling' THEN (
        SELECT birthday_at(p.born_on, 18) FROM person AS p WHERE p.council_id = new.council_id AND p.id = new.child_id
    ) END;
    RETURN new;
END
$$;
CREATE TRIGGER parted_at_18 BEFORE INSERT OR UPDATE OF person_id, child_id, type ON relationship
FOR EACH ROW EXECUTE FUNCTION part_at_18();

-- The account of a young person ends on the day they turn 25, unless they are here as somebody’s parent or carer too.
ALTER TABLE account ADD COLUMN ends_on date;

CREATE FUNCTION end_account_at_25() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.ends_on := (
        SELECT birthday_at(p.born_on, 25) FROM person AS p
         WHERE p.council_id = new.council_id AND p.id = new.person_id AND p.kind = 'young_person'
           AND NOT EXISTS (SELECT FROM relationship AS r
                            WHERE r.council_id = p.council_id AND r.person_id = p.id AND r.type <> 'sibling')
    );
    RETURN new;
END
$$;
CREATE TRIGGER accounts_end_at_25 BEFORE INSERT ON account
FOR EACH ROW EXECUTE FUNCTION end_account_at_25();

CREATE FUNCTION keep_account_of_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account SET ends_on = NULL
     WHERE council_id = new.council_id AND person_id = new.person_id AND ends_on IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER accounts_of_parents_stay AFTER INSERT ON relationship
FOR EACH ROW WHEN (new.type <> 'sibling') EXECUTE FUNCTION keep_account_of_parent();

-- A birthday that was written down wrong moves the days that hang on it.
CREATE FUNCTION move_birthdays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE relationship SET apart_on = birthday_at(new.born_on, 18)
     WHERE council_id = new.council_id AND child_id = new.id AND apart_on IS NOT NULL;
    UPDATE account SET ends_on = birthday_at(new.born_on, 25)
     WHERE council_id = new.council_id AND person_id = new.id AND ends_on IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER birthdays_move AFTER UPDATE OF born_on ON person
FOR EACH ROW WHEN (old.born_on IS DISTINCT FROM new.born_on) EXECUTE FUNCTION move_birthdays();

DO $$
DECLARE
    expected integer := (
        SELECT count(*) FROM relationship AS r JOIN person AS p ON p.council_id = r.council_id AND p.id = r.child_id
         WHERE r.type <> 'sibling' AND p.born_on IS NOT NULL
    );
    parted integer;
BEGIN
    UPDATE relationship AS r SET apart_on = birthday_at(p.born_on, 18)
      FROM person AS p
     WHERE p.council_id = r.council_id AND p.id = r.child_id AND r.type <> 'sibling' AND p.born_on IS NOT NULL;
    GET DIAGNOSTICS parted = ROW_COUNT;
    ASSERT parted = expected, format('%s of %s relationships have their day', parted, expected);
    UPDATE account AS a SET ends_on = birthday_at(p.born_on, 25)
      FROM person AS p
     WHERE p.council_id = a.council_id AND p.id = a.person_id AND p.kind = 'young_person'
       AND NOT EXISTS (SELECT FROM relationship AS r
                        WHERE r.council_id = p.council_id AND r.person_id = p.id AND r.type <> 'sibling');
    ASSERT NOT EXISTS (SELECT FROM account AS a JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
                        WHERE a.ends_on IS NOT NULL AND p.kind <> 'young_person'), 'only the accounts of the young end';
END
$$;

-- As before, but for whoever is grown up and has not chosen this adult again.
CREATE OR REPLACE FUNCTION ties_to(person uuid, visit uuid) RETURNS TABLE (child_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.child_id
  FROM visit_child AS c
 WHERE c.visit_id = visit
   AND (c.child_id = person
        OR EXISTS (SELECT FROM relationship AS l
                    WHERE l.child_id = c.child_id AND l.person_id = person
                      AND (l.to_on IS NULL OR l.to_on > this_day())
                      AND (l.apart_on IS NULL OR l.apart_on > this_day())));
END;

CREATE OR REPLACE FUNCTION plans_of_party(someone uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.id AS child_plan_id
  FROM child_plan AS p
 WHERE p.child_id = someone AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
 UNION ALL
SELECT p.id AS child_plan_id
  FROM relationship AS r
  JOIN child_plan AS p ON p.child_id = r.child_id
 WHERE r.person_id = someone AND r.type <> 'sibling'
   AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
   AND (r.apart_on IS NULL OR r.apart_on > this_day())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

CREATE OR REPLACE FUNCTION staffed_conversations(actor uuid)
RETURNS TABLE (id uuid, person_id uuid, role text, covering_for uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, c.person_id, CASE i.role WHEN 'cover' THEN 'cover' ELSE 'worker' END AS role, i.covering_for,
       i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
        AND (r.apart_on IS NULL OR r.apart_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover')
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

CREATE OR REPLACE FUNCTION managed_conversations(actor uuid) RETURNS TABLE (id uuid, child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT c.id, i.child_plan_id
  FROM involvement AS i
  JOIN child_plan AS p ON p.id = i.child_plan_id
 CROSS JOIN LATERAL (
     SELECT p.child_id AS person_id
      UNION ALL
     SELECT r.person_id
       FROM relationship AS r
      WHERE r.child_id = p.child_id AND r.type <> 'sibling'
        AND r.from_on <= this_day() AND (r.to_on IS NULL OR r.to_on > this_day())
        AND (r.apart_on IS NULL OR r.apart_on > this_day())
 ) AS party
  JOIN conversation AS c ON c.person_id = party.person_id
 WHERE i.staff_id = actor
   AND i.role = 'manager'
   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day());
END;

CREATE OR REPLACE FUNCTION invited_meetings(actor uuid) RETURNS TABLE (id uuid, slot_id uuid, kind text) LANGUAGE sql STABLE
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
                                  AND (l.to_on IS NULL OR l.to_on > this_day())
                                  AND (l.apart_on IS NULL OR l.apart_on > this_day())))))
   AND (r.kind <> 'advocate' OR EXISTS (
            SELECT FROM meeting_reader AS w
             WHERE w.meeting_id = r.meeting_id AND w.person_id = r.chosen_by AND w.ended_at IS NULL))
   AND NOT EXISTS (SELECT FROM orders_beside(actor, r.slot_id) AS x);
END;

-- As before; what was chosen since the 18th birthday holds by itself, what was chosen earlier does not.
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

-- As before, and nobody whose account has ended.
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
           CASE WHEN a.state <> 'active' THEN a.state
                WHEN found_session.together_with IS NOT NULL THEN 'together'
                WHEN a.welcome_step IS NOT NULL THEN 'arriving'
                ELSE 'active' END,
           p.kind, p.staff_role, p.name, p.called,
           p.pronoun, p.born_on, p.team_id, a.language, a.text_size, a.colours, a.style, a.pictures,
           a.less_movement, a.quiet
      FROM account AS a
      JOIN person AS p ON p.council_id = a.council_id AND p.id = a.person_id
     WHERE a.council_id = found_session.council_id
       AND a.id = found_session.account_id
       AND a.state IN ('invited', 'active', 'paused')
       AND (a.ends_on IS NULL OR a.ends_on > (moment AT TIME ZONE 'Europe/London')::date)
       AND p.ended_at IS NULL;
END
$$;

-- migrate:down
