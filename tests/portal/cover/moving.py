"""Giving a family another worker in tests, as a manager's own form does."""

from datetime import date, timedelta
from uuid import UUID

from portal.demo.cast import Cast, Member
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, day
from tests.running import Answer, Visitor

MOVES = FIRST_DAY + timedelta(days=3)


async def held_by(db: Db, worker: Member, *children: Member) -> list[UUID]:
    rows = await db.fetch(
        """
        SELECT i.id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
         WHERE i.staff_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL AND p.child_id = ANY ($2::uuid[])
        """,
        worker.id,
        [child.id for child in children],
    )
    return [row["id"] for row in rows]


async def hand_over(manager: Visitor, plans: list[UUID], to: Member, on: date = MOVES) -> Answer:
    return await manager.post(
        "/team/moves", {"plans": plans, "to": to.id, "reason": "LEFTRL", **day("on", on)}
    )


async def rowes(db: Db, cast: Cast) -> list[UUID]:
    return await held_by(db, cast.amira, cast.kit, cast.jay)


async def move_of(db: Db, child: Member) -> UUID:
    found: UUID = await db.fetchval(
        "SELECT c.id FROM change_of_worker AS c JOIN child_plan AS p ON p.id = c.child_plan_id WHERE p.child_id = $1",
        child.id,
    )
    return found
