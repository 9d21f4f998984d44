"""What somebody of a family told one of us about a planned visit: kept as their answer, with who wrote it down."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.planner.model_visit import ToldUs


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
        WITH said AS (
            UPDATE visit_reader AS r SET said_ok_at = this_moment(), said_ok_to = v.starts_at
              FROM staffed_visits($1) AS mine
              JOIN visit AS v ON v.id = mine.id
             WHERE r.visit_id = v.id AND r.person_id = $3 AND v.id = $2
               AND v.state = 'planned' AND v.starts_at = $4 AND v.starts_at > this_moment()
               AND v.id IN (SELECT s.id FROM shared_visits($3) AS s)
            RETURNING r.council_id, r.visit_id, v.starts_at
        ), taken_back AS (
            UPDATE visit_change_request AS q SET state = 'withdrawn'
              FROM said
             WHERE q.visit_id = said.visit_id AND q.asked_by = $3 AND q.state = 'open'
        )
        INSERT INTO visit_told (council_id, visit_id, person_id, by_id, at, how, said, about_at)
        SELECT said.council_id, said.visit_id, $3, $1, this_moment(), $5, 'ok', said.starts_at FROM said
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
        WITH asked AS (
            INSERT INTO visit_change_request (council_id, visit_id, asked_by, asked_at, when_better, reply_by_on)
            SELECT v.council_id, v.id, $3, this_moment(), $6, $7
              FROM staffed_visits($1) AS mine
              JOIN visit AS v ON v.id = mine.id
             WHERE v.id = $2 AND v.state = 'planned' AND v.starts_at = $4 AND v.starts_at > this_moment()
               AND v.id IN (SELECT s.id FROM shared_visits($3) AS s)
            ON CONFLICT (council_id, visit_id, asked_by) WHERE state = 'open' DO NOTHING
            RETURNING council_id, id, visit_id
        ), taken_back AS (
            UPDATE visit_reader AS r SET said_ok_at = NULL, said_ok_to = NULL
              FROM asked
             WHERE r.visit_id = asked.visit_id AND r.person_id = $3
        )
        INSERT INTO visit_told (council_id, visit_id, person_id, by_id, at, how, said, about_at, request_id)
        SELECT asked.council_id, asked.visit_id, $3, $1, this_moment(), $5, 'other_time', $4, asked.id FROM asked
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
