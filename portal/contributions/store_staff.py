"""What was sent to staff: what is to be read, what was read, what was done, what is late, and who is not heard."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.contributions.model_staff import Done, Line, NotHeard, Outcome
from portal.contributions.store import list_outcome_rows
from portal.db import Connection, Row

# An open urgent item of theirs that an answer raised stands first.
_LINES = """
    SELECT c.id, c.person_id, p.name, p.called, c.occasion, c.sent_at, s.name AS sent_to, c.read_by_on, c.answer_by_on,
           (SELECT min(r.at) FROM contribution_read AS r WHERE r.contribution_id = c.id) AS read_at,
           c.answered_at, c.taken_back_at,
           EXISTS (SELECT FROM conversation AS t
                     JOIN urgent_item AS u ON u.conversation_id = t.id AND u.closed_at IS NULL
                     JOIN urgent_step AS x ON x.urgent_id = u.id AND x.source = 'views'
                    WHERE t.person_id = c.person_id) AS flagged,
           mine.duty,
           ARRAY(SELECT DISTINCT w.name FROM own_workers(c.person_id) AS k JOIN person AS w ON w.id = k.staff_id
                  WHERE k.role = 'worker' ORDER BY w.name) AS workers
      FROM (SELECT m.id,
                   CASE WHEN bool_or(m.duty = 'worker') THEN 'worker' WHEN bool_or(m.duty = 'cover') THEN 'cover'
                        ELSE 'manager' END AS duty
              FROM staffed_contributions($1) AS m WHERE m.duty <> 'chair' GROUP BY m.id) AS mine
      JOIN contribution AS c ON c.id = mine.id
      JOIN person AS p ON p.id = c.person_id
      LEFT JOIN person AS s ON s.id = c.sent_to
     WHERE
"""


async def list_waiting(conn: Connection, actor_id: UUID) -> list[Line]:
    """To be read or answered by this person: what may be urgent first, then by day."""
    rows = await conn.fetch(
        f"""{_LINES} c.answered_at IS NULL AND c.taken_back_at IS NULL
            ORDER BY flagged DESC, coalesce(c.answer_by_on, c.read_by_on), c.sent_at, c.id LIMIT 200""",
        actor_id,
    )
    lines = [_line(row) for row in rows]
    return sorted(lines, key=lambda one: (not one.flagged, one.due_on, one.sent_at, one.id))


async def list_settled(conn: Connection, actor_id: UUID) -> list[Line]:
    """Answered, or taken back: the newest first."""
    rows = await conn.fetch(
        f"""{_LINES} (c.answered_at IS NOT NULL OR c.taken_back_at IS NOT NULL)
            ORDER BY c.sent_at DESC, c.id LIMIT 50""",
        actor_id,
    )
    return [_line(row) for row in rows]


async def list_about(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Line]:
    """All that one person sent, for who works with them."""
    rows = await conn.fetch(
        f"{_LINES} c.person_id = $2 ORDER BY c.sent_at DESC, c.id LIMIT 50", actor_id, person_id
    )
    return [_line(row) for row in rows]


def _line(row: Row) -> Line:
    found = dict(row)
    found["workers"] = tuple(found["workers"])
    return Line(**found)


async def get_duty(conn: Connection, actor_id: UUID, contribution_id: UUID) -> str | None:
    """What makes it this member of staff's: "worker", "cover", "manager"; None where nothing does."""
    duty: str | None = await conn.fetchval(
        """
        SELECT CASE WHEN bool_or(m.duty = 'worker') THEN 'worker' WHEN bool_or(m.duty = 'cover') THEN 'cover'
                    WHEN bool_or(m.duty = 'manager') THEN 'manager' END
          FROM staffed_contributions($1) AS m WHERE m.id = $2
        """,
        actor_id,
        contribution_id,
    )
    return duty


async def add_reading(conn: Connection, actor_id: UUID, contribution_id: UUID) -> None:
    """A worker or their cover had the words before them. A manager's look is not the reading that was promised."""
    await conn.execute(
        """
        INSERT INTO contribution_read (council_id, contribution_id, staff_id, at)
        SELECT DISTINCT current_council(), m.id, $1::uuid, this_moment()
          FROM staffed_contributions($1) AS m WHERE m.id = $2 AND m.duty IN ('worker', 'cover')
        ON CONFLICT DO NOTHING
        """,
        actor_id,
        contribution_id,
    )


async def add_outcome(
    conn: Connection, actor_id: UUID, contribution_id: UUID, outcome: Outcome, answered: Sequence[str]
) -> UUID | None:
    """What is done about it. `answered`: the questions with an answer; once each has an outcome, all of it is answered.

    None where this person neither works with them nor manages, or it was taken back.
    """
    added: UUID | None = await conn.fetchval(
        """
        WITH mine AS (
            SELECT c.id FROM contribution AS c
             WHERE c.id = $2 AND c.taken_back_at IS NULL
               AND EXISTS (SELECT FROM staffed_contributions($1) AS s WHERE s.id = c.id AND s.duty <> 'chair')
        ), added AS (
            INSERT INTO outcome (council_id, contribution_id, question, state, what, because, by_on, by_id, at)
            SELECT current_council(), mine.id, $3, $4, $5, $6, $7, $1, this_moment() FROM mine
            RETURNING id
        ), settled AS (
            UPDATE contribution AS c SET answered_at = this_moment()
              FROM mine
             WHERE c.id = mine.id AND c.answered_at IS NULL
               AND ($3::text IS NULL
                    OR NOT EXISTS (SELECT FROM unnest($8::text[]) AS q (key)
                                    WHERE q.key <> $3
                                      AND NOT EXISTS (SELECT FROM outcome AS o
                                                       WHERE o.contribution_id = c.id AND o.question = q.key)))
        )
        SELECT id FROM added
        """,
        actor_id,
        contribution_id,
        outcome.question,
        outcome.state.value,
        outcome.what,
        outcome.because,
        outcome.by_on,
        list(answered),
    )
    return added


async def list_outcomes(conn: Connection, actor_id: UUID, contribution_id: UUID) -> list[Outcome]:
    rows = await list_outcome_rows(conn, actor_id, contribution_id)
    return [Outcome(**{**row, "state": Done(row["state"])}) for row in rows]


async def change_helper(
    conn: Connection, actor_id: UUID, contribution_id: UUID, saw: str | None, there: str | None
) -> bool:
    """The helper's own words, apart from the child's; once, and by who helped."""
    return bool(
        await conn.fetchval(
            """
            UPDATE contribution SET helper_saw = coalesce(helper_saw, $3), who_was_there = coalesce(who_was_there, $4)
             WHERE id = $2 AND done_with = $1 AND sent_at IS NOT NULL
               AND id IN (SELECT s.id FROM staffed_contributions($1) AS s WHERE s.duty IN ('worker', 'cover'))
            RETURNING true
            """,
            actor_id,
            contribution_id,
            saw,
            there,
        )
    )


async def list_late(conn: Connection, actor_id: UUID, today: date) -> list[Line]:
    """Of the plans that this person manages: what nobody read or answered in time."""
    rows = await conn.fetch(
        f"""{_LINES} c.answered_at IS NULL AND c.taken_back_at IS NULL
            AND EXISTS (SELECT FROM staffed_contributions($1) AS m WHERE m.id = c.id AND m.duty = 'manager')
            ORDER BY c.sent_at, c.id""",
        actor_id,
    )
    return sorted(
        (one for one in map(_line, rows) if one.is_late(today)), key=lambda one: (one.due_on, one.id)
    )


async def list_not_heard(conn: Connection, actor_id: UUID, since: date) -> list[NotHeard]:
    """Children on the plans that this person manages, old enough to say something, who were not heard.

    No views since that day, on a plan that is older than that; none at the last two meetings about them, said in
    whatever way; or not seen alone at the last two visits that were.
    """
    rows = await conn.fetch(
        """
        SELECT k.id AS child_id, k.name,
               ARRAY(SELECT DISTINCT w.name FROM workers_of_party(k.id) AS o JOIN person AS w ON w.id = o.staff_id
                      WHERE o.role = 'worker' ORDER BY w.name) AS workers,
               (heard.at AT TIME ZONE 'Europe/London')::date AS last_views_on,
               seen.visits >= 2 AND NOT seen.alone AS not_alone,
               plan.from_on <= $2
               AND (heard.at IS NULL OR (heard.at AT TIME ZONE 'Europe/London')::date < $2) AS silent,
               met.meetings >= 2 AND NOT met.heard AS not_at_meetings
          FROM (SELECT p.child_id, min(p.from_on) AS from_on, array_agg(p.id) AS ids
                  FROM involvement AS i JOIN child_plan AS p ON p.id = i.child_plan_id
                 WHERE i.staff_id = $1 AND i.role = 'manager'
                   AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
                   AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
                 GROUP BY p.child_id) AS plan
          JOIN person AS k ON k.id = plan.child_id AND k.ended_at IS NULL
               AND k.born_on <= this_day() - interval '4 years'
         CROSS JOIN LATERAL (
             SELECT max(c.sent_at) AS at FROM contribution AS c
              WHERE c.person_id = k.id AND c.sent_at IS NOT NULL) AS heard
         CROSS JOIN LATERAL (
             SELECT count(*) AS visits, coalesce(bool_or(v.seen_alone), false) AS alone
               FROM (SELECT x.seen_alone FROM visit_child AS x JOIN visit AS v ON v.id = x.visit_id
                      WHERE x.child_id = k.id AND v.state IN ('done', 'partly') AND v.starts_at < this_moment()
                        AND x.child_plan_id = ANY (plan.ids)
                      ORDER BY v.starts_at DESC LIMIT 2) AS v) AS seen
         CROSS JOIN LATERAL (
             SELECT count(*) AS meetings, coalesce(bool_or(m.heard), false) AS heard
               FROM (SELECT coalesce(x.participation IN ('PN1', 'PN2', 'PN3', 'PN5', 'PN6'), false)
                            OR EXISTS (SELECT FROM meeting_part AS t
                                        WHERE t.meeting_id = g.id AND t.person_id = k.id
                                          AND (t.taking_part IN ('all', 'part', 'first', 'last')
                                               OR concat(t.questions, t.to_say, t.not_to_say) <> ''))
                            OR EXISTS (SELECT FROM contribution AS c
                                        WHERE c.person_id = k.id AND c.taken_back_at IS NULL
                                          AND (c.meeting_id = g.id
                                               OR c.sent_at >= g.planned_at
                                              AND (c.sent_at AT TIME ZONE 'Europe/London')::date <= g.held_on)
                                          AND c.sent_at IS NOT NULL) AS heard
                       FROM meeting_child AS x JOIN meeting AS g ON g.id = x.meeting_id
                      WHERE x.child_id = k.id AND x.child_plan_id = ANY (plan.ids)
                        AND g.state = 'held' AND g.held_on <= this_day()
                      ORDER BY g.held_on DESC, g.id LIMIT 2) AS m) AS met
         ORDER BY k.name, k.id
        """,
        actor_id,
        since,
    )
    found = [NotHeard(**{**row, "workers": tuple(row["workers"])}) for row in rows]
    return [one for one in found if one.silent or one.not_at_meetings or one.not_alone]
