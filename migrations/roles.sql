-- Roles of the cluster, made once by whoever administers PostgreSQL, before the first migration.
-- Safe to run again. Log-in roles get their passwords (or certificates) from the administrator.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_migrator') THEN
        CREATE ROLE portal_migrator LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    -- The two that serve people: neither owns a table nor can switch row-level security off.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_web') THEN
        CREATE ROLE portal_web LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_worker') THEN
        CREATE ROLE portal_worker LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    -- Owns the few functions that may look before a council is known, or into the log. Nobody can log in as it.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_doors') THEN
        CREATE ROLE portal_doors NOLOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    -- The migrator hands those functions over; being a member is what lets it.
    IF NOT pg_has_role('portal_migrator', 'portal_doors', 'MEMBER') THEN
        GRANT portal_doors TO portal_migrator;
    END IF;
END
$$;

-- The server's log tells that a row was refused and which statement was slow, never with what anybody typed. Only an
-- administrator can say so for a role.
DO $$
DECLARE
    serving text;
BEGIN
    FOREACH serving IN ARRAY ARRAY['portal_web', 'portal_worker', 'portal_migrator'] LOOP
        EXECUTE format('ALTER ROLE %I SET log_error_verbosity = terse', serving);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', serving);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', serving);
    END LOOP;
END
$$;
