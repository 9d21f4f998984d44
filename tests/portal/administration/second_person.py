"""Asking for somebody new of staff, and what the second person's page holds."""

import re
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from portal.demo.cast import Cast, Member
from tests.running import Answer, SignIn, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NOOR: dict[str, object] = {
    "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "manager", "job_title": "team manager",
    "way": "email",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the asking was answered with, and the check page of the invitation."""

    answer: Answer
    path: str


async def ask_for(alex: Visitor, cast: Cast, db: Db, **instead: object) -> Asked:
    team = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    answer = await alex.post("/admin/people/new", {**NOOR, "team": str(team), **instead})
    assert answer.status == 200, answer.text
    asked_id = await db.fetchval("SELECT id FROM staff_invitation WHERE outcome IS NULL")
    return Asked(answer, f"/admin/invitations/{asked_id}")


async def seen_on(visitor: Visitor, path: str) -> str:
    shown = re.search(r'name="version" value="([^"]*)"', (await visitor.get(path)).text)
    assert shown, "nothing here can be approved"
    return shown[1]


async def approve(visitor: Visitor, path: str) -> Answer:
    return await visitor.post(path, {"version": await seen_on(visitor, path)})


async def another_administrator(sign_in: SignIn, cast: Cast, db: Db, member: Member | None = None) -> Visitor:
    member = member or cast.helen
    await db.execute(
        "UPDATE person SET staff_role = 'administrator', team_id = NULL WHERE id = $1", member.id
    )
    return await sign_in(member)


async def is_here(db: Db) -> bool:
    """Whether anything of Noor is there but that somebody asked for them."""
    found: bool = await db.fetchval(
        """
        SELECT EXISTS (SELECT FROM person WHERE name = 'Noor Ahmadi')
               OR EXISTS (SELECT FROM sign_in_name WHERE name LIKE 'noor%')
        """
    )
    return found
