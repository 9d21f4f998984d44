"""Signing in with a code in tests: the password, then the code, then perhaps one from paper."""

import asyncpg

from portal.demo.cast import Member
from portal.identity.authenticators import new_recovery_codes, read_recovery_code
from tests.running import Answer, Visitor

Db = asyncpg.Connection
CODE = "/sign-in/code"


async def type_password(visitor: Visitor, member: Member, **more: object) -> Answer:
    return await visitor.post(
        "/sign-in", {"name": member.sign_in, "password": member.password, **more}, follow=False
    )


async def type_code(visitor: Visitor, code: str) -> Answer:
    return await visitor.post(CODE, {"code": code}, follow=False)


async def give_paper(db: Db) -> tuple[str, str]:
    """Two codes on paper for the one app that there is."""
    first, second = new_recovery_codes()[:2]
    for one in (first, second):
        await db.execute(
            """
            INSERT INTO recovery_code (council_id, authenticator_id, code_hash)
            SELECT council_id, id, $1 FROM authenticator
            """,
            read_recovery_code(one),
        )
    return first, second
