"""Whether whoever holds this phone knows the password in use: asked before what an open phone is not enough for."""

import hashlib
import hmac

from aiohttp import web

from portal.account import store
from portal.db import council_transaction
from portal.identity.actor import Actor
from portal.identity.passwords import HASHER, LONGEST
from portal.web.fields import PasswordField, refuse
from portal.web.request import POOL, SETTINGS, connection, now_of


async def problem_with_own(request: web.Request, actor: Actor, old: str) -> str | None:
    """Why this is not taken for the password in use. Wrong guesses count, and no refusal undoes the counting."""
    conn, key = connection(request), guess_key(request, actor)
    if not await store.may_guess(conn, key):
        return "account.password.e_wait"
    hashed = await store.get_password_hash(conn, actor.account_id)
    if len(old) <= LONGEST and await request.app[HASHER].verify(hashed, old):
        return None
    await count_wrong(request, actor)
    return "account.password.e_not_right"


async def count_wrong(request: web.Request, actor: Actor) -> None:
    """In a transaction of its own, which stands whatever becomes of the deed."""
    async with council_transaction(request.app[POOL], actor.council_id, now_of(request)) as counting:
        await store.add_failure(counting, guess_key(request, actor))


async def check_own(request: web.Request, actor: Actor, field: PasswordField) -> None:
    """Leaves at the field why it is not taken. For a form without other errors: wrong guesses count."""
    problem = await problem_with_own(request, actor, field.data or "")
    if problem:
        refuse(field, problem)


def guess_key(request: web.Request, actor: Actor) -> bytes:
    return hmac.new(request.app[SETTINGS].secret, b"own\0" + actor.account_id.bytes, hashlib.sha256).digest()
