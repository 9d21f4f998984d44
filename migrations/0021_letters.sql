-- migrate:up

-- A letter is a text, an e-mail or a sheet of post that is due to one person. Its row is the ledger: one for each
-- subject, version of the subject, person and channel, whatever happens to queues and workers.
CREATE TABLE letter (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Which letter of the catalogue.
    key text NOT NULL CONSTRAINT letters_have_a_key CHECK (key ~ '^[a-z_]{2,40}$'),
    channel text NOT NULL CONSTRAINT channels_are_known CHECK (channel IN ('text', 'email', 'post')),
    person_id uuid NOT NULL,
    subject_kind text NOT NULL CONSTRAINT letter_subjects_are_known CHECK (subject_kind ~ '^[a-z_]{2,40}$'),
    subject_id uuid NOT NULL,
    -- What would make it another letter: the hour of a visit, a person's last sign-in, an attempt at a new number.
    subject_version text NOT NULL,
    state text NOT NULL DEFAULT 'queued' CONSTRAINT letter_states_are_known CHECK (
        state IN ('queued', 'held', 'claimed', 'sent', 'delivered', 'failed', 'ambiguous', 'superseded')
    ),
    -- Why it is held, failed or superseded, in one word that the pages put into a sentence.
    why text CONSTRAINT letter_reasons_are_words CHECK (why ~ '^[a-z_]{2,40}$'),
    -- Moments of the one clock.
    due_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    not_before timestamptz,
    sent_at timestamptz,
    settled_at timestamptz,
    -- What was said, copied when it was sent. Empty for codes and links.
    contact_point_id uuid,
    wording text CONSTRAINT wordings_are_known CHECK (wording IN ('standard', 'discreet')),
    language text,
    title text,
    body text,
    -- A keyed hash of the address and the event: two people on one phone are told once.
    told_key bytea,
    -- What Notify knows it by. Holds nothing about anybody.
    reference uuid,
    notify_id uuid,
    attempts smallint NOT NULL DEFAULT 0,
    -- Moments of the database's clock: who holds it, and until when.
    claimed_at timestamptz,
    claimed_by uuid,
    lease_until timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT letters_go_once UNIQUE (
        council_id, subject_kind, subject_id, subject_version, key, person_id, channel
    ),
    FOREIGN KEY (council_id, person_id) REFERENCES person (council_id, id),
    FOREIGN KEY (council_id, contact_point_id) REFERENCES contact_point (council_id, id),
    CONSTRAINT held_letters_say_why CHECK (state NOT IN ('held', 'failed', 'superseded') OR why IS NOT NULL)
);
CREATE INDEX letters_of_a_person ON letter (council_id, person_id, made_at);
CREATE INDEX letters_waiting ON letter (council_id, not_before) WHERE state IN ('queued', 'held');
CREATE INDEX letters_on_their_way ON letter (council_id, lease_until) WHERE state IN ('claimed', 'ambiguous');
CREATE INDEX letters_without_receipt ON letter (council_id, sent_at) WHERE state = 'sent';
CREATE UNIQUE INDEX letters_by_reference ON letter (council_id, reference);
CREATE UNIQUE INDEX letters_one_an_event_and_phone ON letter (council_id, told_key)
WHERE told_key IS NOT NULL AND state IN ('claimed', 'sent', 'delivered', 'ambiguous');

-- What Notify said of a letter, in the order in which we heard it. Holds no address.
CREATE TABLE delivery_event (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    letter_id uuid NOT NULL,
    status text NOT NULL,
    source text NOT NULL CONSTRAINT delivery_sources_are_known CHECK (source IN ('answer', 'receipt', 'poll', 'look_up')),
    PRIMARY KEY (council_id, at, id),
    FOREIGN KEY (council_id, letter_id) REFERENCES letter (council_id, id)
) PARTITION BY RANGE (at);
CREATE INDEX delivery_events_of_a_letter ON delivery_event (council_id, letter_id, at);

DO $$
DECLARE
    month date := date '2026-01-01';
BEGIN
    WHILE month < date '2032-01-01' LOOP
        EXECUTE format(
            'CREATE TABLE delivery_event_%s PARTITION OF delivery_event FOR VALUES FROM (%L) TO (%L)',
            to_char(month, 'YYYY_MM'), month::timestamptz, (month + interval '1 month')::date::timestamptz
        );
        month := (month + interval '1 month')::date;
    END LOOP;
    CREATE TABLE delivery_event_other PARTITION OF delivery_event DEFAULT;
END
$$;

-- How one council reaches Notify, and whether Notify takes anything from it at the moment: shared by all processes.
CREATE TABLE carrier (
    council_id uuid PRIMARY KEY REFERENCES council,
    -- The name under which the deployment keeps this council's key; never the key.
    key_name text,
    -- Families can answer texts: Notify gave this council a number of its own.
    two_way boolean NOT NULL DEFAULT false,
    text_sender_id uuid,
    email_reply_to_id uuid,
    state text NOT NULL DEFAULT 'open' CONSTRAINT carrier_states_are_known CHECK (state IN ('open', 'resting', 'stopped')),
    why text,
    failures smallint NOT NULL DEFAULT 0,
    -- Of the database's clock: since when it is so, when to try again, and when the next letter may leave.
    since timestamptz NOT NULL DEFAULT now(),
    again_at timestamptz,
    next_slot_at timestamptz NOT NULL DEFAULT now()
);

-- Which template at Notify says which letter.
CREATE TABLE letter_template (
    council_id uuid NOT NULL REFERENCES council,
    key text NOT NULL,
    channel text NOT NULL CONSTRAINT template_channels_are_known CHECK (channel IN ('text', 'email', 'post')),
    wording text NOT NULL CONSTRAINT template_wordings_are_known CHECK (wording IN ('standard', 'discreet')),
    language text NOT NULL DEFAULT 'en',
    two_way boolean NOT NULL DEFAULT false,
    template_id uuid NOT NULL,
    PRIMARY KEY (council_id, key, channel, wording, language, two_way)
);

-- What Notify proves itself with when it posts receipts and texts to us: two may work at once, to change them over.
CREATE TABLE notify_token (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    PRIMARY KEY (council_id, id),
    CONSTRAINT notify_tokens_are_unique UNIQUE (token_hash)
);

CALL keep_to_council(
    ARRAY['letter', 'delivery_event', 'carrier', 'letter_template', 'notify_token']
);
GRANT SELECT ON letter, delivery_event, carrier, letter_template TO portal_web, portal_worker;
GRANT INSERT ON letter, carrier, delivery_event TO portal_worker;
GRANT UPDATE ON letter, carrier, contact_point TO portal_worker;
GRANT INSERT ON delivery_event TO portal_web;
GRANT UPDATE ON letter, carrier TO portal_web;
GRANT INSERT, UPDATE ON letter_template, carrier TO portal_web;
GRANT SELECT, INSERT, UPDATE ON notify_token TO portal_web;

-- The last of the doors: whose receipt is this? Compared as a hash, so that equal time passes for any guess.
CREATE FUNCTION council_of_notify_token(asked bytea) RETURNS TABLE (council_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT t.council_id FROM notify_token AS t WHERE t.token_hash = asked AND t.ended_at IS NULL $$;

GRANT USAGE, CREATE ON SCHEMA public TO portal_doors;
GRANT SELECT ON notify_token TO portal_doors;
ALTER FUNCTION council_of_notify_token (bytea) OWNER TO portal_doors;
REVOKE CREATE ON SCHEMA public FROM portal_doors;
REVOKE ALL ON FUNCTION council_of_notify_token (bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION council_of_notify_token (bytea) TO portal_web;

-- migrate:down
