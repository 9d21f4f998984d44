-- migrate:up

-- A link that lets somebody choose the words they sign in with: an invitation that a worker or an administrator gave,
-- or a reset that somebody asked for. It never signs anybody in. The worker process makes the secret part as the letter
-- leaves, so this table knows its hash at the most, and the outbox knows nothing of it.
CREATE TABLE sign_in_link (
    council_id uuid NOT NULL REFERENCES council,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    kind text NOT NULL CONSTRAINT sign_in_links_are_known CHECK (kind IN ('invitation', 'reset')),
    -- Null where somebody typed a name that nobody has: both are written, so that both take as long.
    account_id uuid,
    -- What the person was when they were invited: an invitation of a partner makes no administrator.
    role text,
    -- Where an invitation goes: the way that was chosen with the person.
    contact_point_id uuid,
    made_at timestamptz NOT NULL,
    made_by uuid,
    -- Asked for on a browser that has signed in to this account before.
    from_known_device boolean NOT NULL DEFAULT false,
    ends_at timestamptz NOT NULL,
    token_hash bytea,
    token_made_at timestamptz,
    -- A keyed hash of the number that the person is told face to face.
    number_hash bytea,
    wrong_numbers smallint NOT NULL DEFAULT 0,
    used_at timestamptz,
    voided_at timestamptz,
    void_why text CONSTRAINT reasons_to_void_are_known CHECK (void_why IN ('newer', 'too_many', 'wrong_numbers')),
    PRIMARY KEY (council_id, id),
    CONSTRAINT sign_in_link_tokens_are_unique UNIQUE (council_id, token_hash),
    FOREIGN KEY (council_id, account_id) REFERENCES account (council_id, id),
    FOREIGN KEY (council_id, contact_point_id) REFERENCES contact_point (council_id, id),
    FOREIGN KEY (council_id, made_by) REFERENCES person (council_id, id),
    CONSTRAINT invitations_are_somebodys CHECK (
        kind <> 'invitation' OR (account_id IS NOT NULL AND role IS NOT NULL AND made_by IS NOT NULL AND number_hash IS NOT NULL)
    ),
    CONSTRAINT void_links_say_why CHECK ((voided_at IS NULL) = (void_why IS NULL))
);
CREATE INDEX sign_in_links_of_an_account ON sign_in_link (council_id, account_id, made_at);
CREATE INDEX sign_in_links_by_age ON sign_in_link (council_id, made_at);

-- Which browser opened which link, by the hash of its device cookie: the secret leaves the address at once, and what
-- the browser shows next it shows because of this row. One a browser.
CREATE TABLE sign_in_link_opening (
    council_id uuid NOT NULL,
    device_hash bytea NOT NULL,
    link_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    -- The number was right; from here on the page may say whose link it is.
    proved_at timestamptz,
    PRIMARY KEY (council_id, device_hash),
    FOREIGN KEY (council_id, link_id) REFERENCES sign_in_link (council_id, id) ON DELETE CASCADE
);
CREATE INDEX openings_of_a_link ON sign_in_link_opening (council_id, link_id, opened_at);

CALL keep_to_council(ARRAY['sign_in_link', 'sign_in_link_opening']);
GRANT SELECT, INSERT, UPDATE ON sign_in_link TO portal_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_link_opening TO portal_web;
GRANT SELECT, DELETE ON sign_in_link, sign_in_link_opening TO portal_worker;
GRANT UPDATE (token_hash, token_made_at, ends_at) ON sign_in_link TO portal_worker;
GRANT SELECT ON sign_in_card TO portal_worker;

-- Whoever gets new words, a card or another link, or chooses a password, has no use for an older link; and whoever
-- found the older link has none either. No writer can forget it.
CREATE FUNCTION void_older_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sign_in_link AS l
       SET voided_at = coalesce(this_moment(), l.ends_at), void_why = 'newer'
     WHERE l.council_id = new.council_id AND l.account_id = new.id AND l.used_at IS NULL AND l.voided_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER other_words_void_links AFTER UPDATE OF password_hash ON account
FOR EACH ROW WHEN (old.password_hash IS DISTINCT FROM new.password_hash) EXECUTE FUNCTION void_older_links();

-- A door: which council of this host a link is of, told by the hash of its secret or of the browser that opened it.
CREATE FUNCTION council_of_sign_in_link(asked_host text, asked bytea) RETURNS TABLE (council_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.council_id
      FROM sign_in_link AS l
      JOIN council AS c ON c.council_id = l.council_id AND c.host = asked_host
     WHERE l.token_hash = asked
     UNION
    SELECT c.council_id
      FROM sign_in_link_opening AS o
      JOIN council AS c ON c.council_id = o.council_id AND c.host = asked_host
     WHERE o.device_hash = asked
$$;

GRANT USAGE, CREATE ON SCHEMA public TO portal_doors;
GRANT SELECT ON sign_in_link, sign_in_link_opening TO portal_doors;
ALTER FUNCTION council_of_sign_in_link (text, bytea) OWNER TO portal_doors;
REVOKE CREATE ON SCHEMA public FROM portal_doors;
REVOKE ALL ON FUNCTION council_of_sign_in_link (text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION council_of_sign_in_link (text, bytea) TO portal_web;

-- migrate:down
