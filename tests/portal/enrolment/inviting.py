"""Somebody new who is invited by letter, and what their worker does for it."""

import re

import pytest

from portal.demo.cast import Cast, Member
from tests.portal.sign_in.letters import Db, Letters
from tests.running import Answer, RunningPortal, Visitor

WRONG = "That number is not right. Check it and try again"


@pytest.fixture
def letters(portal: RunningPortal, cast: Cast) -> Letters:
    return Letters(portal, cast.exampleshire)


@pytest.fixture
async def newcomer(db: Db, cast: Cast) -> Member:
    """Tigist, before she ever had an account: she takes texts at any time."""
    for table in ("known_device", "session", "sign_in_name", "sign_in_card", "form_draft", "form_post"):
        await db.execute(
            f"DELETE FROM {table} WHERE account_id = (SELECT id FROM account WHERE person_id = $1)",
            cast.tigist.id,
        )
    await db.execute("DELETE FROM account WHERE person_id = $1", cast.tigist.id)
    await db.execute("DELETE FROM contact_point WHERE person_id = $1", cast.tigist.id)
    await db.execute(
        "UPDATE safe_contact_plan SET texting = 'any_time', email = 'no', device_shared = false WHERE person_id = $1",
        cast.tigist.id,
    )
    await db.execute(
        """
        INSERT INTO contact_point (council_id, person_id, kind, value)
        VALUES ($1, $2, 'mobile', '07700 900471'), ($1, $2, 'email', 'tigist@example.com')
        """,
        cast.exampleshire,
        cast.tigist.id,
    )
    return cast.tigist


def page_of(member: Member) -> str:
    return f"/staff/people/{member.id}/sign-in"


async def invite(worker: Visitor, member: Member, **fields: object) -> Answer:
    page = (await worker.get(page_of(member))).text
    found = re.search(r'name="version" value="([^"]*)"', page)
    point = re.search(r'name="point"[^>]*value="([^"]*)"', page)
    shown: dict[str, object] = {"version": found[1] if found else "", "point": point[1] if point else ""}
    return await worker.post(f"{page_of(member)}/invitation", {**shown, **fields}, page=page_of(member))


async def prove(visitor: Visitor, number: str) -> Answer:
    return await visitor.post("/sign-in/link", {"number": number})
