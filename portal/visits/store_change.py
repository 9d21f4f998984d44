"""Asking for another time: what is offered, and what one person asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.visits.model import Card
from portal.visits.model_plan import ChangeRequest, OfferedTime
from portal.visits.store import card_of_row, moment_of
from portal.visits.store_plan import request_of


@dataclass(frozen=True, slots=True)
class Change:
    """The page that asks for another time. `replies_within_days` is the worker's own promise, in working days."""

    card: Card
    offered: list[OfferedTime]
    request: ChangeRequest | None
    replies_within_days: int
    children: list[UUID]


@dataclass(frozen=True, slots=True)
class Asked:
    """`seen_at`: the time of the visit that the person had before them when they asked."""

    seen_at: datetime
    offered_id: UUID | None
    when_better: str | None
    why: str | None
    reply_by_on: date


async def get_change(conn: Connection, actor_id: UUID, visit_id: UUID) -> Change | None:
    row = await conn.fetchrow(
        """
        SELECT c.*, w.replies_within_days,
               (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'starts_at', o.starts_at) ORDER BY o.starts_at)
                  FROM visit_offered_time AS o
                 WHERE o.visit_id = v.id AND o.ended_at IS NULL AND o.starts_at > this_moment()
                   AND o.starts_at <> v.starts_at) AS offered,
               (SELECT array_agg(k.child_id) FROM visit_child AS k WHERE k.visit_id = v.id) AS children,
               (SELECT to_jsonb(x)
                  FROM (SELECT q.state, q.asked_at, o.starts_at AS offered_at, q.when_better, q.why, q.reply_by_on,
                               q.reply, p.called AS replied_by, q.replied_at
                          FROM visit_change_request AS q
                          LEFT JOIN visit_offered_time AS o ON o.id = q.offered_time_id
                          LEFT JOIN person AS p ON p.id = q.replied_by
                         WHERE q.visit_id = v.id AND q.asked_by = $1 AND q.state = 'open') AS x) AS request
          FROM visit_cards($1) AS c
          JOIN visit AS v ON v.id = c.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE c.id = $2
        """,
        actor_id,
        visit_id,
    )
    if row is None:
        return None
    offered = []
    for one in row["offered"] or []:
        starts_at = moment_of(one["starts_at"])
        assert starts_at is not None
        offered.append(OfferedTime(UUID(one["id"]), starts_at))
    request = request_of(row["request"]) if row["request"] else None
    return Change(card_of_row(row), offered, request, row["replies_within_days"], row["children"] or [])


async def add_change_request(conn: Connection, actor_id: UUID, visit_id: UUID, asked: Asked) -> UUID | None:
    """Asks, and takes back an earlier “this time is OK”. The plan stays as it is until a worker replies.

    None where the visit is not this person's, not open or not at the time they saw, where the offered time is
    gone, or where they have asked already.
    """
    added: UUID | None = await conn.fetchval(
        "SELECT ask_for_another_time($1, $2, $3, $4, $5, $6, $7)",
        actor_id,
        visit_id,
        asked.seen_at,
        asked.offered_id,
        asked.when_better,
        asked.why,
        asked.reply_by_on,
    )
    return added
