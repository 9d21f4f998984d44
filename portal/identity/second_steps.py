"""Whether what somebody typed is a code of theirs: from their app, or from their paper. Either is good once."""

from enum import Enum
from uuid import UUID

from portal.db import Connection
from portal.identity import authenticator_store
from portal.identity.authenticators import (
    new_recovery_codes,
    read_code,
    read_recovery_code,
    step_of,
    unseal,
)


class Proof(Enum):
    APP = "app"
    PAPER = "paper"


async def prove(conn: Connection, key: bytes, account_id: UUID, typed: str) -> Proof | None:
    """What proved it, used up from here on; None where nothing did. `key`: what secrets are sealed with."""
    app = await authenticator_store.get_authenticator(conn, account_id)
    if app is None:
        return None
    on_paper = read_recovery_code(typed)
    if on_paper and await authenticator_store.use_recovery_code(conn, app.id, on_paper):
        return Proof.PAPER
    code, secret = read_code(typed), unseal(key, account_id, app.sealed)
    step = step_of(secret, code, app.at) if code and secret else None
    if step is not None and await authenticator_store.use_step(conn, app.id, step):
        return Proof.APP
    return None


async def keep_app(conn: Connection, account_id: UUID, sealed: bytes, half_minute: int) -> list[str]:
    """From here on this app counts; answers with its codes for paper. `half_minute`: of the code that was typed."""
    app_id = await authenticator_store.add_authenticator(conn, account_id, sealed, half_minute)
    return await renew_paper(conn, app_id)


async def renew_paper(conn: Connection, authenticator_id: UUID) -> list[str]:
    """New codes for paper, as they are printed; those of before are good no more."""
    codes = new_recovery_codes()
    await authenticator_store.change_recovery_codes(conn, authenticator_id, codes)
    return codes
