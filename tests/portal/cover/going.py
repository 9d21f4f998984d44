"""Going away and giving cover in tests, as the pages' own forms do."""

from datetime import date
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import asyncpg

from portal.demo.cast import Cast, Member
from tests.running import Answer, SignIn, Visitor

if TYPE_CHECKING:
    Db: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:  # the library's class takes no parameters when the program runs
    Db = asyncpg.Connection


def day(name: str, on: date) -> dict[str, object]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def days(from_on: date, back_on: date) -> dict[str, object]:
    return {**day("from_on", from_on), **day("back_on", back_on)}


async def go_away(worker: Visitor, from_on: date, back_on: date, everyone: object, **more: object) -> Answer:
    fields = {**days(from_on, back_on), "everyone": everyone, **more}
    return await worker.post("/staff/away", fields)


async def give_cover(manager: Visitor, away: Member, cover: Member, from_on: date, back_on: date) -> Answer:
    fields = {**days(from_on, back_on), "away": away.id, "cover": cover.id}
    return await manager.post("/team/cover", fields)


async def plans_of(db: Db, worker: Member) -> list[asyncpg.Record]:
    """(plan, child) that somebody is the worker of now."""
    return await db.fetch(
        """
        SELECT p.id, p.child_id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE i.staff_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL ORDER BY p.id
        """,
        worker.id,
    )


async def covers_of(db: Db, worker: Member) -> list[asyncpg.Record]:
    """Cover that hangs on an absence of somebody and was not ended at once."""
    return await db.fetch(
        """
        SELECT staff_id, child_plan_id, from_at, to_at FROM involvement
         WHERE covering_for = $1 AND absence_id IS NOT NULL AND to_at > from_at ORDER BY from_at, child_plan_id
        """,
        worker.id,
    )


async def absence_of(db: Db, worker: Member) -> UUID:
    found: UUID = await db.fetchval(
        "SELECT id FROM absence WHERE staff_id = $1 AND ended_at IS NULL ORDER BY from_on LIMIT 1", worker.id
    )
    return found


async def another_teams_manager(db: Db, cast: Cast, sign_in: SignIn) -> Visitor:
    """Ines as a manager: of the family that she works with, and of no other."""
    await db.execute("UPDATE person SET staff_role = 'manager' WHERE id = $1", cast.ines.id)
    await db.execute(
        """
        INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
        SELECT i.council_id, i.staff_id, i.child_plan_id, 'manager', i.from_at
          FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE i.staff_id = $1 AND p.child_id = $2
        """,
        cast.ines.id,
        cast.omar.id,
    )
    return await sign_in(cast.ines)
