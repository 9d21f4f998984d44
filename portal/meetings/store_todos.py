"""What meetings ask of a worker today. Derived: nothing has to be ticked off twice."""

from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.meetings.model_staff import PapersDue


async def list_papers_due(conn: Connection, actor_id: UUID, until: date) -> list[PapersDue]:
    """Meetings ahead whose papers are due by `until`, and that have none yet, or one that nobody was shown.

    They are for who works on the plan or covers; a manager finishes nothing for others.
    """
    rows = await conn.fetch(
        """
        SELECT m.id, m.papers_by_on AS by_on,
               ARRAY(SELECT (k.id, k.name, k.called)
                       FROM meeting_child AS c JOIN person AS k ON k.id = c.child_id
                      WHERE c.meeting_id = m.id ORDER BY k.born_on, k.id) AS children
          FROM staffed_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id AND m.state = 'planned' AND m.papers_by_on <= $2
         WHERE EXISTS (SELECT FROM meeting_slot AS s
                        WHERE s.meeting_id = m.id AND s.ended_at IS NULL AND s.starts_at > this_moment())
           AND EXISTS (SELECT FROM meeting_child AS c
                         JOIN involvement AS i ON i.child_plan_id = c.child_plan_id AND i.staff_id = $1
                          AND i.role IN ('allocated', 'cover') AND i.from_at <= this_moment()
                          AND (i.to_at IS NULL OR i.to_at > this_moment())
                        WHERE c.meeting_id = m.id)
           AND (NOT EXISTS (SELECT FROM paper AS p WHERE p.meeting_id = m.id AND p.ended_at IS NULL)
                OR EXISTS (SELECT FROM paper AS p
                            WHERE p.meeting_id = m.id AND p.ended_at IS NULL
                              AND NOT EXISTS (SELECT FROM paper_version AS v
                                               WHERE v.paper_id = p.id AND v.shared_at IS NOT NULL)))
         ORDER BY m.papers_by_on, m.id
         LIMIT 20
        """,
        actor_id,
        until,
    )
    return [PapersDue(row["id"], row["by_on"], tuple(tuple(one) for one in row["children"])) for row in rows]
