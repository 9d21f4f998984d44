"""What somebody who grows up chooses about their own things, and nobody else for them."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from portal.account.model_own import Ending, Own, Somebody, Step, Told, chooses
from portal.db import Connection


async def get_own(conn: Connection, actor_id: UUID, born_on: date) -> Own:
    row = await conn.fetchrow(
        """
        SELECT (SELECT a.ends_on FROM account AS a WHERE a.person_id = $1) AS ends_on,
               ARRAY(SELECT s.step FROM own_step AS s WHERE s.person_id = $1 AND s.put_off_at IS NOT NULL) AS put_off,
               ARRAY(SELECT s.step FROM own_step AS s WHERE s.person_id = $1 AND s.answered_at IS NOT NULL) AS answered
        """,
        actor_id,
    )
    assert row is not None
    return Own(born_on, row["ends_on"], frozenset(row["put_off"]), frozenset(row["answered"]))


async def get_growing_up(conn: Connection, actor_id: UUID, born_on: date | None, today: date) -> Own | None:
    """None before the 16th birthday: then nothing is asked, neither of them nor of the database."""
    return await get_own(conn, actor_id, born_on) if born_on and chooses(born_on, today) else None


async def save_step(conn: Connection, actor_id: UUID, step: Step, *, answered: bool) -> None:
    """Put off until they come back to it, or answered."""
    await conn.execute(
        """
        INSERT INTO own_step (council_id, person_id, step, put_off_at, answered_at)
        VALUES (current_council(), $1, $2, CASE WHEN NOT $3 THEN this_moment() END, CASE WHEN $3 THEN this_moment() END)
        ON CONFLICT (council_id, person_id, step)
        DO UPDATE SET put_off_at = coalesce(own_step.put_off_at, excluded.put_off_at),
                      answered_at = coalesce(excluded.answered_at, own_step.answered_at)
        """,
        actor_id,
        step.value,
        answered,
    )


async def list_somebody(conn: Connection, actor_id: UUID, since: datetime | None) -> list[Somebody]:
    """Adults related to the actor now, and who runs the meetings: what each was shown, and can see at this moment.

    `since`: the 18th birthday, once it has come. Nobody whom an order keeps from the actor is here.
    """
    rows = await conn.fetch(
        """
        WITH chosen AS (
            SELECT r.person_id, c.id, c.occasion, c.sent_at, count(DISTINCT a.question) AS answers,
                   bool_or($2::timestamptz IS NULL OR r.person_id IS NULL OR r.chosen_at >= $2) AS seen
              FROM contribution AS c
              JOIN answer_reader AS r ON r.contribution_id = c.id AND r.ended_at IS NULL
              JOIN answer AS a ON a.contribution_id = c.id AND a.question = r.question AND a.instead IS NULL
             WHERE c.person_id = $1 AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
             GROUP BY r.person_id, c.council_id, c.id
        ), somebody AS (
            SELECT o.id, o.called, min(l.type) AS relation, bool_or(l.chosen_again_at IS NOT NULL) AS things,
                   bool_or(l.lives_with) AS near
              FROM relationship AS l
              JOIN person AS o ON o.id = l.person_id AND o.ended_at IS NULL AND o.kind = 'adult'
             WHERE l.child_id = $1 AND l.type <> 'sibling'
               AND l.from_on <= this_day() AND (l.to_on IS NULL OR l.to_on > this_day())
               AND NOT EXISTS (SELECT FROM current_restrictions(o.id) AS x WHERE x.protects_id = $1)
             GROUP BY o.council_id, o.id
             UNION ALL
            SELECT NULL, '', 'meeting', false, false WHERE EXISTS (SELECT FROM chosen WHERE chosen.person_id IS NULL)
        )
        SELECT s.id, s.called, s.relation, s.things,
               coalesce((SELECT bool_or(h.seen) FROM chosen AS h WHERE h.person_id IS NOT DISTINCT FROM s.id), false)
               OR s.things AND EXISTS (SELECT FROM chosen AS h WHERE h.person_id = s.id) AS views,
               ARRAY(SELECT (h.occasion, h.sent_at, h.answers) FROM chosen AS h
                      WHERE h.person_id IS NOT DISTINCT FROM s.id ORDER BY h.sent_at DESC, h.id) AS told
          FROM somebody AS s
         ORDER BY s.id IS NULL, s.near DESC, s.called, s.id
        """,
        actor_id,
        since,
    )
    return [Somebody(**{**row, "told": tuple(Told(*one) for one in row["told"])}) for row in rows]


async def choose_views(
    conn: Connection, actor_id: UUID, codes: Collection[str], since: datetime | None
) -> None:
    """Of what was sent: who is not named here sees none of it any more; who is, sees it as chosen now."""
    await conn.execute(
        """
        WITH chosen AS (
            SELECT r.id, r.contribution_id, r.question, r.person_id, r.meeting, r.chosen_at,
                   coalesce(r.person_id::text, 'meeting') = ANY ($2::text[]) AS kept
              FROM contribution AS c
              JOIN answer_reader AS r ON r.contribution_id = c.id AND r.ended_at IS NULL
             WHERE c.person_id = $1 AND c.sent_at IS NOT NULL
        ), ended AS (
            UPDATE answer_reader AS r SET ended_at = this_moment()
              FROM chosen AS h WHERE r.id = h.id AND (NOT h.kept OR h.chosen_at < $3)
        )
        INSERT INTO answer_reader (council_id, contribution_id, question, person_id, meeting, chosen_at)
        SELECT current_council(), h.contribution_id, h.question, h.person_id, h.meeting, this_moment()
          FROM chosen AS h WHERE h.kept AND h.chosen_at < $3
        """,
        actor_id,
        list(codes),
        since,
    )


async def choose_things(conn: Connection, actor_id: UUID, people: Collection[UUID]) -> None:
    """Since 18: these adults see visits and meetings again, and nobody else who did."""
    await conn.execute(
        """
        UPDATE relationship AS l
           SET chosen_again_at = CASE WHEN l.person_id = ANY ($2::uuid[]) THEN this_moment() END,
               apart_on = CASE WHEN l.person_id <> ALL ($2::uuid[]) THEN this_day() END
          FROM person AS me
         WHERE me.id = $1 AND l.child_id = $1 AND l.type <> 'sibling' AND birthday_at(me.born_on, 18) <= this_day()
           AND (l.chosen_again_at IS NOT NULL) <> (l.person_id = ANY ($2::uuid[]))
        """,
        actor_id,
        list(people),
    )


async def list_ending(conn: Connection, actor_id: UUID) -> list[Ending]:
    """Of those whom this member of staff works with: whose account ends soon, and who has not read so themselves."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT p.id AS person_id, p.name, p.called, a.ends_on
          FROM staffed_plans($1) AS s
          JOIN child_plan AS c ON c.id = s.child_plan_id
          JOIN person AS p ON p.id = c.child_id
          JOIN account AS a ON a.person_id = p.id AND a.state IN ('invited', 'active')
         WHERE a.ends_on > this_day() AND a.ends_on - interval '6 months' <= this_day()
           AND NOT EXISTS (
                   SELECT FROM own_step AS o
                    WHERE o.person_id = p.id AND o.answered_at IS NOT NULL
                      AND o.step = CASE WHEN a.ends_on - interval '1 month' <= this_day() THEN 'month_left'
                                        ELSE 'half_year_left' END)
         ORDER BY a.ends_on, p.name
         LIMIT 20
        """,
        actor_id,
    )
    return [Ending(**row) for row in rows]
