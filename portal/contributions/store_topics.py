"""What people wanted to talk about at visits that are over: to be answered by whoever works with them, like views.

Outcomes stand in one ledger with those of views. What staff put on a plan themselves is none of these.
"""

from datetime import date
from uuid import UUID

from portal.contributions.model_staff import Done, Outcome
from portal.contributions.model_topics import Topic
from portal.db import Connection, Row

# Over, or off: from the visit's own day, or the day on which it was called off before that.
_TOPICS = """
    SELECT t.id, t.visit_id, (v.starts_at AT TIME ZONE 'Europe/London')::date AS visit_on,
           least((v.ended_at AT TIME ZONE 'Europe/London')::date,
                 (v.starts_at AT TIME ZONE 'Europe/London')::date) AS over_on,
           t.added_by AS person_id, p.name, p.called, t.body, t.in_private,
           (SELECT min(o.at) FROM outcome AS o WHERE o.topic_id = t.id) AS answered_at,
           ARRAY(SELECT DISTINCT w.name FROM workers_of_party(t.added_by) AS k JOIN person AS w ON w.id = k.staff_id
                  WHERE k.role = 'worker' ORDER BY w.name) AS workers
      FROM visits_by_duty($1) AS mine
      JOIN visit AS v ON v.id = mine.id
      JOIN visit_topic AS t ON t.visit_id = v.id AND t.ended_at IS NULL
      JOIN person AS p ON p.id = t.added_by AND p.kind IN ('young_person', 'adult')
     WHERE v.announced
       AND (v.state <> 'planned' OR v.starts_at + make_interval(mins => v.minutes) <= this_moment())
"""
_OPEN = "AND NOT EXISTS (SELECT FROM outcome AS o WHERE o.topic_id = t.id)"


async def list_waiting(conn: Connection, actor_id: UUID) -> list[Topic]:
    """To be answered by this person: their own visits, those that they stand in for or took over."""
    rows = await conn.fetch(
        f"""{_TOPICS} {_OPEN} AND (mine.own OR mine.covers OR mine.inherits)
             ORDER BY over_on, t.added_at, t.id LIMIT 200""",
        actor_id,
    )
    return [_topic(row) for row in rows]


async def list_about(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Topic]:
    """All that one person wanted to talk about, the newest first, for who works with them."""
    rows = await conn.fetch(
        f"{_TOPICS} AND t.added_by = $2 ORDER BY over_on DESC, t.added_at DESC, t.id LIMIT 50",
        actor_id,
        person_id,
    )
    return [_topic(row) for row in rows]


async def list_late(conn: Connection, actor_id: UUID, today: date) -> list[Topic]:
    """At visits on the plans that this person manages: what nobody answered in time, the oldest first."""
    rows = await conn.fetch(
        f"{_TOPICS} {_OPEN} AND mine.manages AND v.starts_at < this_moment() ORDER BY over_on, t.id", actor_id
    )
    return [one for one in map(_topic, rows) if one.is_late(today)]


async def get_topic(conn: Connection, actor_id: UUID, topic_id: UUID) -> Topic | None:
    row = await conn.fetchrow(f"{_TOPICS} AND t.id = $2", actor_id, topic_id)
    return _topic(row) if row else None


def _topic(row: Row) -> Topic:
    return Topic(**{**row, "workers": tuple(row["workers"])})


async def list_outcomes(conn: Connection, topic: Topic) -> list[Outcome]:
    """What was done about it, in order. The caller was shown the topic."""
    rows = await conn.fetch(
        """
        SELECT o.question, o.state, o.what, o.because, o.by_on, p.name AS by, o.at
          FROM outcome AS o
          JOIN person AS p ON p.id = o.by_id
         WHERE o.topic_id = $1
         ORDER BY o.at, o.id
        """,
        topic.id,
    )
    return [Outcome(**{**row, "state": Done(row["state"])}) for row in rows]


async def add_outcome(conn: Connection, actor_id: UUID, topic_id: UUID, outcome: Outcome) -> bool:
    """False where the visit is not over, or not this person's any more."""
    added = await conn.fetchval(
        """
        INSERT INTO outcome (council_id, topic_id, state, what, because, by_on, by_id, at)
        SELECT t.council_id, t.id, $3, $4, $5, $6, $1, this_moment()
          FROM visits_by_duty($1) AS mine
          JOIN visit AS v ON v.id = mine.id AND v.announced
          JOIN visit_topic AS t ON t.visit_id = v.id AND t.ended_at IS NULL
         WHERE t.id = $2
           AND (v.state <> 'planned' OR v.starts_at + make_interval(mins => v.minutes) <= this_moment())
        RETURNING true
        """,
        actor_id,
        topic_id,
        outcome.state.value,
        outcome.what,
        outcome.because,
        outcome.by_on,
    )
    return bool(added)
