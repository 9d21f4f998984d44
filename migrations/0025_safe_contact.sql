-- migrate:up

-- The rest of how somebody said that they may be reached. What was not asked yet counts as no.
ALTER TABLE safe_contact_plan
ADD COLUMN days smallint [] NOT NULL DEFAULT '{1,2,3,4,5,6,7}'
CONSTRAINT days_for_letters_are_weekdays CHECK (days <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint [] AND cardinality(days) > 0),
ADD COLUMN email text NOT NULL DEFAULT 'no' CONSTRAINT emails_are_answered CHECK (email IN ('yes', 'discreet', 'no')),
-- By post, to the lines of letters_to.
ADD COLUMN letters boolean NOT NULL DEFAULT false,
ADD COLUMN plain_envelope boolean NOT NULL DEFAULT true,
-- What whoever calls says first, so that the right person goes on talking.
ADD COLUMN code_word text CONSTRAINT code_words_are_short CHECK (length(code_word) BETWEEN 1 AND 60),
-- “My phone is not safe”: since then nothing leaves for this person.
ADD COLUMN unsafe_since timestamptz,
-- They answered STOP to a text.
ADD COLUMN texts_stopped_at timestamptz,
-- The moment of checked_on, where we know it.
ADD COLUMN checked_at timestamptz;

-- A number or address. `plain` is the same however it was typed, so that two people with one number are noticed.
ALTER TABLE contact_point
-- A few rows for each person: written anew in an instant.
-- squawk-ignore adding-field-with-default
ADD COLUMN plain text NOT NULL GENERATED ALWAYS AS (
    CASE
        WHEN kind = 'email' THEN lower(value)
        ELSE regexp_replace(regexp_replace(value, '[^0-9+]', '', 'g'), '^(\+|00)44', '0')
    END
) STORED,
-- False until something arrived there, or the person and their worker tried it.
ADD COLUMN proven boolean NOT NULL DEFAULT true,
ADD COLUMN added_at timestamptz,
ADD COLUMN failed_at timestamptz,
-- Do the people who have this number share the phone? `no`: one of the numbers is wrong, and nobody knows whose.
ADD COLUMN shared text CONSTRAINT sharing_is_answered CHECK (shared IN ('yes', 'no'));
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX contact_points_alike ON contact_point (council_id, plain) WHERE ended_at IS NULL;

CREATE FUNCTION note_failing_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.failed_at := CASE WHEN new.works THEN NULL WHEN old.works THEN this_moment() ELSE old.failed_at END;
    RETURN new;
END
$$;
CREATE TRIGGER contact_points_say_since_when_they_fail BEFORE UPDATE OF works ON contact_point
FOR EACH ROW EXECUTE FUNCTION note_failing_contact();

ALTER TABLE restriction ADD COLUMN added_at timestamptz;

-- Nothing is sent any more: to one person, or to all of a family. Ended with a reason, never taken away.
CREATE TABLE letter_stop (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid,
    family_id uuid,
    why text NOT NULL CONSTRAINT stops_have_a_reason
    CHECK (why IN ('death', 'adoption', 'order', 'closure', 'unsafe_phone', 'other')),
    words text CONSTRAINT stops_are_explained CHECK (length(words) BETWEEN 1 AND 300),
    at timestamptz NOT NULL,
    by_id uuid NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    ended_because text CONSTRAINT ended_stops_are_explained CHECK (length(ended_because) BETWEEN 1 AND 300),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, family_id) REFERENCES family (council_id, id),
    FOREIGN KEY (council_id, by_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, ended_by) REFERENCES person (council_id, id),
    CONSTRAINT stops_are_for_a_person_or_a_family CHECK ((person_id IS NULL) <> (family_id IS NULL)),
    CONSTRAINT other_stops_say_more CHECK (why <> 'other' OR words IS NOT NULL),
    CONSTRAINT ended_stops_say_who_and_why
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_because IS NULL))
);
CREATE UNIQUE INDEX one_open_stop_a_person ON letter_stop (council_id, person_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX one_open_stop_a_family ON letter_stop (council_id, family_id) WHERE ended_at IS NULL;

CALL keep_to_council(ARRAY['letter_stop']);
GRANT SELECT, INSERT ON letter_stop TO portal_web;
GRANT UPDATE (ended_at, ended_by, ended_because) ON letter_stop TO portal_web;
GRANT SELECT ON letter_stop TO portal_worker;

-- The stops that hold somebody's letters now: their own, and those of a family that they belong to.
CREATE FUNCTION stops_for(asked uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT s.id
  FROM letter_stop AS s
 WHERE s.ended_at IS NULL
   AND (s.person_id = asked
        OR s.family_id IN (
            SELECT p.family_id FROM child_plan AS p WHERE p.child_id = asked
             UNION ALL
            SELECT p.family_id
              FROM relationship AS r
              JOIN child_plan AS p ON p.child_id = r.child_id
             WHERE r.person_id = asked
        ));
END;

-- What happened to somebody after which their plan may not be true any more. An order is news about the one whom it
-- protects; whoever it keeps away must not read it off a question.
CREATE FUNCTION contact_incidents(asked uuid) RETURNS TABLE (why text, at timestamptz) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT 'urgent' AS why, u.raised_at AS at
  FROM conversation AS c
  JOIN urgent_item AS u ON u.conversation_id = c.id
 WHERE c.person_id = asked
 UNION ALL
SELECT 'restriction', r.added_at
  FROM restriction AS r
 WHERE r.protects_id = asked AND r.added_at IS NOT NULL
 UNION ALL
SELECT 'number_failed', n.failed_at
  FROM contact_point AS n
 WHERE n.person_id = asked AND n.ended_at IS NULL AND n.failed_at IS NOT NULL
 UNION ALL
SELECT 'number_shared', greatest(n.added_at, o.added_at)
  FROM contact_point AS n
  JOIN contact_point AS o ON o.plain = n.plain AND o.person_id <> n.person_id AND o.ended_at IS NULL
 WHERE n.person_id = asked AND n.ended_at IS NULL AND greatest(n.added_at, o.added_at) IS NOT NULL
 UNION ALL
SELECT 'stop', k.texts_stopped_at
  FROM safe_contact_plan AS k
 WHERE k.person_id = asked AND k.texts_stopped_at IS NOT NULL;
END;

-- The first time, after somebody chose their own password: which of its pages comes next. Empty before that, and when
-- all of them are behind somebody, who is not asked again.
ALTER TABLE account
ADD COLUMN welcome_step smallint CONSTRAINT welcome_has_five_pages CHECK (welcome_step BETWEEN 1 AND 5),
ADD COLUMN welcomed_at timestamptz;

-- migrate:down
