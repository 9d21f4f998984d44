"""Who opened or changed what about whom: written in the deed's own transaction, sealed later by the worker."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection
from portal.identity.actor import Actor

_ADD = """
    INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about, reason)
    VALUES (current_council(), this_moment(), $1, $2, $3, $4, $5, $6)
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the log; it names what was touched and about whom, and holds no content."""

    deed: str
    kind: str
    item_id: UUID | None = None
    about: tuple[UUID, ...] = ()
    reason: str | None = None


async def opened(
    conn: Connection, actor: Actor, kind: str, item_id: UUID | None = None, *, about: Iterable[UUID] = ()
) -> None:
    """A read of somebody's record, before the bytes leave."""
    await _add(conn, actor, Deed("opened", kind, item_id, tuple(about)))


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
    await _add(conn, actor, Deed("changed", kind, item_id, tuple(about), reason))


async def changed_each(
    conn: Connection, actor: Actor, kind: str, items: Iterable[tuple[UUID, Iterable[UUID]]], reason: str
) -> None:
    """One effect on several items, each with whom it is about: a row for each, in one trip."""
    deeds = [Deed("changed", kind, one, tuple(about), reason) for one, about in items]
    await conn.executemany(_ADD, [_row(actor.id, deed) for deed in deeds])


async def denied(conn: Connection, actor: Actor, kind: str, item_id: UUID | None = None) -> None:
    """Somebody asked for what is not theirs, or never was. Never says which."""
    await _add(conn, actor, Deed("denied", kind, item_id))


async def changed_by_link(conn: Connection, person_id: UUID, kind: str, item_id: UUID) -> None:
    """What somebody did with a link that was sent to them, without being signed in."""
    await _add_for(conn, person_id, Deed("changed", kind, item_id, (person_id,), "by link"))


async def changed_at_sign_in(conn: Connection, person_id: UUID, kind: str, item_id: UUID) -> None:
    """What somebody did between their password and their session."""
    await _add_for(conn, person_id, Deed("changed", kind, item_id, (person_id,), "at sign-in"))


async def changed_by_text(
    conn: Connection, person_id: UUID, kind: str, item_id: UUID | None, about: Iterable[UUID]
) -> None:
    """What somebody did by answering a text, without being signed in."""
    await _add_for(conn, person_id, Deed("changed", kind, item_id, tuple(about), "by text"))


async def _add(conn: Connection, actor: Actor, deed: Deed) -> None:
    await _add_for(conn, actor.id, deed)


async def _add_for(conn: Connection, actor_id: UUID, deed: Deed) -> None:
    await conn.execute(_ADD, *_row(actor_id, deed))


def _row(actor_id: UUID, deed: Deed) -> tuple[object, ...]:
    return actor_id, deed.deed, deed.kind, deed.item_id, deed.about, deed.reason
