"""Getting ready: the worker's own items for a visit, and what one person ticked. Nobody else sees the ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection
from portal.visits.model import Card
from portal.visits.store import card_of_row


@dataclass(frozen=True, slots=True)
class Ready:
    """`items`: the worker's, as (id, words)."""

    card: Card
    items: list[tuple[str, str]]
    ticked: list[str]
    children: list[UUID]


async def get_ready(conn: Connection, actor_id: UUID, visit_id: UUID) -> Ready | None:
    row = await conn.fetchrow(
        """
        SELECT c.*,
               (SELECT jsonb_agg(jsonb_build_array(y.id, y.body) ORDER BY y.position, y.id)
                  FROM visit_ready_item AS y WHERE y.visit_id = c.id AND y.ended_at IS NULL) AS items,
               (SELECT array_agg(y.item) FROM visit_preparation AS y
                 WHERE y.visit_id = c.id AND y.person_id = $1) AS ticked,
               (SELECT array_agg(k.child_id) FROM visit_child AS k WHERE k.visit_id = c.id) AS children
          FROM visit_cards($1) AS c
         WHERE c.id = $2
        """,
        actor_id,
        visit_id,
    )
    if row is None:
        return None
    items = [(key, words) for key, words in row["items"] or []]
    return Ready(card_of_row(row), items, row["ticked"] or [], row["children"] or [])


async def change_ready(conn: Connection, actor_id: UUID, visit_id: UUID, ticked: Sequence[str]) -> None:
    """Keeps exactly these ticks. The caller has checked that each is on this visit's list."""
    await conn.execute(
        """
        WITH mine AS (SELECT m.id FROM shared_visits($1) AS m WHERE m.id = $2),
             unticked AS (
                 DELETE FROM visit_preparation AS y USING mine
                  WHERE y.visit_id = mine.id AND y.person_id = $1 AND y.item <> ALL ($3::text [])
             )
        INSERT INTO visit_preparation (council_id, visit_id, person_id, item, ticked_at)
        SELECT current_council(), mine.id, $1, x.item, this_moment()
          FROM mine, unnest($3::text []) AS x (item)
        ON CONFLICT DO NOTHING
        """,
        actor_id,
        visit_id,
        list(ticked),
    )
