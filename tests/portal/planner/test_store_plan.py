"""The store refuses what the form would have refused: nobody is shown a plan past an order."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from portal.db import Connection
from portal.demo.cast import Cast
from portal.planner.model import KeptApart, Moment, Planned, PlannedChild
from portal.planner.store_people import get_planning
from portal.planner.store_plan import add_visit
from portal.planner.store_said import Told, add_ok, add_request
from tests.databases import FIRST_DAY
from tests.running import RunningPortal, at


@pytest.fixture
async def conn(portal: RunningPortal, cast: Cast) -> AsyncIterator[Connection]:
    """As the web connects, for one council."""
    connection = await asyncpg.connect(portal.database.dsn("portal_web"))
    try:
        await connection.execute(
            "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
            str(cast.exampleshire),
            at(FIRST_DAY, 10).isoformat(),
        )
        yield connection
    finally:
        await connection.close()


async def planned(conn: Connection, cast: Cast, place: str, *readers: UUID) -> Planned:
    planning = await get_planning(conn, cast.amira.id, [cast.kit.id])
    assert planning is not None
    kit = planning.child(cast.kit.id)
    assert kit is not None
    return Planned(
        family_id=planning.family_id, worker_id=cast.amira.id, announced=True,
        start=Moment(at(FIRST_DAY.replace(day=12), 10)), minutes=30, place=place, place_words=None, purpose="To talk.",
        also_coming=None, interpreter_language=None, interpreter_booked=False,
        children=(PlannedChild(id=kit.id, plan_id=kit.plan_id, wish_to_see=True, alone_minutes=None, alone_why=None),),
        topics=(), ready=(), offered=(), readers=readers,
    )  # fmt: skip


async def test_the_store_keeps_apart_whom_an_order_keeps_apart(conn: Connection, cast: Cast) -> None:
    before = await conn.fetchval("SELECT count(*) FROM visit")
    for place, readers in (("office", (cast.dani.id, cast.marcus.id)), ("home", (cast.marcus.id,))):
        plan = await planned(conn, cast, place, *readers)
        with pytest.raises(KeptApart):
            async with conn.transaction():
                await add_visit(conn, cast.amira.id, plan)
    assert await conn.fetchval("SELECT count(*) FROM visit") == before


async def test_the_store_takes_no_reader_from_another_family(conn: Connection, cast: Cast) -> None:
    for stranger in (cast.grace.id, cast.priya.id, cast.chloe.id):
        plan = await planned(conn, cast, "office", cast.dani.id, stranger)
        with pytest.raises(KeptApart):
            async with conn.transaction():
                await add_visit(conn, cast.amira.id, plan)


async def test_the_store_plans_only_for_who_works_with_the_child(conn: Connection, cast: Cast) -> None:
    plan = await planned(conn, cast, "office", cast.marcus.id)
    for other in (cast.tom.id, cast.ines.id, cast.helen.id, cast.dani.id, cast.lewis.id):
        assert await add_visit(conn, other, plan) is None
    assert await add_visit(conn, cast.amira.id, plan) is not None


@pytest.mark.parametrize("who", ["tom", "sam", "helen", "marcus", "dani"])
async def test_only_staff_of_a_visit_write_down_what_was_said_about_it(
    conn: Connection, cast: Cast, who: str
) -> None:
    """Nor is anything answered or asked for on the way, by whoever else comes as far as the statement."""
    kept = """
        SELECT said_ok_at, (SELECT count(*) FROM visit_change_request), (SELECT count(*) FROM visit_told)
          FROM visit_reader WHERE visit_id = $1 AND person_id = $2
    """
    before = await conn.fetchrow(kept, cast.home_visit, cast.dani.id)
    starts_at = await conn.fetchval("SELECT starts_at FROM visit WHERE id = $1", cast.home_visit)
    told = Told(cast.dani.id, "phone", starts_at, "At noon", FIRST_DAY)
    for add in (add_ok, add_request):
        assert await add(conn, getattr(cast, who).id, cast.home_visit, told) is None
    assert await conn.fetchrow(kept, cast.home_visit, cast.dani.id) == before
    assert await add_ok(conn, cast.amira.id, cast.home_visit, told) is not None
