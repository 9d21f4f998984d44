"""Who opened or changed what about whom: written in the deed's own transaction, sealed later by the worker."""

from collections.abc import Iterable
from uuid import UUID

from portal.db import Connection
from portal.identity.actor import Actor


async def opened(
    conn: Connection, actor: Actor, kind: str, item_id: UUID | None = None, *, about: Iterable[UUID] = ()
) -> None:
    """A read of somebody's record, before the bytes leave."""
    await _add(conn, actor, "opened", kind, item_id, about, None)


async def changed(
    conn: Connection,
    actor: Actor,
    kind: str,
    item_id: UUID | None = None,
    *,
    about: Iterable[UUID] = (),
    reason: str | None = None,
) -> None:
    """An effect. If this row cannot be written the deed does not happen either."""
    await _add(conn, actor, "changed", kind, item_id, about, reason)


async def denied(conn: Connection, actor: Actor, kind: str, item_id: UUID | None = None) -> None:
    """Somebody asked for what is not theirs, or never was. Never says which."""
    await _add(conn, actor, "denied", kind, item_id, (), None)


async def _add(
    conn: Connection,
    actor: Actor,
    deed: str,
    kind: str,
    item_id: UUID | None,
    about: Iterable[UUID],
    reason: str | None,
) -> None:
    await conn.execute(
        """
        INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about, reason)
        VALUES (current_council(), this_moment(), $1, $2, $3, $4, $5, $6)
        """,
        actor.id,
        deed,
        kind,
        item_id,
        list(about),
        reason,
    )
