"""Home looks through what happened to somebody only where their conversation says so, and misses nothing by that."""

import random
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from portal.clock import LONDON
from portal.demo.cast import Cast
from portal.safe_contact import store, store_points
from portal.safe_contact.model import has_to_be_asked
from tests.databases import CastDatabase
from tests.portal.after_visits.filling import Db

MONDAY = datetime(2026, 6, 1, 10, tzinfo=LONDON)
NUMBERS = ("07700 900402", "+44 7700 900402", "07700900491", "shared@example.com")
# What somebody is asked about, and would not be: the moment by which home decides whether to look is too early.
MISSED = """
    SELECT p.called, i.why, i.at, c.incident_at
      FROM person AS p
     CROSS JOIN LATERAL contact_incidents(p.id) AS i
      LEFT JOIN conversation AS c ON c.person_id = p.id
     WHERE p.kind IN ('adult', 'young_person') AND i.why <> 'number_shared'
       AND (c.incident_at IS NULL OR c.incident_at < i.at)
"""
# As the statement of home reaches its answer.
REACHED = """
    SELECT s.checked_on, s.checked_at,
           CASE WHEN c.incident_at > coalesce(s.checked_at, '-infinity') THEN last_contact_incident(p.id) END AS at
      FROM person AS p
      JOIN safe_contact_plan AS s ON s.person_id = p.id
      JOIN conversation AS c ON c.person_id = p.id
     WHERE p.id = $1
"""


async def speaks(conn: Db, cast: Cast, moment: datetime = MONDAY) -> None:
    await conn.execute(
        "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
        str(cast.exampleshire),
        moment.isoformat(),
    )


@pytest.fixture
async def web(cast_database: CastDatabase) -> AsyncIterator[Db]:
    conn = await asyncpg.connect(cast_database.dsn("portal_web"))
    yield conn
    await conn.close()


async def raise_urgent(conn: Db, person: UUID, by: UUID) -> None:
    """Where one is open, that one again: there is one at most."""
    await conn.execute(
        """
        INSERT INTO urgent_item (council_id, conversation_id, source, raised_at, raised_by, due_at)
        SELECT c.council_id, c.id, 'staff', this_moment(), $2, this_moment()
          FROM conversation AS c WHERE c.person_id = $1
        ON CONFLICT (council_id, conversation_id) WHERE closed_at IS NULL DO UPDATE SET raised_at = excluded.raised_at
        """,
        person,
        by,
    )


async def add_order(conn: Db, protects: UUID, keeps_away: UUID) -> None:
    await conn.execute(
        """
        INSERT INTO restriction (council_id, person_id, protects_id, kind, authority, from_on, review_on, added_at)
        SELECT council_id, id, $1, 'no_contact', 'An order', this_day(), this_day() + 90, this_moment()
          FROM person WHERE id = $2
        """,
        protects,
        keeps_away,
    )


async def change_some_point(conn: Db, chance: random.Random) -> None:
    points = await conn.fetch("SELECT id, person_id FROM contact_point ORDER BY id")
    point = chance.choice(points)
    change, *value = chance.choice(
        [
            ("works = false",), ("works = true",), ("ended_at = this_moment()",), ("ended_at = NULL",),
            ("added_at = this_moment()",), ("value = $2", chance.choice(NUMBERS)), ("shared = 'no'",),
        ]
    )  # fmt: skip
    await conn.execute(f"UPDATE contact_point SET {change} WHERE id = $1", point["id"], *value)


async def do_anything(conn: Db, cast: Cast, chance: random.Random) -> None:
    one, other = chance.sample([cast.dani.id, cast.marcus.id, cast.sol.id, cast.grace.id, cast.kit.id], 2)
    match chance.randrange(8):
        case 0:
            await raise_urgent(conn, one, cast.ines.id)
        case 1:
            await add_order(conn, one, other)
        case 2:
            await conn.execute("UPDATE restriction SET added_at = this_moment(), protects_id = $1 WHERE person_id = $2",
                               one, other)  # fmt: skip
        case 3 | 4:
            number = chance.choice(NUMBERS)
            kind = "email" if "@" in number else "mobile"
            await store_points.add_point(conn, one, kind, number, ends_others=chance.random() < 0.3)
        case 5:
            await store.stop_texts(conn, one)
        case 6 if (plan := await store.get_plan(conn, one)) is not None:
            await store.save_plan(conn, cast.amira.id, one, plan)
        case _:
            await change_some_point(conn, chance)


async def reached_by_home(conn: Db, person: UUID) -> tuple[date, datetime | None, datetime | None]:
    row = await conn.fetchrow(REACHED, person)
    assert row is not None
    return row["checked_on"], row["checked_at"], row["at"]


async def assert_home_agrees(conn: Db, today: date) -> int:
    """Each person's home, and the page where they answer, which looks through everything: the same."""
    asked = 0
    for person in await conn.fetch("SELECT person_id AS id FROM safe_contact_plan"):
        reached = await reached_by_home(conn, person["id"])
        again = await store.get_own_ask_again(
            conn, person["id"], await store.get_plan(conn, person["id"]), today
        )
        assert has_to_be_asked(*reached, today) == (again is not None), person
        asked += again is not None and again.incident is not None
    return asked


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_home_and_the_page_to_answer_on_agree(web: Db, cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    await speaks(web, cast)
    assert [tuple(row) for row in await web.fetch(MISSED)] == []
    found = 0
    for step in range(60):
        moment = MONDAY + timedelta(minutes=step * 20)
        await speaks(web, cast, moment)
        await do_anything(web, cast, chance)
        assert [tuple(row) for row in await web.fetch(MISSED)] == []
        found += await assert_home_agrees(web, moment.date())
    assert found > 60


@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_migrator"])
async def test_nobody_who_may_write_what_happened_goes_by_the_moment(
    cast_database: CastDatabase, cast: Cast, role: str
) -> None:
    """Every role, on every table that an incident is read from, as far as it may write there."""
    conn = await asyncpg.connect(cast_database.dsn(role))
    await speaks(conn, cast)
    about = {
        "UPDATE contact_point SET works = false WHERE person_id = $1": ("contact_point", "UPDATE", cast.marcus.id),
        "UPDATE contact_point SET added_at = this_moment(), value = '07700 900433' WHERE person_id IN ($1, $2)": (
            "contact_point", "UPDATE", cast.sol.id, cast.grace.id,
        ),
        "UPDATE safe_contact_plan SET texts_stopped_at = this_moment() WHERE person_id = $1": (
            "safe_contact_plan", "UPDATE", cast.dani.id,
        ),
        "UPDATE restriction SET added_at = this_moment() WHERE person_id = $1": (
            "restriction", "UPDATE", cast.marcus.id,
        ),
    }  # fmt: skip
    written = 0
    for statement, (table, right, *people) in about.items():
        if await conn.fetchval("SELECT has_table_privilege($1, $2)", table, right):
            await conn.execute(statement, *people)
            written += 1
            assert [tuple(row) for row in await conn.fetch(MISSED)] == [], statement
    if await conn.fetchval("SELECT has_table_privilege('urgent_item', 'INSERT')"):
        await raise_urgent(conn, cast.kit.id, cast.ines.id)
        written += 1
    assert [tuple(row) for row in await conn.fetch(MISSED)] == []
    assert written
    await conn.close()


async def test_that_a_number_is_somebody_elses_too_is_nothing_to_read_off_home(web: Db, cast: Cast) -> None:
    await speaks(web, cast)
    await store_points.add_point(web, cast.grace.id, "mobile", "07700 900402", ends_others=False)
    (found,) = await store.list_incidents(web, cast.grace.id)
    assert found == ("number_shared", MONDAY)
    *_, at = await reached_by_home(web, cast.grace.id)
    assert at is None
    assert not await web.fetchval("SELECT incident_at FROM conversation WHERE person_id = $1", cast.grace.id)


async def test_the_moment_never_goes_back_and_begins_with_what_happened_before(
    web: Db, cast: Cast, db: Db
) -> None:
    await speaks(web, cast)
    await raise_urgent(web, cast.sol.id, cast.ines.id)
    await web.execute("UPDATE conversation SET incident_at = NULL WHERE person_id = $1", cast.sol.id)
    await web.execute("UPDATE conversation SET incident_at = $2 WHERE person_id = $1", cast.sol.id,
                      MONDAY - timedelta(days=1))  # fmt: skip
    assert (
        await web.fetchval("SELECT incident_at FROM conversation WHERE person_id = $1", cast.sol.id) == MONDAY
    )
    # Whoever gets a conversation only now, as by hand, brings along what happened to them.
    await speaks(db, cast)
    await db.execute(
        "INSERT INTO contact_point (council_id, person_id, kind, value, works, failed_at)"
        " SELECT council_id, id, 'mobile', '07700 900402', false, $2 FROM person WHERE id = $1",
        cast.amira.id,
        MONDAY,
    )
    await db.execute(
        "INSERT INTO conversation (council_id, person_id) SELECT council_id, id FROM person WHERE id = $1",
        cast.amira.id,
    )
    assert (
        await db.fetchval("SELECT incident_at FROM conversation WHERE person_id = $1", cast.amira.id)
        == MONDAY
    )


async def test_what_is_put_right_is_not_asked_about_again(web: Db, cast: Cast) -> None:
    await speaks(web, cast)
    await web.execute(
        "UPDATE safe_contact_plan SET checked_on = this_day(), checked_at = this_moment() - interval '1 hour'"
        " WHERE person_id = $1",
        cast.marcus.id,
    )
    await web.execute("UPDATE contact_point SET works = false WHERE person_id = $1", cast.marcus.id)
    reached = await reached_by_home(web, cast.marcus.id)
    assert has_to_be_asked(*reached, MONDAY.date())
    await web.execute("UPDATE contact_point SET works = true WHERE person_id = $1", cast.marcus.id)
    reached = await reached_by_home(web, cast.marcus.id)
    assert not has_to_be_asked(*reached, MONDAY.date())
