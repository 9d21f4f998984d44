"""Whether whoever holds this page has the app, or the paper, of whose session it is."""

from aiohttp import web

from portal.identity.access_log import changed
from portal.identity.actor import Actor
from portal.identity.own_guesses import count_wrong
from portal.identity.second_steps import Proof, prove
from portal.web.fields import StringField, refuse
from portal.web.request import SETTINGS, connection


async def check_own_code(request: web.Request, actor: Actor, field: StringField) -> None:
    """Leaves at the field that it is not right; wrong codes count where wrong passwords do. Paper stands in the log."""
    conn = connection(request)
    proof = await prove(conn, request.app[SETTINGS].secret, actor.account_id, field.data or "")
    if proof is None:
        await count_wrong(request, actor)
        refuse(field, "sign_in.code.e_not_right")
    elif proof is Proof.PAPER:
        await changed(conn, actor, "recovery_code", actor.account_id, about=[actor.id])
