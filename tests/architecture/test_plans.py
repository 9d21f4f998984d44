"""How PostgreSQL goes about our statements: access functions melt into them, hot ones use indexes."""

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from portal.web.request import POOL
from tests.databases import FIRST_DAY, CastDatabase
from tests.running import RunningPortal, at, new_visitor, run_portal

FAMILIES, VISITS_EACH = 1_000, 20
# Other people's lives, as many as a large council has in some years: a family each, its child, its visits.
CROWD = f"""
    CREATE TEMPORARY TABLE other AS
    SELECT $1::uuid AS council_id, gen_random_uuid() AS family_id, gen_random_uuid() AS adult_id,
           gen_random_uuid() AS child_id, gen_random_uuid() AS plan_id,
           (SELECT id FROM person WHERE name = 'Tom Adeyemi') AS worker_id
      FROM generate_series(1, {FAMILIES});
    INSERT INTO family (council_id, id, name) SELECT council_id, family_id, 'Other' FROM other;
    INSERT INTO person (council_id, id, kind, name, called)
    SELECT council_id, adult_id, 'adult', 'Other', 'O' FROM other;
    INSERT INTO person (council_id, id, kind, name, called, born_on)
    SELECT council_id, child_id, 'young_person', 'Other', 'O', '2018-01-01' FROM other;
    INSERT INTO relationship (council_id, person_id, child_id, type, lives_with, from_on)
    SELECT council_id, adult_id, child_id, 'mother', true, '2018-01-01' FROM other;
    INSERT INTO child_plan (council_id, id, family_id, child_id, type, from_on)
    SELECT council_id, plan_id, family_id, child_id, 'child_in_need', '2025-01-01' FROM other;
    CREATE TEMPORARY TABLE other_visit AS
    SELECT o.*, gen_random_uuid() AS id, timestamptz '2025-06-01' + n * interval '14 days' AS starts_at
      FROM other AS o, generate_series(1, {VISITS_EACH}) AS n;
    INSERT INTO visit (council_id, id, family_id, worker_id, announced, state, starts_at, starts_wall, minutes, place,
                       purpose, planned_by, planned_at, shared_at)
    SELECT council_id, id, family_id, worker_id, true, 'done', starts_at, starts_at AT TIME ZONE 'Europe/London', 30,
           'home', 'To see how things are', worker_id, starts_at, starts_at FROM other_visit;
    INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id)
    SELECT council_id, id, child_id, plan_id FROM other_visit;
    INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
    SELECT council_id, id, adult_id, worker_id, starts_at FROM other_visit;
    INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, added_at)
    SELECT council_id, id, worker_id, 'School', 'everyone', starts_at FROM other_visit;
    INSERT INTO visit_news (council_id, visit_id, kind, by_id, at)
    SELECT council_id, id, 'shared', worker_id, starts_at FROM other_visit
"""
CROWDED = {"visit", "visit_child", "visit_reader", "visit_topic", "visit_news"}
HOT = {
    "dani": ("/home", "/visits", "/visits/{}"),
    "amira": ("/staff/today", "/staff/visits", "/staff/people"),
}


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


async def plan_of(
    conn: "asyncpg.Connection[asyncpg.Record]", query: str, arguments: tuple[object, ...]
) -> list[dict[str, Any]]:
    plan = await conn.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *arguments)
    return list(nodes_of(json.loads(plan)[0]["Plan"]))


async def speak_for(conn: "asyncpg.Connection[asyncpg.Record]", database: CastDatabase) -> None:
    await conn.execute(
        "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
        str(database.cast.exampleshire),
        at(FIRST_DAY, 10).isoformat(),
    )


async def test_access_functions_melt_into_the_statement_that_asks_them(
    shared_cast_database: CastDatabase,
) -> None:
    owner = await asyncpg.connect(shared_cast_database.dsn("portal_migrator"))
    functions = await owner.fetch(
        """
        SELECT p.proname AS name, p.provolatile, p.proisstrict, l.lanname
          FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
         WHERE p.pronamespace = 'public'::regnamespace AND p.proretset AND NOT p.prosecdef
           AND p.proargtypes = ARRAY['uuid'::regtype]::oidvector
        """
    )
    await owner.close()
    names = {row["name"] for row in functions}
    assert {
        "shared_visits",
        "staffed_visits",
        "readable_summaries",
        "readable_promises",
        "readable_people",
    } <= names
    conn = await asyncpg.connect(shared_cast_database.dsn("portal_web"))
    async with conn.transaction():
        await speak_for(conn, shared_cast_database)
        for row in functions:
            assert (row["lanname"], row["provolatile"], row["proisstrict"]) == ("sql", b"s", False), row[
                "name"
            ]
            nodes = await plan_of(
                conn, f"SELECT * FROM {row['name']}($1)", (shared_cast_database.cast.amira.id,)
            )
            assert not [node for node in nodes if node["Node Type"] == "Function Scan"], row["name"]
    await conn.close()
    print(f"{len(functions)} access functions, all melt in: {' '.join(sorted(names))}")


@pytest.fixture
async def crowded(cast_database: CastDatabase) -> CastDatabase:
    owner = await asyncpg.connect(cast_database.dsn("portal_migrator"))
    first, *others = CROWD.split(";\n")
    await owner.execute(first.replace("$1", f"'{cast_database.cast.exampleshire}'"))
    for statement in others:
        await owner.execute(statement)
    await owner.execute("ANALYZE")
    await owner.close()
    return cast_database


async def asked_for(portal: RunningPortal) -> list[tuple[str, tuple[object, ...]]]:
    """The statements of the hot pages, with what they were given."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    for who, paths in HOT.items():
        async with new_visitor(portal.origin) as visitor:
            await visitor.sign_in(getattr(portal.cast, who))
            pool = portal.app[POOL]
            held = [await pool.acquire() for _ in range(pool.get_max_size())]
            for proxy in held:
                # The pool's own connection keeps its listener when it is handed back; the proxy of it does not.
                proxy._con.add_query_logger(  # type: ignore[attr-defined]
                    lambda query: asked.append((query.query, tuple(query.args)))
                )
            for proxy in held:
                await pool.release(proxy)
            for path in paths:
                assert (await visitor.get(path.format(portal.cast.home_visit))).status == 200
    return asked


async def test_hot_pages_never_read_a_whole_table(crowded: CastDatabase) -> None:
    asked = []
    async with run_portal(crowded) as portal:
        asked = await asked_for(portal)
    reads = {
        query: arguments
        for query, arguments in asked
        if query.lstrip().upper().startswith(("SELECT", "WITH"))
    }
    conn = await asyncpg.connect(crowded.dsn("portal_web"))
    looked = 0
    for query, arguments in reads.items():
        if "open_session" in query or "set_config" in query:
            continue
        async with conn.transaction():
            await speak_for(conn, crowded)
            await conn.execute("SET LOCAL jit = off")
            nodes = await plan_of(conn, query, arguments)
        whole = [
            node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] in CROWDED
        ]
        assert [node["Relation Name"] for node in whole] == [], query
        called = [node for node in nodes if node["Node Type"] == "Function Scan"]
        assert not [node for node in called if node.get("Schema") == "public"], query
        looked += 1
    await conn.close()
    pages = sum(map(len, HOT.values()))
    print(
        f"{looked} statements of {pages} pages beside {FAMILIES * VISITS_EACH} visits of others, all by index"
    )
    assert looked >= 5
