-- migrate:up

-- What a council has changed of the help lines that every council starts with (by their name in help_lines.toml), and
-- those that it added. Without words of its own a line has those of the catalogue, in everybody's language.
CREATE TABLE help_line (
    council_id uuid NOT NULL REFERENCES council,
    id text NOT NULL,
    name text,
    who text,
    hours text,
    number text NOT NULL,
    texting boolean NOT NULL,
    free boolean NOT NULL,
    nation text NOT NULL CONSTRAINT nations_are_known CHECK (
        nation IN ('uk', 'england', 'wales', 'scotland', 'northern_ireland')
    ),
    young boolean NOT NULL,
    place double precision NOT NULL,
    hidden boolean NOT NULL,
    -- When somebody last compared the number with its published one.
    checked_on date NOT NULL,
    PRIMARY KEY (council_id, id),
    CONSTRAINT words_of_help_lines_come_together CHECK (
        (name IS NULL) = (who IS NULL) AND (name IS NULL) = (hours IS NULL)
    )
);

CALL keep_to_council(ARRAY['help_line']);
GRANT SELECT, INSERT, UPDATE ON help_line TO portal_web;

-- migrate:down
