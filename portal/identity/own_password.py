"""Whether whoever holds this phone knows the password in use: asked before what an open phone is not enough for."""

from aiohttp import web

from portal.identity import guess_store
from portal.identity.actor import Actor
from portal.identity.own_guesses import count_wrong, may_guess
from portal.identity.passwords import HASHER, LONGEST
from portal.web.fields import PasswordField, refuse
from portal.web.request import connection


async def problem_with_own(request: web.Request, actor: Actor, old: str) -> str | None:
    """Why this is not taken for the password in use. Wrong guesses count, and no refusal undoes the counting."""
    if not await may_guess(request, actor):
        return "account.password.e_wait"
    hashed = await guess_store.get_password_hash(connection(request), actor.account_id)
    if len(old) <= LONGEST and await request.app[HASHER].verify(hashed, old):
        return None
    await count_wrong(request, actor)
    return "account.password.e_not_right"


async def check_own(request: web.Request, actor: Actor, field: PasswordField) -> None:
    """Leaves at the field why it is not taken. For a form without other errors: wrong guesses count."""
    problem = await problem_with_own(request, actor, field.data or "")
    if problem:
        refuse(field, problem)
