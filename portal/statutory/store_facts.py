"""The facts of children's plans that their clocks run on, as the visits' records tell them."""

from uuid import UUID

from portal.db import Connection
from portal.statutory.model import PlanFacts, PlanType, Visited


async def list_facts(
    conn: Connection, actor_id: UUID, plan_ids: list[UUID] | None = None
) -> dict[UUID, PlanFacts]:
    """Facts by plan: of these plans, or of all that this member of staff works on now.

    A visit that the family or we called off beforehand was nobody's missed visit; one that did not come
    off was.
    """
    rows = await conn.fetch(
        """
        SELECT p.id, p.type, p.circumstance, p.from_on, p.trigger_on,
               ARRAY(
                   SELECT ((v.starts_at AT TIME ZONE 'Europe/London')::date, c.seen IS TRUE)
                     FROM visit_child AS c
                     JOIN visit AS v ON v.id = c.visit_id
                    WHERE c.child_plan_id = p.id
                      AND (c.seen
                           OR (c.wish_to_see AND v.state IN ('partly', 'no_answer', 'missed_by_us', 'refused')))
                    ORDER BY v.starts_at
               ) AS visits
          FROM child_plan AS p
          JOIN (SELECT DISTINCT child_plan_id FROM staffed_plans($1)) AS mine ON mine.child_plan_id = p.id
         WHERE (p.to_on IS NULL OR p.to_on > this_day()) AND ($2::uuid[] IS NULL OR p.id = ANY ($2::uuid[]))
        """,
        actor_id,
        plan_ids,
    )
    return {
        row["id"]: PlanFacts(
            plan_type=PlanType(row["type"]),
            started_on=row["from_on"],
            clock_on=row["trigger_on"],
            circumstance=row["circumstance"],
            visits=tuple(Visited(on, seen) for on, seen in row["visits"]),
        )
        for row in rows
    }
