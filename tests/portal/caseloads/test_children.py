"""Whose plans somebody works on: as planning asks for them, of all families or of one."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from portal.caseloads.store import list_children
from portal.db import Connection
from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY, CastDatabase
from tests.running import at


@pytest.fixture
async def conn(shared_cast_database: CastDatabase) -> AsyncIterator[Connection]:
    """As the web connects, for one council."""
    connection = await asyncpg.connect(shared_cast_database.dsn("portal_web"))
    try:
        await connection.execute(
            "SELECT set_config('app.council', $1, false), set_config('app.now', $2, false)",
            str(shared_cast_database.cast.exampleshire),
            at(FIRST_DAY, 10).isoformat(),
        )
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def people(shared_cast_database: CastDatabase) -> Cast:
    return shared_cast_database.cast


async def ids_of(conn: Connection, who: Member, *asked: Member, chairing: bool = False) -> set[UUID]:
    found = await list_children(conn, who.id, [one.id for one in asked] if asked else None, chairing=chairing)
    return {child.id for child in found}


@pytest.mark.parametrize("chairing", [False, True])
async def test_of_several_children_the_first_that_is_theirs_says_whose_family_it_is(
    conn: Connection, people: Cast, chairing: bool
) -> None:
    for asked, family in (
        ([people.luca], set()),
        ([people.luca, people.kit, people.samuel], {people.kit.id, people.jay.id}),
        ([people.samuel, people.luca, people.kit], {people.samuel.id}),
    ):
        assert await ids_of(conn, people.amira, *asked, chairing=chairing) == family
    assert await list_children(conn, people.amira.id, [], chairing=chairing) == []


async def test_who_runs_meetings_of_a_child_plans_meetings_and_nothing_else(
    conn: Connection, people: Cast
) -> None:
    assert await ids_of(conn, people.helen) == set()
    assert people.jay.id in await ids_of(conn, people.helen, chairing=True)
    for nobody in (people.dani, people.jay, people.grace_lim):
        assert await ids_of(conn, nobody, chairing=True) == set()
