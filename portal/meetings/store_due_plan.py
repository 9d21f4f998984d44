"""What the clocks of meetings need to know of a child's plan: when it began, and which meetings were held."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class PlanRow:
    """`held`: the kind of each meeting about this plan, and its day."""

    id: UUID
    type: str
    circumstance: str
    started_on: date
    clock_on: date | None
    held: list[tuple[str, date]]


async def list_plans(
    conn: Connection, actor_id: UUID, plan_ids: list[UUID], but_for: UUID | None
) -> list[PlanRow]:
    """Of plans that this person may plan meetings about, or of a meeting that they run. `but_for` one meeting."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.type, p.circumstance, p.from_on, p.trigger_on,
               ARRAY(SELECT (m.type, m.held_on)
                       FROM meeting_child AS k JOIN meeting AS m ON m.id = k.meeting_id
                      WHERE k.child_plan_id = p.id AND m.held_on IS NOT NULL AND m.id IS DISTINCT FROM $3
                      ORDER BY m.held_on) AS held
          FROM child_plan AS p
         WHERE p.id = ANY ($2::uuid[])
           AND p.id IN (SELECT s.child_plan_id FROM plans_to_meet_about($1) AS s
                         UNION
                        SELECT k.child_plan_id FROM run_meetings($1) AS r
                          JOIN meeting_child AS k ON k.meeting_id = r.id)
        """,
        actor_id,
        plan_ids,
        but_for,
    )
    return [PlanRow(*row) for row in rows]
