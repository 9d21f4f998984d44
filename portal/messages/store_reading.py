"""A manager's reading: a reason first, some hours, and the workers see that it was."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.db import Connection, Row
from portal.messages.model_record import READING_HOURS, Reading


async def add_reading(conn: Connection, actor_id: UUID, conversation_id: UUID, reason: str) -> UUID | None:
    """None where the actor manages no plan that this conversation is about."""
    reading_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO manager_reading (council_id, conversation_id, manager_id, reason, from_at, until_at)
        SELECT current_council(), c.id, $1, $3, this_moment(), this_moment() + $4::interval
          FROM conversation AS c
         WHERE c.id = $2 AND c.id IN (SELECT m.id FROM managed_conversations($1) AS m)
        RETURNING id
        """,
        actor_id,
        conversation_id,
        reason,
        timedelta(hours=READING_HOURS),
    )
    return reading_id


async def get_managed(conn: Connection, actor_id: UUID, conversation_id: UUID) -> bool:
    """Whether the actor manages a plan that this conversation is about."""
    managed: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM managed_conversations($1) AS m WHERE m.id = $2)",
        actor_id,
        conversation_id,
    )
    return managed


# What managers gave as reasons, as columns of a statement with actor and conversation as its $1 and $2.
# `until`: to when the actor's own last reason holds. `readings`: all, newest first, for workers and who manages it.
READINGS = """
    (SELECT max(r.until_at)
       FROM manager_reading AS r
      WHERE r.conversation_id = $2 AND r.manager_id = $1
        AND r.from_at <= this_moment() AND r.until_at > this_moment()
        AND r.conversation_id IN (SELECT m.id FROM managed_conversations($1) AS m)) AS until,
    ARRAY(SELECT (p.name, r.reason, r.from_at, r.until_at)
            FROM manager_reading AS r
            JOIN person AS p ON p.id = r.manager_id
           WHERE r.conversation_id = $2
             AND (r.conversation_id IN (SELECT w.id FROM worked_conversations($1) AS w)
                  OR r.conversation_id IN (SELECT m.id FROM managed_conversations($1) AS m))
           ORDER BY r.from_at DESC, r.id) AS readings
"""


def readings_in(row: Row) -> list[Reading]:
    return [Reading(*found) for found in row["readings"]]


async def list_readings(
    conn: Connection, actor_id: UUID, conversation_id: UUID
) -> tuple[datetime | None, list[Reading]]:
    """Until when the actor's own last reason holds, None without one; and all managers who opened this conversation."""
    row = await conn.fetchrow(f"SELECT {READINGS}", actor_id, conversation_id)
    assert row is not None
    return row["until"], readings_in(row)
