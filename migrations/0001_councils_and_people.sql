-- migrate:up

-- The council and the moment that a transaction speaks for. Both come from the session look-up; where
-- neither was set, they are null and every policy and every access rule says no.
CREATE FUNCTION current_council() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.council', true), '')::uuid;

CREATE FUNCTION this_moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.now', true), '')::timestamptz;

CREATE FUNCTION this_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (nullif(current_setting('app.now', true), '')::timestamptz AT TIME ZONE 'Europe/London')::date;

-- What every table of a council gets: forced row-level security and one policy.
CREATE PROCEDURE keep_to_council(tables text []) LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY council_only ON %I USING (council_id = current_council()) '
            'WITH CHECK (council_id = current_council())', name
        );
    END LOOP;
END
$$;

CREATE TABLE council (
    council_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    service_name text NOT NULL,
    host text NOT NULL,
    colour text NOT NULL DEFAULT '#1f5f5b' CONSTRAINT councils_colour_is_a_code CHECK (colour ~ '^#[0-9a-f]{6}$'),
    second_colour text CONSTRAINT councils_second_colour_is_a_code CHECK (second_colour ~ '^#[0-9a-f]{6}$'),
    logo_path text,
    team_name text NOT NULL,
    phone text NOT NULL,
    out_of_hours_name text NOT NULL,
    out_of_hours_phone text NOT NULL,
    opens_at time NOT NULL DEFAULT '09:00',
    closes_at time NOT NULL DEFAULT '17:00',
    open_days smallint [] NOT NULL DEFAULT '{1,2,3,4,5}',
    exit_url text NOT NULL DEFAULT 'https://www.bbc.co.uk/weather',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (council_id, host)
);
CREATE INDEX councils_by_host ON council (host);

CREATE TABLE team (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    phone text NOT NULL,
    PRIMARY KEY (council_id, id)
);

CREATE TABLE person (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    kind text NOT NULL CONSTRAINT people_are_of_one_kind CHECK (kind IN ('young_person', 'adult', 'staff', 'partner')),
    -- Staff and the person see the whole name; others of the family see only what the person is called.
    name text NOT NULL CONSTRAINT people_have_names CHECK (length(name) BETWEEN 1 AND 120),
    called text NOT NULL CONSTRAINT people_are_called_something CHECK (length(called) BETWEEN 1 AND 60),
    pronoun text NOT NULL DEFAULT 'they' CONSTRAINT people_pronouns_are_known CHECK (pronoun IN ('she', 'he', 'they')),
    born_on date,
    language text NOT NULL DEFAULT 'en',
    interpreter_language text,
    access_needs text,
    -- Staff only: what they do, when they work, how fast they answer.
    staff_role text CONSTRAINT staff_roles_are_known CHECK (staff_role IN ('worker', 'manager', 'chair', 'administrator')),
    job_title text,
    team_id uuid,
    works text,
    replies_within_days smallint NOT NULL DEFAULT 1,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, team_id) REFERENCES team (council_id, id),
    CONSTRAINT staff_have_roles CHECK ((kind = 'staff') = (staff_role IS NOT NULL)),
    CONSTRAINT young_people_have_birthdays CHECK (kind <> 'young_person' OR born_on IS NOT NULL)
);

CREATE TABLE home (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    address text NOT NULL,
    from_on date NOT NULL,
    to_on date,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX homes_of_a_person ON home (council_id, person_id);

CREATE TABLE contact_point (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT contact_points_are_known CHECK (kind IN ('mobile', 'landline', 'email')),
    value text NOT NULL,
    works boolean NOT NULL DEFAULT true,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX contact_points_of_a_person ON contact_point (council_id, person_id);

CREATE TABLE safe_contact_plan (
    council_id uuid NOT NULL REFERENCES council,
    person_id uuid NOT NULL,
    texting text NOT NULL CONSTRAINT texting_is_answered CHECK (texting IN ('any_time', 'some_times', 'discreet', 'no')),
    from_time time,
    to_time time,
    discreet boolean NOT NULL DEFAULT false,
    calls text NOT NULL DEFAULT 'yes' CONSTRAINT calls_are_answered CHECK (calls IN ('yes', 'some_times', 'no')),
    voicemail boolean NOT NULL DEFAULT false,
    device_shared boolean NOT NULL DEFAULT false,
    shared_with text,
    never text,
    only_i_contact boolean NOT NULL DEFAULT false,
    letters_to text,
    checked_on date NOT NULL,
    checked_by uuid,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (council_id, person_id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, checked_by) REFERENCES person (council_id, id)
);

CREATE TABLE family (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, id)
);

CREATE TABLE child_plan (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    family_id uuid NOT NULL,
    child_id uuid NOT NULL,
    type text NOT NULL CONSTRAINT plans_are_of_a_known_type
    CHECK (type IN ('family_help', 'child_in_need', 'child_protection', 'looked_after', 'care_leaver')),
    circumstance text NOT NULL DEFAULT 'usual',
    from_on date NOT NULL,
    to_on date,
    -- The day that the clock starts where that is not the plan's first day: a placement, an order, a move.
    trigger_on date,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, family_id) REFERENCES family (council_id, id),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id)
);
CREATE INDEX plans_of_a_child ON child_plan (council_id, child_id);
CREATE INDEX plans_of_a_family ON child_plan (council_id, family_id);

CREATE TABLE relationship (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    child_id uuid NOT NULL,
    type text NOT NULL CONSTRAINT relationships_are_of_a_known_type
    CHECK (type IN ('mother', 'father', 'step_parent', 'grandparent', 'foster_carer', 'kinship_carer', 'sibling', 'other')),
    parental_responsibility boolean NOT NULL DEFAULT false,
    responsibility_basis text,
    lives_with boolean NOT NULL DEFAULT false,
    from_on date NOT NULL,
    to_on date,
    changed_by uuid,
    why text,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, child_id) REFERENCES person (council_id, id)
);
CREATE INDEX relationships_to_a_child ON relationship (council_id, child_id);
CREATE INDEX relationships_of_a_person ON relationship (council_id, person_id);

-- One person kept away from another, by an order or by a decision written down.
CREATE TABLE restriction (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    protects_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT restrictions_are_known CHECK (kind IN ('no_contact', 'no_whereabouts')),
    authority text NOT NULL,
    from_on date NOT NULL,
    until_on date,
    review_on date NOT NULL,
    seen_by uuid,
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, protects_id) REFERENCES person (council_id, id),
    CONSTRAINT nobody_is_kept_from_themselves CHECK (person_id <> protects_id)
);
CREATE INDEX restrictions_on_a_person ON restriction (council_id, person_id);

CREATE TABLE involvement (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    staff_id uuid NOT NULL,
    child_plan_id uuid NOT NULL,
    role text NOT NULL CONSTRAINT involvement_roles_are_known
    CHECK (role IN ('allocated', 'cover', 'manager', 'chair')),
    from_at timestamptz NOT NULL,
    to_at timestamptz,
    covering_for uuid,
    change_reason text,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, staff_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, child_plan_id) REFERENCES child_plan (council_id, id),
    FOREIGN KEY (council_id, covering_for) REFERENCES person (council_id, id),
    CONSTRAINT cover_is_for_somebody CHECK ((role = 'cover') = (covering_for IS NOT NULL))
);
CREATE INDEX involvements_of_staff ON involvement (council_id, staff_id, child_plan_id);
CREATE INDEX involvements_with_a_plan ON involvement (council_id, child_plan_id);

-- Statutory clocks as data; a council's own copy, which it may only make stricter.
CREATE TABLE rule (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    code text NOT NULL,
    what text NOT NULL,
    plan_type text NOT NULL,
    circumstance text NOT NULL DEFAULT 'usual',
    trigger_on text NOT NULL,
    first_count integer,
    first_unit text,
    then_count integer,
    then_unit text,
    counting text NOT NULL,
    source text NOT NULL,
    statutory boolean NOT NULL,
    from_on date NOT NULL,
    to_on date,
    overrides boolean NOT NULL DEFAULT false,
    PRIMARY KEY (council_id, id),
    CONSTRAINT rules_have_one_code_each UNIQUE (council_id, code, overrides, from_on)
);

CALL keep_to_council(
    ARRAY[
        'council', 'team', 'person', 'home', 'contact_point', 'safe_contact_plan', 'family', 'child_plan',
        'relationship', 'restriction', 'involvement', 'rule'
    ]
);
GRANT SELECT ON council, team, person, home, contact_point, safe_contact_plan, family, child_plan,
relationship, restriction, involvement, rule TO portal_web, portal_worker;
GRANT INSERT ON person, home, contact_point, safe_contact_plan, family, child_plan, relationship,
restriction, involvement TO portal_web;
GRANT UPDATE ON person, home, contact_point, safe_contact_plan, child_plan, relationship, restriction, involvement
TO portal_web;

-- Plans that a member of staff works on at this moment. A chair is no part of this: meetings only.
CREATE FUNCTION staffed_plans(actor uuid) RETURNS TABLE (child_plan_id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT i.child_plan_id
  FROM involvement AS i
 WHERE i.staff_id = actor
   AND i.role IN ('allocated', 'cover', 'manager')
   AND i.from_at <= this_moment()
   AND (i.to_at IS NULL OR i.to_at > this_moment());
END;

-- People whose record a member of staff may open: the children of those plans, and who is related to them.
CREATE FUNCTION readable_people(actor uuid) RETURNS TABLE (id uuid) LANGUAGE sql STABLE
BEGIN ATOMIC
SELECT p.child_id AS id
  FROM staffed_plans(actor) AS s
  JOIN child_plan AS p ON p.id = s.child_plan_id
 UNION
SELECT r.person_id AS id
  FROM staffed_plans(actor) AS s
  JOIN child_plan AS p ON p.id = s.child_plan_id
  JOIN relationship AS r ON r.child_id = p.child_id
 WHERE r.to_on IS NULL OR r.to_on > this_day();
END;

-- migrate:down
