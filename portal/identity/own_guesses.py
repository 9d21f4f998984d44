"""Wrong passwords and codes of somebody who is signed in.

An open phone is not enough for what keeps others out, and whoever holds one does not try passwords through.
"""

import hashlib
import hmac

from aiohttp import web

from portal.db import council_transaction
from portal.identity import guess_store
from portal.identity.actor import Actor
from portal.web.request import POOL, SETTINGS, connection, now_of


async def may_guess(request: web.Request, actor: Actor) -> bool:
    return await guess_store.may_guess(connection(request), _key(request, actor))


async def count_wrong(request: web.Request, actor: Actor) -> None:
    """In a transaction of its own, which stands whatever becomes of the deed."""
    async with council_transaction(request.app[POOL], actor.council_id, now_of(request)) as counting:
        await guess_store.add_failure(counting, _key(request, actor))


def _key(request: web.Request, actor: Actor) -> bytes:
    return hmac.new(request.app[SETTINGS].secret, b"own\0" + actor.account_id.bytes, hashlib.sha256).digest()
