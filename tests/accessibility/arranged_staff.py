"""Two whom an administrator asked for: one waits for a second person, for the other nobody said yes in time."""

import asyncpg

from portal.demo.cast import CAST
from tests.running import RunningPortal, Visitor, new_visitor

Ids = dict[str, str]


async def arrange_staff(portal: RunningPortal) -> Ids:
    async with new_visitor(portal.origin) as alex:
        await alex.sign_in(CAST.alex)
        waiting = await _ask_for(alex, "Noor Ahmadi", "noor.ahmadi@example.gov.uk")
        over = await _ask_for(alex, "Noa Lindqvist", "noa.lindqvist@example.gov.uk")
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        await db.execute(
            "UPDATE staff_invitation SET asked_at = asked_at - interval '8 days' WHERE id = $1::uuid", over
        )
    finally:
        await db.close()
    return {"invitation": waiting, "over_invitation": over}


async def _ask_for(alex: Visitor, name: str, email: str) -> str:
    asked = await alex.post(
        "/admin/people/new",
        {
            "name": name, "email": email, "role": "administrator", "job_title": "portal administrator",
            "way": "email", "team": "",
        },
    )  # fmt: skip
    assert asked.path.startswith("/admin/invitations/"), asked.path
    return asked.path.rsplit("/", 1)[1]
