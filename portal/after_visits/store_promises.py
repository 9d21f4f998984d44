"""Promises: made when a summary is shared, settled later, never lost in between."""

from uuid import UUID

from portal.after_visits.model import Stale
from portal.after_visits.model_summaries import Promise, Settled, Summary, council_first
from portal.db import Connection, Row

# Parts of the statement below. `here` is the visit; `plan`, those it is about that the one who asks works with.
_AT_VISITS = """
    SELECT p.id, v.starts_at AS visit_at
      FROM promise AS p
      JOIN staffed_visits($1) AS mine ON mine.id = p.visit_id
      JOIN about ON about.visit_id = p.visit_id
      JOIN visit AS v ON v.id = p.visit_id
     CROSS JOIN here
     WHERE p.visit_id = here.id OR v.starts_at < here.starts_at
"""

_PLANS = """
    SELECT c.child_plan_id AS id
      FROM here
      JOIN visit_child AS c ON c.visit_id = here.id
      JOIN staffed_plans($1) AS mine ON mine.child_plan_id = c.child_plan_id
"""

_IN_MESSAGES = """
    SELECT p.id, p.made_at
      FROM plan
      JOIN promise AS p ON p.child_plan_id = plan.id
     CROSS JOIN here
     WHERE p.made_at < here.starts_at
"""

# At meetings about one of the children.
_AT_MEETINGS = """
    SELECT p.id, p.made_at
      FROM plan
      JOIN meeting_child AS m ON m.child_plan_id = plan.id
      JOIN promise AS p ON p.meeting_id = m.meeting_id
     CROSS JOIN here
     WHERE p.made_at < here.starts_at
"""

# Of what was agreed before: it matters still, and somebody who reads this visit was told it.
_BELONGS_HERE = """
    p.state <> 'taken_back'
    AND (p.state = 'open' OR p.settled_at >= here.starts_at)
    AND (NOT EXISTS (SELECT FROM current_readers(here.id))
         OR EXISTS (SELECT FROM promise_reader AS told
                      JOIN current_readers(here.id) AS reader ON reader.person_id = told.person_id
                     WHERE told.promise_id = p.id))
"""

_READERS = """
    ARRAY(SELECT (r.person_id, reader.called)
            FROM promise_reader AS r
            JOIN person AS reader ON reader.id = r.person_id
           WHERE r.promise_id = p.id
           ORDER BY reader.called, reader.id)
"""


async def list_promises(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Promise]:
    """What was agreed at this visit, and what is still open (or was settled since it) from before.

    Before: at earlier visits and meetings, and in messages. The council's own come first. What only somebody else was
    told, who sees nothing of this visit, stays away from it: a page that is open on the table of one parent says
    nothing of what the other agreed.
    """
    rows = await conn.fetch(
        f"""
        WITH here AS (
            SELECT v.id, v.starts_at FROM visit AS v JOIN staffed_visits($1) AS mine ON mine.id = v.id WHERE v.id = $2
        ), about AS (
            SELECT DISTINCT other.visit_id
              FROM here
              JOIN visit_child AS c ON c.visit_id = here.id
              JOIN visit_child AS other ON other.child_plan_id = c.child_plan_id
        ), plan AS ({_PLANS}), found AS (
            {_AT_VISITS} UNION {_IN_MESSAGES} UNION {_AT_MEETINGS}
        )
        SELECT p.id, p.visit_id, p.meeting_id, found.visit_at, p.owed_by,
               coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who_words,
               p.what, p.helps_because, p.by_on,
               p.state, p.because, s.name AS settled_by, p.settled_at, p.version, {_READERS} AS readers
          FROM found
          JOIN promise AS p ON p.id = found.id
         CROSS JOIN here
          LEFT JOIN person AS s ON s.id = p.settled_by
         WHERE p.visit_id = here.id OR ({_BELONGS_HERE})
         ORDER BY p.owed_by <> 'council', p.by_on NULLS LAST, p.position, p.id
        """,  # noqa: S608 - the parts are the constants above
        actor_id,
        visit_id,
    )
    return [_promise(row) for row in rows]


def _promise(row: Row) -> Promise:
    return Promise(
        **{
            **row,
            "readers": tuple(called for _, called in row["readers"]),
            "reader_ids": tuple(person_id for person_id, _ in row["readers"]),
        }
    )


async def add_promises(conn: Connection, actor_id: UUID, shared: Summary) -> None:
    """What was agreed becomes promises, known to the summary's readers and nobody else of the family."""
    agreed = council_first(shared.agreed)
    readers = list(shared.reader_ids)
    await conn.execute(
        """
        WITH made AS (
            INSERT INTO promise (council_id, family_id, visit_id, summary_id, owed_by, who_words, what, helps_because,
                                 by_on, position, made_by, made_at)
            SELECT v.council_id, v.family_id, v.id, s.id, d.owed_by, d.who_words, d.what, nullif(d.helps, ''),
                   d.by_on, d.position, $1, this_moment()
              FROM visit_summary AS s
              JOIN staffed_visits($1) AS mine ON mine.id = s.visit_id
              JOIN visit AS v ON v.id = s.visit_id
             CROSS JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
                   WITH ORDINALITY AS d (owed_by, who_words, what, helps, by_on, position)
             WHERE s.id = $2 AND s.shared_at IS NOT NULL
            RETURNING council_id, id
        )
        INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
        SELECT made.council_id, made.id, reader.id, this_moment() FROM made CROSS JOIN unnest($8::uuid[]) AS reader (id)
        """,
        actor_id,
        shared.id,
        [one.owed_by for one in agreed],
        [one.who_words for one in agreed],
        [one.what for one in agreed],
        [one.helps_because for one in agreed],
        [one.by_on for one in agreed],
        readers,
    )
    await _add_to_readers(conn, actor_id, shared, readers)


async def _add_to_readers(conn: Connection, actor_id: UUID, shared: Summary, readers: list[UUID]) -> None:
    """Promises already made in another summary of this visit: one promise, told to these readers too."""
    if not shared.agreed_before:
        return
    await conn.execute(
        """
        INSERT INTO promise_reader (council_id, promise_id, person_id, shared_at)
        SELECT p.council_id, p.id, reader.id, this_moment()
          FROM promise AS p
          JOIN staffed_visits($1) AS mine ON mine.id = p.visit_id
         CROSS JOIN unnest($4::uuid[]) AS reader (id)
         WHERE p.visit_id = $2 AND p.id = ANY ($3::uuid[])
        ON CONFLICT DO NOTHING
        """,
        actor_id,
        shared.visit_id,
        list(shared.agreed_before),
        readers,
    )


async def change_promises(conn: Connection, actor_id: UUID, settled: list[Settled]) -> None:
    """Settle promises, all or none. Raises Stale where somebody settled one of them first."""
    changed = await conn.fetch(
        """
        UPDATE promise AS p
           SET state = d.state, because = d.because, version = p.version + 1,
               settled_by = CASE WHEN d.state = 'open' THEN NULL ELSE $1::uuid END,
               settled_at = CASE WHEN d.state = 'open' THEN NULL ELSE this_moment() END
          FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[]) AS d (id, version, state, because)
         WHERE p.id = d.id AND p.version = d.version
           AND (p.visit_id IN (SELECT mine.id FROM staffed_visits($1) AS mine)
                OR p.child_plan_id IN (SELECT mine.child_plan_id FROM staffed_plans($1) AS mine)
                OR p.meeting_id IN (SELECT mine.id FROM staffed_meetings($1) AS mine))
        RETURNING p.id
        """,
        actor_id,
        [one.promise_id for one in settled],
        [one.version for one in settled],
        [one.state for one in settled],
        [one.because for one in settled],
    )
    if len(changed) != len(settled):
        raise Stale
