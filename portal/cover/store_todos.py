"""What absences and changes of worker ask of a member of staff today. Derived: nothing has to be ticked off twice."""

from uuid import UUID

from portal.cover.model_moves import ToDo
from portal.db import Connection

# How long after a change the new worker is asked to say hello.
INTRODUCE_DAYS = 28
# How long before somebody goes away they are asked for a note.
NOTE_DAYS = 14
# How long a worker is told that somebody else manages a plan now.
TOLD_DAYS = 7

# Kind, id of what it is about, a name, another name, whose page it leads to, and by when. $1: who asks.
# A goodbye or a hello is done with the first own words in that conversation since the change was set or began.
_CHANGES_OF_WORKER = """
    WITH mine AS (
        SELECT c.id, c.child_plan_id, p.child_id, c.at, c.confirmed_at, c.from_id = $1 AS leaves,
               CASE WHEN c.from_id = $1 THEN c.set_at ELSE c.at END AS since,
               CASE WHEN c.from_id = $1 THEN t.called ELSE f.name END AS other
          FROM change_of_worker AS c
          JOIN child_plan AS p ON p.id = c.child_plan_id
          JOIN person AS f ON f.id = c.from_id
          JOIN person AS t ON t.id = c.to_id
         WHERE (c.from_id = $1 AND c.at > this_moment()
                OR c.to_id = $1 AND c.at <= this_moment() AND c.at > this_moment() - make_interval(days => $2))
           AND c.child_plan_id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
    ), unsaid AS (
        SELECT DISTINCT m.id, m.leaves, m.other, m.at, w.person_id, q.called
          FROM mine AS m
          JOIN staffed_conversations($1) AS w ON w.child_plan_id = m.child_plan_id
          JOIN person AS q ON q.id = w.person_id AND q.ended_at IS NULL
          JOIN account AS a ON a.person_id = q.id AND a.state IN ('invited', 'active')
         WHERE NOT EXISTS (SELECT FROM message AS x
                            WHERE x.conversation_id = w.id AND x.sender_id = $1 AND x.kind = 'text'
                              AND x.at >= m.since)
    )
    SELECT 'confirm' AS kind, m.id AS item_id, k.called AS name, m.other, m.child_id AS about_id,
           (SELECT (min(v.starts_at) AT TIME ZONE 'Europe/London')::date
              FROM visit_child AS c JOIN visit AS v ON v.id = c.visit_id
             WHERE c.child_plan_id = m.child_plan_id AND v.state = 'planned' AND v.starts_at >= m.at) AS by_on
      FROM mine AS m JOIN person AS k ON k.id = m.child_id
     WHERE NOT m.leaves AND m.confirmed_at IS NULL
     UNION ALL
    SELECT CASE WHEN u.leaves THEN 'goodbye' ELSE 'introduce' END, (array_agg(u.id ORDER BY u.at, u.id))[1],
           u.called, min(u.other), u.person_id,
           CASE WHEN u.leaves THEN (min(u.at) AT TIME ZONE 'Europe/London')::date END
      FROM unsaid AS u
     GROUP BY u.leaves, u.person_id, u.called
"""

_AWAY = """
    SELECT 'note', a.id, '', '', $1, a.from_on
      FROM absence AS a
     WHERE a.staff_id = $1 AND a.kind = 'leave' AND a.ended_at IS NULL
       AND a.from_on > this_day() AND a.from_on <= this_day() + $3::integer
       AND EXISTS (SELECT FROM involvement AS i WHERE i.absence_id = a.id AND i.to_at > i.from_at)
       AND NOT EXISTS (SELECT FROM handover_note AS n WHERE n.absence_id = a.id)
     UNION ALL
    -- The last day of it, as the page about covering says it: cover ends as the first day back begins.
    SELECT 'covering', w.id, w.name, '', w.id,
           ((max(i.to_at) - interval '1 second') AT TIME ZONE 'Europe/London')::date
      FROM involvement AS i JOIN person AS w ON w.id = i.covering_for
     WHERE i.staff_id = $1 AND i.role = 'cover'
       AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
     GROUP BY w.id, w.name
"""

_CHANGES_OF_MANAGER = """
    SELECT 'manages', f.id, f.name, string_agg(DISTINCT k.called, ', ' ORDER BY k.called), $1, NULL
      FROM change_of_manager AS c
      JOIN child_plan AS p ON p.id = c.child_plan_id
      JOIN person AS k ON k.id = p.child_id
      JOIN person AS f ON f.id = c.from_id
     WHERE c.to_id = $1 AND c.at <= this_moment() AND c.seen_at IS NULL AND c.withdrawn_at IS NULL
       AND c.child_plan_id IN (SELECT s.child_plan_id FROM managed_plans($1) AS s)
     GROUP BY f.id, f.name
     UNION ALL
    -- From when it is set: whoever works with a family hears of it before the family's new manager does.
    SELECT CASE WHEN c.at > this_moment() THEN 'managed_from' ELSE 'managed' END, c.id, k.called, t.name,
           p.child_id, CASE WHEN c.at > this_moment() THEN (c.at AT TIME ZONE 'Europe/London')::date END
      FROM change_of_manager AS c
      JOIN child_plan AS p ON p.id = c.child_plan_id
      JOIN person AS k ON k.id = p.child_id
      JOIN person AS t ON t.id = c.to_id
      JOIN involvement AS i ON i.child_plan_id = p.id AND i.staff_id = $1 AND i.role = 'allocated'
       AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
     WHERE c.at > this_moment() - make_interval(days => $4) AND c.withdrawn_at IS NULL
     UNION ALL
    -- The page of the child named the other from a later day on to who works there.
    SELECT 'stays', c.id, k.called, f.name, p.child_id, NULL
      FROM change_of_manager AS c
      JOIN child_plan AS p ON p.id = c.child_plan_id
      JOIN person AS k ON k.id = p.child_id
      JOIN person AS f ON f.id = c.from_id
      JOIN involvement AS i ON i.child_plan_id = p.id AND i.staff_id = $1 AND i.role = 'allocated'
       AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
     WHERE c.withdrawn_at > this_moment() - make_interval(days => $4)
     UNION ALL
    -- Of what an administrator gave to another: how many, and no name.
    SELECT 'handed', t.id, t.name, count(DISTINCT c.child_plan_id)::text, $1, NULL
      FROM change_of_manager AS c
      JOIN person AS t ON t.id = c.to_id
     WHERE c.from_id = $1 AND c.set_by <> $1 AND c.withdrawn_at IS NULL
       AND c.at <= this_moment() AND c.at > this_moment() - make_interval(days => $4)
     GROUP BY t.id, t.name
"""


async def list_todos(conn: Connection, actor_id: UUID) -> list[ToDo]:
    rows = await conn.fetch(
        f"""
        ({_CHANGES_OF_WORKER}) UNION ALL ({_AWAY}) UNION ALL ({_CHANGES_OF_MANAGER})
         ORDER BY by_on NULLS LAST, kind, name, item_id
        """,
        actor_id,
        INTRODUCE_DAYS,
        NOTE_DAYS,
        TOLD_DAYS,
    )
    return [ToDo(**row) for row in rows]
