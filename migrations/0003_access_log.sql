-- migrate:up

-- Who opened or changed what about whom, written in the deed's own transaction. Holds no content.
CREATE TABLE access_log (
    council_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL,
    actor_id uuid NOT NULL,
    deed text NOT NULL CONSTRAINT deeds_are_known CHECK (deed IN ('opened', 'changed', 'denied')),
    kind text NOT NULL,
    item_id uuid,
    about uuid [] NOT NULL DEFAULT '{}',
    reason text,
    PRIMARY KEY (council_id, at, id)
) PARTITION BY RANGE (at);

-- A month each, up to the end of 2031, and one that catches a clock gone wrong.
DO $$
DECLARE
    month date := date '2026-01-01';
BEGIN
    WHILE month < date '2032-01-01' LOOP
        EXECUTE format(
            'CREATE TABLE access_log_%s PARTITION OF access_log FOR VALUES FROM (%L) TO (%L)',
            to_char(month, 'YYYY_MM'), month::timestamptz, (month + interval '1 month')::date::timestamptz
        );
        month := (month + interval '1 month')::date;
    END LOOP;
    CREATE TABLE access_log_other PARTITION OF access_log DEFAULT;
END
$$;

-- The keyed chain over the log, in the order that the worker sealed it. The key is not in the database.
CREATE TABLE access_seal (
    council_id uuid NOT NULL REFERENCES council,
    number bigint NOT NULL,
    log_id uuid NOT NULL,
    log_at timestamptz NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (council_id, number),
    CONSTRAINT each_row_is_sealed_once UNIQUE (council_id, log_id)
);

-- Rows not yet sealed: what the worker looks for every few seconds.
CREATE INDEX access_log_by_id ON access_log (council_id, id);

CALL keep_to_council(ARRAY['access_log', 'access_seal']);
GRANT INSERT ON access_log TO portal_web, portal_worker;
GRANT SELECT ON access_log TO portal_worker;
GRANT SELECT, INSERT ON access_seal TO portal_worker;

-- migrate:down
