-- migrate:up

-- A letter with invented values that an administrator asked to have sent to themself, to see how it arrives: to the
-- e-mail that they sign in with, or to a mobile that they typed. `refused`: somebody of a family has this number, so
-- nothing goes there; it counts among the askings all the same. The outbox is derived from it as from everything else.
CREATE TABLE trial_letter (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    key text NOT NULL CONSTRAINT trial_letters_have_a_key CHECK (key ~ '^[a-z_]{2,40}$'),
    channel text NOT NULL CONSTRAINT trials_go_by_text_or_email CHECK (channel IN ('text', 'email')),
    wording text NOT NULL CONSTRAINT trial_wordings_are_known CHECK (wording IN ('standard', 'discreet')),
    language text NOT NULL CONSTRAINT trial_languages_are_known CHECK (language IN ('en', 'cy')),
    address text NOT NULL CONSTRAINT trial_addresses_are_bounded CHECK (length(address) BETWEEN 3 AND 254),
    refused boolean NOT NULL DEFAULT false,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (council_id, id),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id)
);
CREATE INDEX trial_letters_by_age ON trial_letter (council_id, asked_at);
CALL keep_to_council(ARRAY['trial_letter']);
GRANT SELECT, INSERT ON trial_letter TO portal_web;
GRANT SELECT, DELETE ON trial_letter TO portal_worker;

-- migrate:down
