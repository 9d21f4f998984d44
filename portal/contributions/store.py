"""One's own views: begun, sent, taken back; and what others chose to show.

Somebody who holds the phone for a child writes in what is begun with them, and is the actor here.
"""

from uuid import UUID

from portal.contributions.model import Beginning, Contribution
from portal.contributions.model_sets import Occasion, QuestionSet
from portal.contributions.model_share import Days, Worker
from portal.contributions.question_sets import get_set
from portal.db import Connection, Row

# Of one's own. What is worth a worker's reading takes longer than a tap each.
MOST_A_DAY = 20

_CONTRIBUTION = """
    SELECT c.council_id, c.id, c.person_id, p.name, p.called, p.kind, p.born_on, c.person_id = $1 AS mine, c.occasion,
           c.set_id, c.set_version, c.step, c.began_at, w.name AS done_with, c.done_with = $1 AS helped, c.on_paper,
           c.helper_saw, c.who_was_there, c.sent_at, s.called AS sent_to, c.read_by_on, c.answer_by_on,
           c.answered_at, c.taken_back_at,
           CASE WHEN c.person_id = $1 OR c.meeting_id IN (SELECT m.id FROM run_meetings($1) AS m)
                THEN c.meeting_id END AS meeting_id,
           CASE WHEN c.person_id = $1 AND c.meeting_id IS NOT NULL THEN
               (SELECT s.starts_at FROM invited_meetings($1) AS i JOIN meeting_slot AS s ON s.id = i.slot_id
                 WHERE i.id = c.meeting_id) END AS meeting_at,
           (SELECT min(r.at) FROM contribution_read AS r WHERE r.contribution_id = c.id) AS read_at,
           ARRAY(SELECT (k.id, k.called) FROM relationship AS l JOIN person AS k ON k.id = l.child_id
                  WHERE l.person_id = c.person_id AND l.type <> 'sibling' AND p.kind = 'adult'
                    AND (l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                         AND (l.apart_on IS NULL OR l.apart_on > this_day())
                         OR EXISTS (SELECT FROM answer AS a
                                     WHERE a.contribution_id = c.id AND a.part = k.id::text AND a.words <> ''))
                  GROUP BY k.id, k.called, k.born_on ORDER BY k.born_on, k.id) AS children
      FROM readable_contributions($1) AS may
      JOIN contribution AS c ON c.id = may.id
      JOIN person AS p ON p.id = c.person_id
      LEFT JOIN person AS w ON w.id = c.done_with
      LEFT JOIN person AS s ON s.id = c.sent_to
     WHERE
"""


async def get_contribution(conn: Connection, actor_id: UUID, contribution_id: UUID) -> Contribution | None:
    row = await conn.fetchrow(f"{_CONTRIBUTION} c.id = $2", actor_id, contribution_id)
    return _contribution(row) if row else None


async def list_own(conn: Connection, actor_id: UUID) -> list[Contribution]:
    """What somebody has begun or sent, the newest first."""
    rows = await conn.fetch(
        f"{_CONTRIBUTION} c.person_id = $1 ORDER BY coalesce(c.sent_at, c.began_at) DESC, c.id LIMIT 100",
        actor_id,
    )
    return [_contribution(row) for row in rows]


async def list_sent(conn: Connection, actor_id: UUID) -> list[Contribution]:
    """All that somebody sent and did not take back, however long ago, the oldest first: for a copy to keep."""
    rows = await conn.fetch(
        f"""{_CONTRIBUTION} c.person_id = $1 AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
            ORDER BY c.sent_at, c.id""",
        actor_id,
    )
    return [_contribution(row) for row in rows]


async def list_chosen_for(conn: Connection, actor_id: UUID) -> list[Contribution]:
    """What others let this person see a part of. Not for staff who work with people: theirs is store_staff."""
    rows = await conn.fetch(
        f"{_CONTRIBUTION} c.person_id <> $1 ORDER BY c.sent_at DESC, c.id LIMIT 100",
        actor_id,
    )
    return [_contribution(row) for row in rows]


async def get_begun_with(conn: Connection, actor_id: UUID, person_id: UUID) -> Contribution | None:
    """What a member of staff has begun together with somebody and not finished."""
    row = await conn.fetchrow(
        f"""{_CONTRIBUTION} c.person_id = $2 AND c.done_with = $1 AND c.sent_at IS NULL AND NOT c.on_paper
            ORDER BY c.began_at DESC LIMIT 1""",
        actor_id,
        person_id,
    )
    return _contribution(row) if row else None


async def has_story_with(conn: Connection, actor_id: UUID, person_id: UUID) -> bool:
    """Whether a story was begun together with somebody, and not approved."""
    found: bool = await conn.fetchval(
        """SELECT EXISTS (SELECT FROM readable_stories($1) AS may JOIN story AS s ON s.id = may.id
                            WHERE s.person_id = $2 AND s.done_with = $1 AND s.approved_at IS NULL)""",
        actor_id,
        person_id,
    )
    return found


def _contribution(row: Row) -> Contribution:
    found = dict(row)
    questions: QuestionSet = get_set(
        found.pop("council_id"), found.pop("set_id"), found.pop("set_version")
    ).for_children(found.pop("children"))
    found["occasion"] = Occasion(found["occasion"])
    return Contribution(**found, set=questions)


async def add_contribution(
    conn: Connection,
    actor_id: UUID,
    person_id: UUID,
    of: Beginning,
) -> UUID | None:
    """Begins one: of the actor's own, or for somebody whom they work with. None for anybody else.

    None also where they have begun enough of their own since yesterday. The caller has looked the meeting up among
    those that this person is asked to.
    """
    begun: UUID | None = await conn.fetchval(
        """
        INSERT INTO contribution
               (council_id, person_id, occasion, set_id, set_version, language, began_at, step, done_with, on_paper,
                meeting_id)
        SELECT current_council(), p.id, $3, $4, $5, p.language, this_moment(), $6,
               CASE WHEN p.id <> $1 THEN $1 END, $7, $8
          FROM person AS p
         WHERE p.id = $2 AND p.kind IN ('young_person', 'adult')
           AND (p.id = $1 AND (SELECT count(*) FROM contribution AS c
                                WHERE c.person_id = $1 AND c.done_with IS NULL
                                  AND c.began_at > this_moment() - interval '1 day') < $9
                OR EXISTS (SELECT FROM own_workers(p.id) AS w WHERE w.staff_id = $1))
        RETURNING id
        """,
        actor_id,
        person_id,
        of.occasion.value,
        of.set.id,
        of.set.version,
        of.set.questions[0].key,
        of.on_paper,
        of.meeting_id,
        MOST_A_DAY,
    )
    return begun


async def change_step(conn: Connection, actor_id: UUID, contribution_id: UUID, step: str) -> None:
    """Where they carry on when they come back."""
    await conn.execute(
        """
        UPDATE contribution AS c SET step = $3 FROM writable_contributions($1) AS w WHERE c.id = w.id AND c.id = $2
        """,
        actor_id,
        contribution_id,
        step,
    )


async def end_draft(conn: Connection, actor_id: UUID, contribution_id: UUID) -> bool:
    """Puts away what was never sent. False where another device was quicker, to do so or to send it."""
    return bool(
        await conn.fetchval(
            """
            UPDATE contribution AS c SET dropped_at = this_moment()
              FROM writable_contributions($1) AS w
             WHERE c.id = w.id AND c.id = $2 AND c.sent_at IS NULL AND c.dropped_at IS NULL
            RETURNING true
            """,
            actor_id,
            contribution_id,
        )
    )


async def was_put_away(conn: Connection, actor_id: UUID, contribution_id: UUID) -> bool:
    """Whether the actor threw this away. It says so to nobody else, and nothing of what stood there to anybody."""
    return bool(
        await conn.fetchval(
            "SELECT true FROM contribution WHERE id = $2 AND person_id = $1 AND dropped_at IS NOT NULL",
            actor_id,
            contribution_id,
        )
    )


async def send(
    conn: Connection, actor_id: UUID, contribution_id: UUID, to: Worker | None, days: Days
) -> bool:
    """From here on nothing of it is changed. False where it was sent already, or is not theirs."""
    return bool(
        await conn.fetchval(
            """
            UPDATE contribution AS c
               SET sent_at = this_moment(), sent_to = $3, read_by_on = $4, answer_by_on = $5
              FROM writable_contributions($1) AS w WHERE c.id = w.id AND c.id = $2
            RETURNING true
            """,
            actor_id,
            contribution_id,
            to.id if to else None,
            days.read_by,
            days.answer_by,
        )
    )


async def take_back(conn: Connection, actor_id: UUID, contribution_id: UUID) -> bool:
    """One's own words, whoever typed them. They stay on the record, and are marked there."""
    return bool(
        await conn.fetchval(
            """
            UPDATE contribution SET taken_back_at = this_moment()
             WHERE id = $2 AND person_id = $1 AND sent_at IS NOT NULL AND taken_back_at IS NULL
            RETURNING true
            """,
            actor_id,
            contribution_id,
        )
    )


async def list_outcome_rows(conn: Connection, actor_id: UUID, contribution_id: UUID) -> list[Row]:
    """What was done about it, in order; for whose words they are and for the staff who answer."""
    rows: list[Row] = await conn.fetch(
        """
        SELECT o.question, o.state, o.what, o.because, o.by_on, p.name AS by, o.at
          FROM contribution AS c
          JOIN outcome AS o ON o.contribution_id = c.id
          JOIN person AS p ON p.id = o.by_id
         WHERE c.id = $2
           AND (c.person_id = $1 OR EXISTS (SELECT FROM staffed_contributions($1) AS s
                                             WHERE s.id = c.id AND s.duty <> 'chair'))
         ORDER BY o.at, o.id
        """,
        actor_id,
        contribution_id,
    )
    return rows
