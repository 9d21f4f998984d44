"""Somebody whom an administrator asked for, and who waits for a second person."""

import asyncpg

from portal.demo.cast import CAST
from tests.running import RunningPortal, new_visitor

Ids = dict[str, str]


async def arrange_staff(portal: RunningPortal) -> Ids:
    async with new_visitor(portal.origin) as alex:
        await alex.sign_in(CAST.alex)
        asked = await alex.post(
            "/admin/people/new",
            {
                "name": "Noor Ahmadi", "email": "noor.ahmadi@example.gov.uk", "role": "administrator",
                "job_title": "portal administrator", "way": "email", "team": "",
            },
        )  # fmt: skip
        assert asked.path.startswith("/admin/invitations/"), asked.path
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        return {"invitation": str(await db.fetchval("SELECT id FROM staff_invitation"))}
    finally:
        await db.close()
