"""Councils cannot meet: whatever a statement forgets, every table keeps to its council."""

import json
from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.databases import CastDatabase
from tests.security.two_councils import ROLES, owner, seen, speak_for, tables_of

__all__ = ["owner"]


# Unique whichever council a row is of: a door looks these up before it knows the council.
UNIQUE_BEYOND_COUNCILS = {
    "notify_tokens_are_unique", "second_step_tokens_are_unique", "session_tokens_are_unique",
    "sign_in_names_are_one_persons",
}  # fmt: skip
DOORS = {
    "account_of_sign_in_name", "council_ids", "council_of_notify_token", "council_of_sign_in_link", "councils_of_host",
    "log_about", "open_second_step", "open_session",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
async def test_without_a_council_every_table_is_empty_and_with_one_the_other_is_not_there(
    shared_told_database: CastDatabase, owner: "asyncpg.Connection[asyncpg.Record]", role: str
) -> None:
    cast = shared_told_database.cast
    tables = await tables_of(owner)
    assert all("council_id" in table.columns for table in tables)
    held: Counter[UUID] = Counter()
    for table in tables:
        if not table.is_part:
            held.update(row[0] for row in await owner.fetch(f"SELECT council_id FROM {table.name}"))
    conn = await asyncpg.connect(shared_told_database.dsn(role))
    refused, asked, found = 0, 0, Counter[UUID]()
    try:
        for table in tables:
            for council in (None, cast.exampleshire, cast.sampleton, uuid4()):
                councils = await seen(conn, table, council)
                refused, asked = refused + (councils is None), asked + 1
                assert set(councils or ()) <= {council}, f"{table.name} as {role} for {council}"
                found.update(councils or ())
    finally:
        await conn.close()
    print(
        f"{role}: {len(tables)} tables × 4 councils, {asked} questions, {refused} refused, "
        f"{sum(found.values())} own rows, 0 of another council, "
        f"of {held[cast.exampleshire]} and {held[cast.sampleton]} rows"
    )
    assert held[cast.sampleton] > 20
    assert found[cast.sampleton] > 20
    assert found[cast.exampleshire] > 100


FORBIDDEN = [
    "ALTER TABLE visit DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE visit NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE visit OWNER TO CURRENT_USER",
    "ALTER TABLE visit ADD COLUMN more text",
    "DROP POLICY council_only ON visit",
    "CREATE POLICY everything ON visit USING (true)",
    "TRUNCATE visit",
    "TRUNCATE access_log",
    "DROP TABLE visit",
    "DELETE FROM access_log",
    "UPDATE access_log SET reason = 'nothing happened'",
    "DELETE FROM visit",
    "DELETE FROM correction",
    "DELETE FROM visit_words",
    "UPDATE visit_words SET body = 'something else'",
    "SET ROLE portal_migrator",
    "SET ROLE portal_doors",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATE ROLE another LOGIN",
    "GRANT portal_doors TO CURRENT_USER",
    "CREATE TABLE public.mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION current_council() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "ALTER FUNCTION open_session(bytea, timestamptz, boolean, boolean) OWNER TO CURRENT_USER",
    "COPY visit TO PROGRAM 'true'",
    "COPY visit TO '/tmp/visits'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/hostname')",
    "CREATE EXTENSION dblink",
    "SELECT rolpassword FROM pg_authid",
    "SET session_replication_role = replica",
    "SELECT * FROM dbmate.schema_migrations FOR UPDATE",
]


@pytest.mark.parametrize("role", ROLES)
async def test_neither_role_can_let_itself_out(
    shared_told_database: CastDatabase, owner: "asyncpg.Connection[asyncpg.Record]", role: str
) -> None:
    conn = await asyncpg.connect(shared_told_database.dsn(role))
    try:
        for statement in FORBIDDEN:
            transaction = conn.transaction()
            await transaction.start()
            await speak_for(conn, shared_told_database.cast.exampleshire)
            with pytest.raises(asyncpg.PostgresError) as refused:
                await conn.execute(statement)
            assert refused.value.sqlstate in ("42501", "22023", "42809", "0LP01"), (
                f"{statement}: {refused.value}"
            )
            await transaction.rollback()
        # Asking for row-level security to be off is an error for them, not a way round.
        await conn.execute("SET row_security = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetch("SELECT id FROM visit" if role == "portal_web" else "SELECT id FROM account")
    finally:
        await conn.close()
    flags = await owner.fetchrow(
        """
        SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
               (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS belongs_to,
               (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns
          FROM pg_roles AS r WHERE rolname = $1
        """,
        role,
    )
    assert flags is not None
    assert not any(flags.values())
    print(f"{role}: {len(FORBIDDEN)} ways out, 0 open")


async def test_every_table_is_forced_to_keep_to_its_council(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    rows = await owner.fetch(
        """
        SELECT c.relname AS name, c.relkind AS kind, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
               c.reloptions AS options,
               (SELECT a.attname FROM pg_index AS i
                  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                 WHERE i.indrelid = c.oid AND i.indisprimary) AS leads,
               ARRAY(SELECT pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid)
                       FROM pg_policy AS p WHERE p.polrelid = c.oid) AS policies
          FROM pg_class AS c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
        """
    )
    for row in rows:
        assert row["kind"] in (b"r", b"p"), f"{row['name']}: a view would read with its owner's rights"
        assert row["secured"], row["name"]
        assert row["forced"], row["name"]
        assert row["leads"] == "council_id", row["name"]
        rule = "(council_id = current_council())"
        assert row["policies"] == [f"{rule} / {rule}"], row["name"]
    print(f"{len(rows)} tables: all forced, all led by their council, one policy each")
    assert len(rows) > 30


async def test_the_months_of_the_access_log_cannot_be_reached_past_it(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    granted = await owner.fetch(
        """
        SELECT c.relname, g.grantee::regrole FROM pg_class AS c, LATERAL aclexplode(c.relacl) AS g
         WHERE c.relispartition AND g.grantee::regrole::text <> 'portal_migrator'
        """
    )
    assert granted == []


async def test_keys_between_tables_hold_the_council(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    loose = await owner.fetch(
        """
        SELECT k.conname FROM pg_constraint AS k
         WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.conparentid = 0
           AND NOT EXISTS (SELECT FROM pg_attribute AS a
                            WHERE a.attrelid = k.conrelid AND a.attname = 'council_id' AND a.attnum = ANY (k.conkey))
        """
    )
    assert [row["conname"] for row in loose] == []
    unled = await owner.fetch(
        """
        SELECT x.relname FROM pg_index AS i
          JOIN pg_class AS x ON x.oid = i.indexrelid
          JOIN pg_class AS c ON c.oid = i.indrelid
          LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
         WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
           AND a.attname IS DISTINCT FROM 'council_id'
        """
    )
    assert {row["relname"] for row in unled} <= UNIQUE_BEYOND_COUNCILS | {"councils_by_host"}


async def test_these_doors_and_no_more_look_before_a_council_is_known(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    rows = await owner.fetch(
        """
        SELECT p.proname, pg_get_userbyid(p.proowner) AS owner, p.proconfig,
               has_function_privilege('public', p.oid, 'EXECUTE') AS anybody
          FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
        """
    )
    assert {row["proname"] for row in rows} == DOORS
    for row in rows:
        assert row["owner"] == "portal_doors"
        assert row["proconfig"] == ["search_path=public, pg_temp"]
        assert not row["anybody"]
    assert not await owner.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'portal_doors'")


async def is_refused(
    conn: "asyncpg.Connection[asyncpg.Record]", statement: str, arguments: Sequence[object]
) -> bool:
    """By the policy, or by a rule that stands before it: what was shared is never edited."""
    try:
        async with conn.transaction():
            await conn.execute(statement, *arguments)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.IntegrityConstraintViolationError):
        return True
    return False


async def written_columns_of(owner: "asyncpg.Connection[asyncpg.Record]", table: str) -> str:
    """All but those that the database works out itself."""
    names: str = await owner.fetchval(
        """
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
         WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        """,
        table,
    )
    return names


async def test_nothing_can_be_written_into_another_council(
    cast_database: CastDatabase,
) -> None:
    """A row of ours, copied with the other council's id, by every table that the role may write."""
    cast = cast_database.cast
    owner = await asyncpg.connect(cast_database.dsn("portal_migrator"))
    tried = 0
    try:
        for role in ROLES:
            conn = await asyncpg.connect(cast_database.dsn(role))
            for table in await tables_of(owner):
                row = (
                    None
                    if table.is_part
                    else await owner.fetchval(
                        f"SELECT to_jsonb(t) FROM {table.name} AS t WHERE council_id = $1 LIMIT 1",
                        cast.exampleshire,
                    )
                )
                if row is None:
                    continue
                stolen = json.loads(row) | {"council_id": str(cast.sampleton)}
                if "id" in stolen:
                    stolen["id"] = str(uuid4())
                own = await written_columns_of(owner, table.name)
                taken = f"SELECT {own} FROM jsonb_populate_record(NULL::{table.name}, $1)"
                for statement, arguments in (
                    (f"INSERT INTO {table.name} ({own}) {taken}", [json.dumps(stolen)]),
                    (f"UPDATE {table.name} SET council_id = $1", [cast.sampleton]),
                ):
                    async with conn.transaction():
                        await speak_for(conn, cast.exampleshire)
                        assert await is_refused(conn, statement, arguments), f"{statement} as {role}"
                    tried += 1
            await conn.close()
    finally:
        await owner.close()
    print(f"{tried} writes into another council tried, 0 done")
