"""Links that came by letter: for a new password, one that asks for a number, one run out, one not for who opened it."""

from datetime import timedelta
from uuid import uuid4

import asyncpg

from portal.demo.cast import CAST
from portal.identity.sessions import hash_of
from tests.running import RunningPortal

LINKS = {
    "reset_link": "resetresetresetreset22",
    "invitation_link": "inviteinviteinvite2222",
    "old_link": "oldoldoldoldoldoldold2",
    "refused_link": "refusedrefusedrefused2",
}


async def arrange_links(portal: RunningPortal) -> dict[str, str]:
    now = portal.clock.now()
    db = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        person, account = uuid4(), uuid4()
        await db.execute(
            "INSERT INTO person (council_id, id, kind, name, called) VALUES ($1, $2, 'adult', 'Jo Asked', 'Jo')",
            CAST.exampleshire,
            person,
        )
        await db.execute(
            """
            INSERT INTO account (council_id, id, person_id, password_hash, state) VALUES ($1, $2, $3, '', 'invited')
            """,
            CAST.exampleshire,
            account,
            person,
        )
        for kind, whose, token in (
            ("reset", CAST.sol.account_id, LINKS["reset_link"]),
            ("invitation", account, LINKS["invitation_link"]),
            ("reset", CAST.sol.account_id, LINKS["old_link"]),
            ("reset", CAST.sol.account_id, LINKS["refused_link"]),
        ):
            await db.execute(
                """
                INSERT INTO sign_in_link (council_id, kind, account_id, role, made_at, made_by, ends_at, token_hash,
                                          number_hash, used_at, voided_at, void_why)
                VALUES ($1, $2, $3, 'adult', $4, $5, $6, $7, '', $8, $9::timestamptz,
                        CASE WHEN $9::timestamptz IS NOT NULL THEN 'not_theirs' END)
                """,
                CAST.exampleshire,
                kind,
                whose,
                now - timedelta(minutes=1),
                CAST.amira.id,
                now + timedelta(days=7),
                hash_of(token),
                now if token == LINKS["old_link"] else None,
                now if token == LINKS["refused_link"] else None,
            )
    finally:
        await db.close()
    return LINKS
