"""What links ask of a worker: somebody who cannot be sent one, and a number that was guessed at."""

from uuid import UUID

from portal.db import Connection
from portal.safe_contact.links import points_for_reset
from portal.safe_contact.store import list_plans
from portal.safe_contact.store_points import list_points_of
from portal.safe_contact.store_stops import list_stopped
from portal.sign_in.model_links import LinkToDo

# How long it stays on somebody's list, if nothing else ends it.
ASKED_DAYS, GUESSED_DAYS = 1, 7


async def list_link_todos(conn: Connection, actor_id: UUID) -> list[LinkToDo]:
    """Of those whom the actor works with, not of their brothers and sisters.

    Done by itself: they got words, a card or another link since, or a day or a week has gone by.
    """
    rows = await conn.fetch(
        """
        WITH newest AS (
            SELECT DISTINCT ON (l.account_id, l.kind)
                   l.id, l.account_id, l.kind, l.void_why, l.made_at, l.voided_at, l.used_at
              FROM readable_people($1) AS mine
              JOIN person AS o ON o.id = mine.id
                   AND (o.kind <> 'young_person' OR EXISTS (
                        SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                         WHERE c.child_id = o.id))
              JOIN account AS a ON a.person_id = mine.id AND a.state IN ('invited', 'active')
              JOIN sign_in_link AS l ON l.account_id = a.id
             WHERE l.made_at > this_moment()
                   - make_interval(days => CASE l.kind WHEN 'reset' THEN $2::integer ELSE $3 END)
               AND l.void_why IS DISTINCT FROM 'too_many'
             ORDER BY l.account_id, l.kind, l.made_at DESC
        )
        SELECT CASE WHEN n.void_why = 'not_theirs' THEN 'not_theirs' WHEN n.kind = 'reset' THEN 'unreachable'
                    ELSE 'wrong_numbers' END AS kind,
               p.id AS person_id, p.name, p.called, coalesce(n.voided_at, n.made_at) AS at
          FROM newest AS n
          JOIN account AS a ON a.id = n.account_id
          JOIN person AS p ON p.id = a.person_id AND p.ended_at IS NULL
         WHERE CASE n.kind WHEN 'reset' THEN n.used_at IS NULL AND a.state = 'active'
                                             AND coalesce(n.void_why = 'not_theirs', true)
                    ELSE n.void_why IN ('wrong_numbers', 'not_theirs') AND a.state = 'invited' END
           AND NOT EXISTS (SELECT FROM letter AS sent
                            WHERE n.kind = 'reset' AND n.void_why IS NULL
                              AND sent.subject_kind = 'sign_in_link' AND sent.subject_id = n.id
                              AND sent.state IN ('claimed', 'sent', 'delivered', 'ambiguous'))
         ORDER BY at, p.id
        """,
        actor_id,
        ASKED_DAYS,
        GUESSED_DAYS,
    )
    found = [LinkToDo(**row) for row in rows]
    sendable = await _can_be_sent(conn, {one.person_id for one in found if one.kind == "unreachable"})
    return [one for one in found if one.kind != "unreachable" or one.person_id not in sendable]


async def _can_be_sent(conn: Connection, people: set[UUID]) -> set[UUID]:
    """Of these people, those whom a link would reach."""
    if not people:
        return set()
    going = people - await list_stopped(conn, people)
    plans, points = await list_plans(conn, going), await list_points_of(conn, going)
    return {one for one in going if points_for_reset(plans.get(one), points[one])}
