"""From an 18th birthday on nobody has rights by having been related to the child: rules ask that day as well."""

import asyncpg

from tests.databases import CastDatabase

# Functions that go by who is related until when and not by the birthday: why, of each.
ON_PURPOSE = {
    "lives_at": "where somebody lives, and with whom: what an order rests on",
    "managed_plans_of": "staff go on seeing who is around somebody, and looking after how they are reached",
    "orders_against": "takes away",
    "readable_people": "staff go on seeing who is around somebody; what those may see is asked elsewhere",
    "staffed_contributions": "what was said to staff while it was theirs is answered by them",
    "visits_kept_from": "takes away",
}


async def test_every_right_by_a_relationship_asks_for_the_birthday_too(
    shared_cast_database: CastDatabase,
) -> None:
    conn = await asyncpg.connect(shared_cast_database.dsn("portal_migrator"))
    functions = await conn.fetch(
        """
        SELECT p.proname AS name, pg_get_functiondef(p.oid) AS body FROM pg_proc AS p
         WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
        """
    )
    await conn.close()
    by_days = {
        row["name"]: "apart_on" in row["body"]
        for row in functions
        if "relationship" in row["body"] and "to_on" in row["body"]
    }
    assert {"ties_to", "plans_of_party", "workers_at"} <= by_days.keys()
    assert {name for name, asks in by_days.items() if not asks} == ON_PURPOSE.keys()
