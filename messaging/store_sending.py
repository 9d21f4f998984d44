"""What people say, on its way into PostgreSQL: one statement judges it, gives it its number and keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from messaging.model import Draft
from messaging.store import Connection


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one draft. `readers`: everybody who may hear of it at the moment of the commit."""

    outcome: str
    id: UUID | None
    seq: int | None
    at: datetime | None
    sender_id: UUID | None
    sender: str | None
    role: str | None
    covering: str | None
    readers: tuple[UUID, ...]

    @property
    def kept(self) -> bool:
        return self.outcome in ("sent", "again")


async def add_messages(
    conn: Connection,
    council_id: UUID,
    moment: datetime,
    origin: str | None,
    drafts: Sequence[tuple[UUID, Draft]],
    within: float | None = None,
) -> list[Judged]:
    """Keeps what several sessions say, in one round trip; on a connection of its own also in one commit.

    Each draft comes with the session that says it; each gets its own outcome, in the order given. `within` so many
    seconds, or TimeoutError. No `origin`: nobody else listens, and a message that goes alone is not told of.
    """
    if len(drafts) == 1:
        [(session_id, draft)] = drafts
        rows = await conn.fetch(
            "SELECT * FROM send_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            council_id,
            moment,
            origin,
            session_id,
            draft.conversation_id,
            draft.client_id,
            draft.kind.value,
            draft.body,
            draft.language,
            draft.alarm,
            timeout=within,
        )
    else:
        rows = await conn.fetch(
            "SELECT * FROM send_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            council_id,
            moment,
            origin or "",
            [session_id for session_id, _ in drafts],
            [draft.conversation_id for _, draft in drafts],
            [draft.client_id for _, draft in drafts],
            [draft.kind.value for _, draft in drafts],
            [draft.body for _, draft in drafts],
            [draft.language for _, draft in drafts],
            [draft.alarm for _, draft in drafts],
            timeout=within,
        )
    return [_judged_in(row) for row in rows]


def _judged_in(row: asyncpg.Record) -> Judged:
    return Judged(
        row["outcome"],
        row["id"],
        row["seq"],
        row["at"],
        row["sender_id"],
        row["sender"],
        row["role"],
        row["covering"],
        tuple(row["readers"] or ()),
    )
