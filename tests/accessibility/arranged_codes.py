"""Whoever is asked for a code, and who has an app: what is pending lasts as long as the pages are looked at."""

import asyncpg

from portal.demo.cast import CAST, Member
from portal.identity.authenticators import SECRET_BYTES, seal
from tests.codes import give_app
from tests.databases import CastDatabase
from tests.running import SECRET


async def ask_for_code(database: CastDatabase, member: Member, *, sets_up: bool) -> None:
    """Puts their session back to where it was before the code."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        await db.execute(
            """
            WITH gone AS (DELETE FROM session WHERE account_id = $1 RETURNING council_id, account_id, token_hash)
            INSERT INTO second_step (council_id, account_id, token_hash, device_name, sealed, made_at)
            SELECT council_id, account_id, token_hash, '?', $2, now() + interval '1 day' FROM gone
            """,
            member.account_id,
            seal(SECRET, member.account_id, bytes(range(SECRET_BYTES))) if sets_up else None,
        )
    finally:
        await db.close()


async def arrange_codes(database: CastDatabase) -> None:
    """A partner and an administrator have an app, and so has somebody who lost theirs."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        for member in (CAST.grace_lim, CAST.alex, CAST.tom):
            await give_app(db, member, SECRET)
    finally:
        await db.close()


async def begin_setting_up(database: CastDatabase, member: Member) -> None:
    """In the middle of setting one up, in the session that they have just begun."""
    db = await asyncpg.connect(database.dsn("portal_migrator"))
    try:
        await db.execute(
            """
            INSERT INTO second_step (council_id, account_id, session_id, device_name, sealed, made_at)
            SELECT council_id, account_id, id, '', $2, now() + interval '1 day' FROM session AS s
             WHERE account_id = $1 AND NOT EXISTS (SELECT FROM second_step AS t WHERE t.session_id = s.id)
            """,
            member.account_id,
            seal(SECRET, member.account_id, bytes(range(SECRET_BYTES))),
        )
    finally:
        await db.close()
