"""Who goes away and who takes over before anybody looks at the pages about it."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg

from portal.demo.cast import CAST, Member
from tests.databases import FIRST_DAY
from tests.running import RunningPortal, Visitor, at, new_visitor

Ids = dict[str, str]


async def arrange_cover(portal: RunningPortal, amira: Visitor) -> Ids:
    """Amira goes next week, with one child uncovered; Sam is away today; two plans change hands, one of them today."""
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        kit = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", CAST.kit.id)
        next_week = _days(FIRST_DAY + timedelta(days=7), FIRST_DAY + timedelta(days=14))
        await amira.post("/staff/away", {**next_week, "everyone": CAST.sam.id, f"plan_{kit.hex}": "nobody"})
        async with new_visitor(portal.origin) as priya:
            await priya.sign_in(CAST.priya)
            today = _days(FIRST_DAY, FIRST_DAY + timedelta(days=2))
            await priya.post("/team/cover", {**today, "away": CAST.sam.id, "cover": CAST.priya.id})
            await _hand_over(priya, db, CAST.luca, CAST.amira, FIRST_DAY + timedelta(days=10))
            await _hand_over(priya, db, CAST.baby, CAST.priya, FIRST_DAY)
            ruth = await _another_manager(db)
            await _give_to_manage(priya, db, CAST.max, ruth)
        absence = await db.fetchval("SELECT id FROM absence WHERE staff_id = $1", CAST.amira.id)
        leaving = await db.fetchval("SELECT id FROM change_of_worker WHERE from_id = $1", CAST.sam.id)
        taken = await db.fetchval("SELECT id FROM change_of_worker WHERE to_id = $1", CAST.priya.id)
    finally:
        await db.close()
    return {"absence": str(absence), "leaving": str(leaving), "taken": str(taken), "ruth_id": str(ruth)}


async def _another_manager(db: "asyncpg.Connection[asyncpg.Record]") -> UUID:
    """Somebody who managed one of Priya's plans until yesterday, and could again."""
    ruth: UUID = await db.fetchval(
        """
        WITH ruth AS (
            INSERT INTO person (council_id, kind, name, called, pronoun, staff_role, job_title)
            SELECT council_id, 'staff', 'Ruth Adler', 'Ruth', 'she', 'manager', job_title FROM person WHERE id = $1
            RETURNING council_id, id
        ), account AS (
            -- With words on paper that another administrator gave.
            INSERT INTO account (council_id, person_id, password_hash, words_given_by)
            SELECT council_id, id, '-', $5 FROM ruth
        )
        INSERT INTO change_of_manager (council_id, child_plan_id, from_id, to_id, at, reason, set_by, set_at)
        SELECT p.council_id, p.id, ruth.id, $1, $3, 'away', $4, $3
          FROM ruth, child_plan AS p WHERE p.child_id = $2
        RETURNING from_id
        """,
        CAST.priya.id,
        CAST.samuel.id,
        at(FIRST_DAY - timedelta(days=1), 9),
        CAST.alex.id,
        CAST.helen.id,
    )
    return ruth


async def _give_to_manage(
    priya: Visitor, db: "asyncpg.Connection[asyncpg.Record]", child: Member, to: UUID
) -> None:
    """Still to come, so that it could be withdrawn."""
    plan = await db.fetchval("SELECT id FROM child_plan WHERE child_id = $1", child.id)
    later = _day("on", FIRST_DAY + timedelta(days=10))
    answer = await priya.post(
        "/team/managers", {"which": "some", "plans": plan, "to": to, "reason": "team", **later}
    )
    assert answer.status == 200, f"not given to manage: {answer.status}"


async def _hand_over(
    priya: Visitor, db: "asyncpg.Connection[asyncpg.Record]", child: Member, to: Member, on: date
) -> None:
    plan = await db.fetchval(
        "SELECT i.id FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id"
        " WHERE p.child_id = $1 AND i.role = 'allocated' AND i.to_at IS NULL",
        child.id,
    )
    fields = {"plans": plan, "to": to.id, "reason": "MANAGE", **_day("on", on)}
    answer = await priya.post("/team/moves", fields)
    assert answer.status == 200, f"not handed over: {answer.status}"


def _day(name: str, on: date) -> dict[str, object]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def _days(from_on: date, back_on: date) -> dict[str, object]:
    return {**_day("from_on", from_on), **_day("back_on", back_on)}
