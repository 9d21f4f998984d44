"""Who can see which answer: whom somebody can choose, and whom they chose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from portal.contributions.model import Ahead
from portal.contributions.model_share import Side, Somebody, Worker
from portal.db import Connection

# By question, the codes of those who were chosen: ids, and "meeting".
Chosen = Mapping[str, frozenset[str]]


async def get_side(conn: Connection, person_id: UUID, meeting_id: UUID | None = None) -> Side:
    """The workers of somebody's plans at this moment, who runs the meeting, and who is related to the young.

    Without a meeting that is planned, who runs it is who chairs their plans.

    Who speaks up for somebody at that meeting is chosen by name too.

    The caller has checked who asks. Grown-ups choose nobody of the family, and are not told who belongs to it.
    """
    row = await conn.fetchrow(
        """
        SELECT ARRAY(SELECT DISTINCT (s.id, s.name, s.called, s.pronoun, s.job_title, s.replies_within_days,
                                      NOT bool_or(w.role = 'worker'),
                                      EXISTS (SELECT FROM absence AS a
                                               WHERE a.staff_id = s.id AND a.from_on <= this_day()
                                                 AND a.back_on > this_day() AND a.ended_at IS NULL))
                       FROM own_workers($1) AS w JOIN person AS s ON s.id = w.staff_id
                      GROUP BY s.council_id, s.id) AS workers,
               CASE WHEN $2::uuid IS NULL THEN
               ARRAY(SELECT DISTINCT (s.name)
                       FROM plans_of_party($1) AS p
                       JOIN child_plan AS k ON k.id = p.child_plan_id
                        AND (k.child_id = $1 OR NOT had_own_plan($1, this_day()))
                       JOIN involvement AS i ON i.child_plan_id = p.child_plan_id AND i.role = 'chair'
                       JOIN person AS s ON s.id = i.staff_id AND s.ended_at IS NULL
                      WHERE i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
                      ORDER BY s.name)
               ELSE
               ARRAY(SELECT s.name FROM meeting AS m JOIN person AS s ON s.id = m.chair_id AND s.ended_at IS NULL
                      WHERE m.id = $2)
               END AS chairs,
               ARRAY(SELECT (o.id, o.called, min(l.type), bool_or(o.kind = 'adult') AND bool_and(l.type <> 'sibling')
                             AND NOT EXISTS (SELECT FROM current_restrictions(o.id) AS x WHERE x.protects_id = $1))
                       FROM person AS me
                       JOIN relationship AS l ON l.child_id = me.id
                       JOIN person AS o ON o.id = l.person_id AND o.ended_at IS NULL
                      WHERE me.id = $1 AND me.kind = 'young_person'
                        AND (l.type <> 'sibling' OR l.lives_with)
                        AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
                      GROUP BY o.council_id, o.id
                      ORDER BY bool_or(l.lives_with) DESC, bool_or(o.kind = 'adult') DESC, o.called, o.id) AS people,
               ARRAY(SELECT (o.id, o.name, 'advocate', true)
                       FROM meeting_reader AS r JOIN person AS o ON o.id = r.person_id AND o.ended_at IS NULL
                      WHERE r.meeting_id = $2 AND r.chosen_by = $1 AND r.kind = 'advocate' AND r.ended_at IS NULL
                        AND NOT EXISTS (SELECT FROM relationship AS l
                                         WHERE l.child_id = $1 AND l.person_id = o.id
                                           AND (l.to_on IS NULL OR l.to_on > this_day()))
                      ORDER BY o.name, o.id) AS advocates
        """,
        person_id,
        meeting_id,
    )
    assert row is not None
    meeting = [Somebody(None, ", ".join(row["chairs"]), "meeting", True)] if row["chairs"] else []
    return Side(
        tuple(
            sorted((Worker(*one) for one in row["workers"]), key=lambda one: (one.away, one.cover, one.name))
        ),
        (*meeting, *(Somebody(*one) for one in (*row["advocates"], *row["people"]))),
    )


async def list_chosen(conn: Connection, actor_id: UUID, contribution_id: UUID) -> Chosen:
    """Whom its person chose, by question; for whose words they are, and for the staff who work with them."""
    rows = await conn.fetch(
        """
        SELECT r.question, coalesce(r.person_id::text, 'meeting') AS code
          FROM answer_reader AS r
         WHERE r.contribution_id = $2 AND r.ended_at IS NULL
           AND (r.contribution_id IN (SELECT w.id FROM writable_contributions($1) AS w)
                OR r.contribution_id IN (SELECT c.id FROM contribution AS c WHERE c.person_id = $1)
                OR r.contribution_id IN (SELECT s.id FROM staffed_contributions($1) AS s WHERE s.duty <> 'chair'))
        """,
        actor_id,
        contribution_id,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["question"]].add(row["code"])
    return {question: frozenset(codes) for question, codes in found.items()}


async def change_chosen(conn: Connection, actor_id: UUID, contribution_id: UUID, chosen: Chosen) -> None:
    """From here on these, and nobody else; only before it is sent."""
    pairs = [(question, code) for question, codes in chosen.items() for code in sorted(codes)]
    await conn.execute(
        """
        WITH mine AS (
            SELECT w.id FROM writable_contributions($1) AS w WHERE w.id = $2
        ), wanted AS (
            SELECT p.question, CASE WHEN p.code <> 'meeting' THEN p.code::uuid END AS person_id
              FROM unnest($3::text[], $4::text[]) AS p (question, code)
        ), ended AS (
            UPDATE answer_reader AS r SET ended_at = this_moment()
              FROM mine
             WHERE r.contribution_id = mine.id AND r.ended_at IS NULL
               AND NOT EXISTS (SELECT FROM wanted AS n
                                WHERE n.question = r.question AND n.person_id IS NOT DISTINCT FROM r.person_id)
        )
        INSERT INTO answer_reader (council_id, contribution_id, question, person_id, meeting, chosen_at)
        SELECT current_council(), mine.id, n.question, n.person_id, n.person_id IS NULL, this_moment()
          FROM mine, wanted AS n
         WHERE NOT EXISTS (SELECT FROM answer_reader AS r
                            WHERE r.contribution_id = mine.id AND r.question = n.question AND r.ended_at IS NULL
                              AND r.person_id IS NOT DISTINCT FROM n.person_id)
        """,
        actor_id,
        contribution_id,
        [question for question, _ in pairs],
        [code for _, code in pairs],
    )


def for_all(questions: Iterable[str], codes: frozenset[str]) -> Chosen:
    return dict.fromkeys(questions, codes)


async def list_ahead(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Ahead]:
    """Meetings that somebody is asked to and that are still to come; of others only those that the actor runs."""
    rows = await conn.fetch(
        """
        SELECT i.id, s.starts_at
          FROM invited_meetings($2) AS i
          JOIN meeting AS m ON m.id = i.id AND m.state <> 'called_off'
          JOIN meeting_slot AS s ON s.id = i.slot_id AND s.starts_at > this_moment()
         WHERE i.kind = 'family'
           AND ($1 = $2 OR m.id IN (SELECT r.id FROM run_meetings($1) AS r))
         ORDER BY s.starts_at, i.id
        """,
        actor_id,
        person_id,
    )
    return [Ahead(**row) for row in rows]


async def is_asked(conn: Connection, actor_id: UUID, meeting_id: UUID) -> bool:
    """Whether somebody is asked to this meeting, to come or over."""
    asked: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM invited_meetings($1) AS i WHERE i.id = $2)", actor_id, meeting_id
    )
    return asked


async def list_left_out(conn: Connection, actor_id: UUID, person_id: UUID) -> list[str]:
    """Words that a reader may not be shown in anything that has to do with this person, whoever wrote them."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT x.words
          FROM redaction AS x
         WHERE x.reader_id = $1 AND x.ended_at IS NULL
           AND (EXISTS (SELECT FROM meeting_child AS k WHERE k.meeting_id = x.meeting_id AND k.child_id = $2)
                OR EXISTS (SELECT FROM meeting_reader AS r WHERE r.meeting_id = x.meeting_id AND r.person_id = $2))
         ORDER BY x.words
        """,
        actor_id,
        person_id,
    )
    return [row["words"] for row in rows]


async def is_carer(conn: Connection, person_id: UUID) -> bool:
    """Whether they care for a child of others now: foster carers and kinship carers."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM relationship AS l
                        WHERE l.person_id = $1 AND l.type IN ('foster_carer', 'kinship_carer')
                          AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day()))
        """,
        person_id,
    )
    return found
