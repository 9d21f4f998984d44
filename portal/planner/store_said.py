"""What somebody of a family told one of us about a planned visit: kept as their answer, with who wrote it down."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.planner.model_visit import ToldUs

# Both statements call a function that writes. `mine` is worked out whole before: melted into the rest, the visit could
# come to that function sooner than to the question whose it is. What stood before, which the function takes back, is
# read as it stood when the statement began.


@dataclass(frozen=True, slots=True)
class Told:
    """`seen_at`: the time of the visit that it is about. `when_better`: their words, where they want another time."""

    person_id: UUID
    how: str
    seen_at: datetime
    when_better: str | None
    reply_by_on: date


async def add_ok(conn: Connection, actor_id: UUID, visit_id: UUID, told: Told) -> UUID | None:
    """This person said that the time is OK; what they had asked for instead is taken back.

    None where the visit is not planned any more or stands at another time, or where the person may not see it.
    """
    added: UUID | None = await conn.fetchval(
        """
        WITH mine AS MATERIALIZED (SELECT s.id FROM staffed_visits($1) AS s WHERE s.id = $2)
        INSERT INTO visit_told (
            council_id, visit_id, person_id, by_id, at, how, said, about_at, request_before_id, ok_before_at
        )
        SELECT current_council(), said.visit_id, $3, $1, this_moment(), $5, 'ok', $4,
               (SELECT q.id FROM visit_change_request AS q
                 WHERE q.visit_id = mine.id AND q.asked_by = $3 AND q.state = 'open'),
               (SELECT r.said_ok_at FROM visit_reader AS r
                 WHERE r.visit_id = mine.id AND r.person_id = $3 AND r.said_ok_to = $4)
          FROM mine, say_time_is_ok($3, mine.id, $4) AS said (visit_id)
         WHERE said.visit_id IS NOT NULL
        RETURNING id
        """,
        actor_id,
        visit_id,
        told.person_id,
        told.seen_at,
        told.how,
    )
    return added


async def add_request(conn: Connection, actor_id: UUID, visit_id: UUID, told: Told) -> UUID | None:
    """This person asked for another time; an earlier “this time is OK” of theirs is taken back.

    None as of `add_ok`, and where they have asked already.
    """
    added: UUID | None = await conn.fetchval(
        """
        WITH mine AS MATERIALIZED (SELECT s.id FROM staffed_visits($1) AS s WHERE s.id = $2)
        INSERT INTO visit_told (
            council_id, visit_id, person_id, by_id, at, how, said, about_at, request_id, ok_before_at
        )
        SELECT current_council(), mine.id, $3, $1, this_moment(), $5, 'other_time', $4, asked.id,
               (SELECT r.said_ok_at FROM visit_reader AS r
                 WHERE r.visit_id = mine.id AND r.person_id = $3 AND r.said_ok_to = $4)
          FROM mine, ask_for_another_time($3, mine.id, $4, NULL, $6, NULL, $7) AS asked (id)
         WHERE asked.id IS NOT NULL
        RETURNING id
        """,
        actor_id,
        visit_id,
        told.person_id,
        told.seen_at,
        told.how,
        told.when_better,
        told.reply_by_on,
    )
    return added


async def get_reply_days(conn: Connection, actor_id: UUID, visit_id: UUID) -> int:
    """In how many working days the worker who visits promises to answer."""
    days: int | None = await conn.fetchval(
        """
        SELECT w.replies_within_days
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
          JOIN person AS w ON w.id = v.worker_id
         WHERE v.id = $2
        """,
        actor_id,
        visit_id,
    )
    return days or 1


async def list_told(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[ToldUs]:
    """What stands as a reader's answer because one of us wrote it down, and what a reader says they did not say.

    Neither, once they have answered themselves since.
    """
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (t.person_id) t.person_id, p.called, b.name AS by_name, t.at, t.how, t.said,
               t.disowned_at IS NOT NULL AS disowned
          FROM staffed_visits($1) AS mine
          JOIN visit_told AS t ON t.visit_id = mine.id
          JOIN visit_reader AS r ON r.visit_id = t.visit_id AND r.person_id = t.person_id AND r.ended_at IS NULL
          JOIN person AS p ON p.id = t.person_id
          JOIN person AS b ON b.id = t.by_id
          LEFT JOIN visit_change_request AS q ON q.id = t.request_id
         WHERE mine.id = $2
           AND CASE WHEN t.disowned_at IS NOT NULL
                    THEN NOT coalesce(r.said_ok_at > t.disowned_at, false)
                         AND NOT EXISTS (SELECT FROM visit_change_request AS x
                                          WHERE x.visit_id = t.visit_id AND x.asked_by = t.person_id
                                            AND x.asked_at > t.disowned_at)
                    ELSE r.said_ok_at = t.at OR q.state = 'open' END
         ORDER BY t.person_id, t.at DESC
        """,
        actor_id,
        visit_id,
    )
    return [ToldUs(**row) for row in rows]
