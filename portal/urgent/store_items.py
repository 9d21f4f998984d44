"""The board: items that a member of staff answers for, what was written, who took them and how they were closed."""

from datetime import timedelta
from uuid import UUID

from portal.db import Connection, Row
from portal.urgent.model import MOST_SHOWN, READS_FOR, Action, Source, Stale, Step, UrgentItem, Written

# Who took an item and has left the family, the council or the office since answers for it no longer.
_ITEMS = """
    SELECT u.id, u.conversation_id, p.id AS person_id, p.name AS person, p.called, u.source, u.raised_at, u.due_at,
           mine.works, u.taken_at, u.action, u.action_words, u.closed_at, e.name AS closed_by,
           CASE WHEN answers.still THEN o.id END AS owner_id, CASE WHEN answers.still THEN o.name END AS owner,
           ARRAY(SELECT DISTINCT s.name
                   FROM plans_of_party(p.id) AS pl
                   JOIN involvement AS i ON i.child_plan_id = pl.child_plan_id AND i.role = 'manager'
                   JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
                  WHERE i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())) AS managers,
           ARRAY(SELECT s.source FROM urgent_step AS s WHERE s.urgent_id = u.id AND s.step = 'raised'
                  GROUP BY s.source ORDER BY min(s.at)) AS sources,
           EXISTS (SELECT FROM message AS m
                    WHERE m.conversation_id = u.conversation_id AND m.role = 'family'
                      AND m.at > u.taken_at) AS newer
      FROM urgent_item AS u
     CROSS JOIN LATERAL (SELECT bool_or(a.duty = 'worker') AS works
                           FROM answerable_items($1) AS a WHERE a.id = u.id) AS mine
      JOIN conversation AS c ON c.id = u.conversation_id
      JOIN person AS p ON p.id = c.person_id
      LEFT JOIN person AS o ON o.id = u.owner_id AND o.ended_at IS NULL
      LEFT JOIN person AS e ON e.id = u.closed_by
     CROSS JOIN LATERAL (
         SELECT EXISTS (SELECT FROM answerable_items(o.id) AS a WHERE a.id = u.id)
            AND NOT EXISTS (SELECT FROM absence AS a
                             WHERE a.staff_id = o.id AND a.from_on <= this_day() AND a.back_on > this_day()
                               AND a.ended_at IS NULL) AS still
     ) AS answers
     WHERE mine.works IS NOT NULL
"""


async def list_open_items(conn: Connection, actor_id: UUID) -> list[UrgentItem]:
    """What somebody has to look at, the one that was due first on top."""
    rows = await conn.fetch(f"{_ITEMS} AND u.closed_at IS NULL ORDER BY u.due_at, u.id", actor_id)
    return [_item(row) for row in rows]


async def list_closed_items(conn: Connection, actor_id: UUID, within: timedelta) -> list[UrgentItem]:
    """What was closed lately, the last first."""
    rows = await conn.fetch(
        f"{_ITEMS} AND u.closed_at > this_moment() - $2::interval ORDER BY u.closed_at DESC, u.id",
        actor_id,
        within,
    )
    return [_item(row) for row in rows]


async def get_item(conn: Connection, actor_id: UUID, item_id: UUID) -> UrgentItem | None:
    row = await conn.fetchrow(f"{_ITEMS} AND u.id = $2", actor_id, item_id)
    return _item(row) if row else None


def _item(row: Row) -> UrgentItem:
    found = dict(row)
    found["source"], found["managers"] = Source(row["source"]), tuple(row["managers"])
    found["sources"] = tuple(Source(source) for source in row["sources"])
    found["action"] = Action(row["action"]) if row["action"] else None
    return UrgentItem(**found)


async def list_written(conn: Connection, actor_id: UUID, item_id: UUID) -> list[Written] | None:
    """What the family's side wrote from the message that raised it on; None where the actor may not read it now."""
    rows = await conn.fetch(
        """
        SELECT m.id, m.seq, m.body, m.language, m.at
          FROM readable_items($1) AS r
          JOIN urgent_item AS u ON u.id = r.id
          LEFT JOIN LATERAL (
              SELECT m.* FROM message AS m
               WHERE m.conversation_id = u.conversation_id AND m.seq >= coalesce(u.seq, 0) AND m.role = 'family'
                 AND (u.closed_at IS NULL OR m.at <= u.closed_at)
               ORDER BY m.seq DESC LIMIT $3) AS m ON true
         WHERE r.id = $2
         ORDER BY m.seq
        """,
        actor_id,
        item_id,
        MOST_SHOWN,
    )
    return None if not rows else [Written(**row) for row in rows if row["id"]]


async def list_steps(conn: Connection, actor_id: UUID, item_id: UUID) -> list[Step]:
    rows = await conn.fetch(
        """
        SELECT s.step, s.source, p.name AS by, s.at
          FROM answerable_items($1) AS a
          JOIN urgent_step AS s ON s.urgent_id = a.id
          JOIN person AS p ON p.id = s.by_id
         WHERE a.id = $2
         GROUP BY s.id, s.step, s.source, p.name, s.at
         ORDER BY s.at, s.step = 'raised' DESC, s.id
        """,
        actor_id,
        item_id,
    )
    return [Step(**row) for row in rows]


async def add_opening(conn: Connection, actor_id: UUID, item_id: UUID) -> None:
    """Notes that somebody had the words before them; once a minute says enough."""
    await conn.execute(
        """
        INSERT INTO urgent_step (council_id, urgent_id, at, by_id, step)
        SELECT current_council(), $2, this_moment(), $1, 'opened'
         WHERE NOT EXISTS (SELECT FROM urgent_step AS s
                            WHERE s.urgent_id = $2 AND s.by_id = $1 AND s.step = 'opened'
                              AND s.at > this_moment() - interval '1 minute')
        """,
        actor_id,
        item_id,
    )


async def add_reading(conn: Connection, actor_id: UUID, item_id: UUID, reason: str) -> UUID | None:
    """Lets a manager of the item read its conversation for two hours, for everybody there to see.

    None where nobody but the manager raised it: that would be a reason of their own making.
    """
    reading_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT DISTINCT u.council_id, u.conversation_id, $1::uuid, $3, this_moment(), this_moment() + $4::interval
          FROM answerable_items($1) AS a
          JOIN urgent_item AS u ON u.id = a.id AND u.closed_at IS NULL
         WHERE a.id = $2 AND a.duty = 'manager'
           AND EXISTS (SELECT FROM urgent_step AS s
                        WHERE s.urgent_id = u.id AND s.step = 'raised' AND s.by_id <> $1)
        RETURNING id
        """,
        actor_id,
        item_id,
        reason,
        READS_FOR,
    )
    return reading_id


async def take_item(conn: Connection, actor_id: UUID, item_id: UUID, seen_owner: UUID | None) -> None:
    """Makes it the actor's. Raises Stale where it is closed, or somebody else's than the page said."""
    taken = await conn.fetchval(
        """
        WITH taken AS (
            UPDATE urgent_item AS u SET owner_id = $1, taken_at = this_moment()
             WHERE u.id = $2 AND u.closed_at IS NULL AND u.owner_id IS NOT DISTINCT FROM $3
               AND u.id IN (SELECT a.id FROM answerable_items($1) AS a)
            RETURNING u.id, u.council_id
        ), noted AS (
            INSERT INTO urgent_step (council_id, urgent_id, at, by_id, step)
            SELECT council_id, id, this_moment(), $1, 'taken' FROM taken
        )
        SELECT id FROM taken
        """,
        actor_id,
        item_id,
        seen_owner,
    )
    if taken is None:
        raise Stale


async def get_owner(conn: Connection, item_id: UUID) -> UUID | None:
    """Who took it last, whether or not they still answer for it. The caller has checked who asks."""
    owner_id: UUID | None = await conn.fetchval("SELECT owner_id FROM urgent_item WHERE id = $1", item_id)
    return owner_id


async def close_item(
    conn: Connection, actor_id: UUID, item_id: UUID, action: Action, words: str | None, seen: str
) -> None:
    """Says what was done. Raises Stale where it is closed, was raised again, or more was written than `seen` says.

    The conversation is held first: nothing can be written between the look and the closing.
    """
    await conn.execute(
        "SELECT FROM conversation WHERE id = (SELECT conversation_id FROM urgent_item WHERE id = $1) FOR NO KEY UPDATE",
        item_id,
    )
    closed = await conn.fetchval(
        """
        WITH closed AS (
            UPDATE urgent_item AS u
               SET action = $3, action_words = $4, closed_by = $1, closed_at = this_moment(),
                   owner_id = coalesce(u.owner_id, $1), taken_at = coalesce(u.taken_at, this_moment())
             WHERE u.id = $2 AND u.closed_at IS NULL AND progress_of_item(u.id) = $5
               AND u.id IN (SELECT r.id FROM readable_items($1) AS r)
            RETURNING u.id, u.council_id
        ), noted AS (
            INSERT INTO urgent_step (council_id, urgent_id, at, by_id, step)
            SELECT council_id, id, this_moment(), $1, 'closed' FROM closed
        )
        SELECT id FROM closed
        """,
        actor_id,
        item_id,
        action.value,
        words,
        seen,
    )
    if closed is None:
        raise Stale


async def get_seen(conn: Connection, item_id: UUID) -> str:
    """What `close_item` compares. The caller has checked who asks."""
    seen: str = await conn.fetchval("SELECT progress_of_item($1)", item_id)
    return seen
