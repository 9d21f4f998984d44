"""Codes as an app on somebody's phone makes them, by the real clock; and people who have such an app."""

import asyncio
import time
from base64 import b32decode
from collections import defaultdict
from collections.abc import Iterator

import asyncpg
import pyotp

from portal.demo.cast import APP_KEY, Member
from portal.identity.authenticators import EITHER_SIDE, seal

HALF_MINUTE = 30
# The newest code that was handed out for each key: a code is good once.
_used: dict[tuple[str, str], int] = defaultdict(int)


def half_minute() -> int:
    return int(time.time()) // HALF_MINUTE


def code_at(step: int, key: str = APP_KEY) -> str:
    return pyotp.TOTP(key).generate_otp(step)


def wrong_codes(key: str = APP_KEY) -> Iterator[str]:
    """Six digits that are no code of these minutes."""
    near = {code_at(half_minute() + off, key) for off in range(-4, 10)}
    return (code for code in (f"{number:06}" for number in range(1_000_000)) if code not in near)


async def next_code(whose: str, key: str = APP_KEY) -> str:
    """One that was not handed out before for this person, and is good now. Waits where all of these were.

    Never the one before: on a slow machine it would be over before anybody looks at it.
    """
    while True:
        step = max(_used[whose, key] + 1, half_minute())
        if step <= half_minute() + EITHER_SIDE:
            _used[whose, key] = step
            return code_at(step, key)
        await asyncio.sleep(1)


async def give_app(db: "asyncpg.Connection[asyncpg.Record]", member: Member, key: bytes) -> None:
    """As if they had set one up; `key`: what the portal seals with."""
    row = await db.fetchrow("SELECT id, council_id FROM account WHERE person_id = $1", member.id)
    assert row is not None, member.name
    account_id, council_id = row
    sealed = seal(key, account_id, b32decode(APP_KEY))
    await db.execute(
        "INSERT INTO authenticator (council_id, account_id, sealed, last_step) VALUES ($1, $2, $3, 0)",
        council_id, account_id, sealed,
    )  # fmt: skip
    _used.pop((member.sign_in, APP_KEY), None)
