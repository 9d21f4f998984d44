"""Who manages a plan, and one who gives it to another."""

from uuid import UUID

from portal.demo.cast import Member
from tests.databases import FIRST_DAY
from tests.portal.cover.going import Db, day
from tests.running import Answer, Visitor


async def plan_of(db: Db, child: Member) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", child.id)
    return found


async def manages(db: Db, who: Member, plan: UUID) -> bool:
    """Once, and not until a day that is set."""
    return (
        int(
            await db.fetchval(
                """
            SELECT count(*) FROM involvement
             WHERE staff_id = $1 AND child_plan_id = $2 AND role = 'manager' AND to_at IS NULL
            """,
                who.id,
                plan,
            )
        )
        == 1
    )


async def hand_over(manager: Visitor, taker: Member, *plans: UUID, **more: object) -> Answer:
    fields: dict[str, object] = {
        "which": "some" if plans else "all",
        "plans": list(plans),
        "to": taker.id,
        "reason": "leaves",
        **day("on", FIRST_DAY),
    }
    return await manager.post("/team/managers", {**fields, **more})
