"""Where the words stand that raised an item, as far as whoever looks at it may read them there."""

from uuid import UUID

from portal.db import Connection
from portal.safety.model import Writing
from portal.urgent.model import StandsHere


async def list_stands(conn: Connection, actor_id: UUID, item_id: UUID) -> tuple[list[StandsHere], bool]:
    """Where the actor can read them, the first first; and whether there is more that they cannot read.

    That says nothing of where it is: what was not sent, what was taken back, and what is for somebody else alone (a
    worry about who else comes to a meeting) look the same. The caller has checked who asks for the item.
    """
    rows = await conn.fetch(
        """
        SELECT w.writing, w.words_id, found.within_id
          FROM urgent_words AS w
          LEFT JOIN LATERAL (
              SELECT c.id AS within_id
                FROM readable_contributions($1) AS may
                JOIN contribution AS c ON c.id = may.id
               WHERE w.writing = 'views' AND c.id = w.words_id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
               UNION ALL
              -- What was said better since stands in the story that holds now.
              SELECT t.person_id
                FROM story AS t
                JOIN story AS now ON now.person_id = t.person_id
                JOIN staffed_stories($1) AS may ON may.id = now.id
               WHERE w.writing = 'story' AND t.id = w.words_id AND t.approved_at IS NOT NULL
               UNION ALL
              SELECT t.visit_id
                FROM staffed_visits($1) AS may
                JOIN visit_topic AS t ON t.visit_id = may.id
               WHERE w.writing = 'topic' AND t.id = w.words_id AND t.ended_at IS NULL
               UNION ALL
              SELECT r.visit_id
                FROM staffed_visits($1) AS may
                JOIN visit_change_request AS r ON r.visit_id = may.id
               WHERE w.writing = 'visit_time' AND r.id = w.words_id
               UNION ALL
              SELECT k.visit_id
                FROM readable_corrections($1) AS may
                JOIN correction AS k ON k.id = may.id
               WHERE w.writing = 'correction' AND k.id = w.words_id
               UNION ALL
              SELECT may.id FROM run_meetings($1) AS may WHERE w.writing = 'meeting' AND may.id = w.words_id
               UNION ALL
              SELECT y.meeting_id
                FROM meetings_to_look_after($1) AS may
                JOIN meeting_worry AS y ON y.meeting_id = may.id
               WHERE w.writing = 'worry' AND y.id = w.words_id
               UNION ALL
              SELECT p.meeting_id
                FROM run_meetings($1) AS may
                JOIN paper AS p ON p.meeting_id = may.id
                JOIN paper_comment AS k ON k.paper_id = p.id
               WHERE w.writing = 'paper' AND k.id = w.words_id
               UNION ALL
              SELECT v.meeting_id
                FROM run_meetings($1) AS may
                JOIN different_view AS v ON v.meeting_id = may.id
               WHERE w.writing = 'decided' AND v.id = w.words_id
               UNION ALL
              SELECT may.id FROM readable_people($1) AS may WHERE w.writing = 'contact' AND may.id = w.words_id
          ) AS found ON true
         WHERE w.urgent_id = $2
         ORDER BY w.at, w.writing, w.words_id
        """,
        actor_id,
        item_id,
    )
    here = [
        StandsHere(Writing(row["writing"]), row["words_id"], row["within_id"])
        for row in rows
        if row["within_id"] is not None
    ]
    return list(dict.fromkeys(here)), any(row["within_id"] is None for row in rows)
