"""Why a plan gets another manager: the database refuses what no form offers."""

import re

import asyncpg

from portal.caseloads.model import ManagerReason
from tests.databases import CastDatabase


async def test_the_database_knows_the_reasons_that_forms_offer(shared_cast_database: CastDatabase) -> None:
    conn = await asyncpg.connect(shared_cast_database.dsn())
    kept = await conn.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'reasons_for_another_manager_are_known'"
    )
    await conn.close()
    assert set(re.findall(r"'(\w+)'", kept)) == set(ManagerReason)
