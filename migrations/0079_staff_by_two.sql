-- migrate:up

-- Somebody whom an administrator asks for, and who is nobody here before a second person has said yes: no person, no
-- account, no name to sign in with. What is approved is what was asked for; to change it, it is withdrawn and asked again.
CREATE TABLE staff_invitation (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    called text NOT NULL,
    email text NOT NULL,
    role text NOT NULL CONSTRAINT invited_roles_are_known CHECK (
        role IN ('worker', 'manager', 'chair', 'partner', 'administrator')
    ),
    job_title text NOT NULL,
    team_id uuid,
    -- What the words on paper hash to, which whoever asked has seen; nothing where a link goes by email.
    words_hash text,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    outcome text CONSTRAINT outcomes_of_invitations_are_known CHECK (outcome IN ('approved', 'withdrawn')),
    decided_by uuid,
    decided_at timestamptz,
    -- Whom it has become.
    person_id uuid,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, team_id) REFERENCES team (council_id, id),
    FOREIGN KEY (council_id, asked_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, decided_by) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    CONSTRAINT what_is_decided_says_by_whom_and_when CHECK (
        (outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)
    ),
    CONSTRAINT nobody_approves_what_they_asked_for CHECK (outcome <> 'approved' OR decided_by <> asked_by),
    CONSTRAINT only_who_was_approved_is_somebody CHECK (
        coalesce(outcome = 'approved', false) = (person_id IS NOT NULL)
    ),
    CONSTRAINT words_are_kept_until_it_is_decided CHECK (outcome IS NULL OR words_hash IS NULL)
);
CREATE UNIQUE INDEX invitations_that_wait ON staff_invitation (council_id, email) WHERE outcome IS NULL;

CALL keep_to_council(ARRAY['staff_invitation']);
GRANT SELECT, INSERT, UPDATE ON staff_invitation TO portal_web;

-- migrate:down
