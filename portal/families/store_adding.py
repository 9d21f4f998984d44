"""A child, their plan and who belongs to them, written down for the first time."""

from datetime import date
from uuid import UUID

from portal.caseloads.store import hold_staff
from portal.db import Connection
from portal.families.model_adding import Known, KnownChild, NewPerson, NewPlan, NewRelationship


async def list_workers(conn: Connection, actor_id: UUID) -> list[Known]:
    """Who may be given a child's plan: a worker themselves, a manager every worker of their team."""
    rows = await conn.fetch(
        """
        SELECT w.id, w.name, coalesce(w.job_title, '') AS detail
          FROM person AS me
          JOIN person AS w ON w.kind = 'staff' AND w.staff_role = 'worker' AND w.ended_at IS NULL AND has_come_in(w.id)
           AND (w.id = me.id OR (me.staff_role = 'manager' AND w.team_id = me.team_id))
         WHERE me.id = $1
         ORDER BY w.name, w.id
        """,
        actor_id,
    )
    return [Known(**row) for row in rows]


async def list_adults_of_family(conn: Connection, actor_id: UUID, child_id: UUID) -> list[Known]:
    """Adults who belong to brothers and sisters of this child, as far as the actor works with those."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.name, string_agg(DISTINCT c.called, ', ' ORDER BY c.called) AS detail
          FROM child_plan AS mine
          JOIN child_plan AS theirs ON theirs.family_id = mine.family_id AND theirs.child_id <> mine.child_id
           AND theirs.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
          JOIN person AS c ON c.id = theirs.child_id
          JOIN relationship AS r ON r.child_id = theirs.child_id AND r.type <> 'sibling'
           AND (r.to_on IS NULL OR r.to_on > this_day())
          JOIN person AS p ON p.id = r.person_id AND p.kind = 'adult' AND p.ended_at IS NULL
         WHERE mine.child_id = $2 AND mine.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
           AND NOT EXISTS (SELECT FROM relationship AS has
                            WHERE has.child_id = $2 AND has.person_id = p.id
                              AND (has.to_on IS NULL OR has.to_on > this_day()))
         GROUP BY p.id, p.name
         ORDER BY p.name, p.id
        """,
        actor_id,
        child_id,
    )
    return [Known(**row) for row in rows]


async def find_known_child(conn: Connection, name: str, born_on: date) -> KnownChild | None:
    """Exactly this name, however it is written in capitals, and exactly this day; whoever has a plan now comes first.

    Answers nothing that shows anything of them: what that is read for, the caller says.
    """
    row = await conn.fetchrow(
        """
        SELECT p.id,
               (SELECT c.family_id FROM child_plan AS c WHERE c.child_id = p.id ORDER BY c.from_on DESC, c.id LIMIT 1)
                   AS family_id,
               EXISTS (SELECT FROM child_plan AS c
                        WHERE c.child_id = p.id AND (c.to_on IS NULL OR c.to_on > this_day())) AS has_plan
          FROM person AS p
         WHERE p.kind = 'young_person' AND p.ended_at IS NULL AND lower(p.name) = lower($1) AND p.born_on = $2
         ORDER BY has_plan DESC, p.id LIMIT 1
        """,
        name,
        born_on,
    )
    return KnownChild(**row) if row else None


async def hold_child(conn: Connection, child_id: UUID) -> None:
    """Until this deed is done nobody else takes the same child up."""
    await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", child_id)


async def add_person(conn: Connection, kind: str, new: NewPerson) -> UUID:
    made: UUID = await conn.fetchval(
        """
        INSERT INTO person (council_id, kind, name, called, pronoun, born_on, language, interpreter_language,
                            access_needs)
        VALUES (current_council(), $1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING id
        """,
        kind,
        new.name,
        new.called,
        new.pronoun,
        new.born_on,
        new.language,
        new.interpreter_language,
        new.access_needs,
    )
    return made


async def add_family(conn: Connection, name: str) -> UUID:
    made: UUID = await conn.fetchval(
        "INSERT INTO family (council_id, name) VALUES (current_council(), $1) RETURNING id", name
    )
    return made


async def get_family(conn: Connection, actor_id: UUID, child_id: UUID) -> UUID | None:
    """The family of a child that this actor works with: of the newest plan, where there were several."""
    found: UUID | None = await conn.fetchval(
        """
        SELECT p.family_id
          FROM child_plan AS p
         WHERE p.child_id = $2 AND p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)
         ORDER BY p.from_on DESC, p.id LIMIT 1
        """,
        actor_id,
        child_id,
    )
    return found


async def add_plan(
    conn: Connection, actor_id: UUID, family_id: UUID, child_id: UUID, new: NewPlan
) -> UUID | None:
    """A plan with its worker, and who manages them and has come in. None where they are not the actor's to choose.

    Access begins here and nowhere else: the worker is found by the same rule that the choice was offered by.
    """
    await hold_staff(conn, [new.worker_id])
    made: UUID | None = await conn.fetchval(
        """
        WITH worker AS (
            SELECT w.council_id, w.id, w.team_id
              FROM person AS me
              JOIN person AS w ON w.id = $3 AND w.kind = 'staff' AND w.staff_role = 'worker' AND w.ended_at IS NULL
               AND has_come_in(w.id)
               AND (w.id = me.id OR (me.staff_role = 'manager' AND w.team_id = me.team_id))
             WHERE me.id = $1
        ), plan AS (
            INSERT INTO child_plan (council_id, family_id, child_id, type, circumstance, from_on, trigger_on)
            SELECT worker.council_id, $2, $4, $5, $6, $7, $8 FROM worker
            RETURNING id, council_id
        ), working AS (
            INSERT INTO involvement (council_id, staff_id, child_plan_id, role, from_at)
            SELECT plan.council_id, worker.id, plan.id, 'allocated', this_moment() FROM plan, worker
             UNION ALL
            SELECT plan.council_id, m.id, plan.id, 'manager', this_moment()
              FROM plan, worker
              JOIN person AS m ON m.kind = 'staff' AND m.staff_role = 'manager' AND m.ended_at IS NULL
               AND m.team_id = worker.team_id
               -- A plan that nobody manages could be given to nobody: where none has come in yet it is all of them.
               AND (has_come_in(m.id)
                    OR NOT EXISTS (SELECT FROM person AS o
                                    WHERE o.kind = 'staff' AND o.staff_role = 'manager' AND o.ended_at IS NULL
                                      AND o.team_id = worker.team_id AND has_come_in(o.id)))
        )
        SELECT id FROM plan
        """,
        actor_id,
        family_id,
        new.worker_id,
        child_id,
        new.type,
        new.circumstance,
        new.from_on,
        new.clock_on,
    )
    return made


async def add_relationship(
    conn: Connection, actor_id: UUID, person_id: UUID, child_id: UUID, new: NewRelationship
) -> UUID | None:
    """None where the child is not one that this actor works with, or the two belong together already.

    A young parent's own record opens to who works with the child by this: only who works with both can say so.
    """
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, parental_responsibility,
                                  responsibility_basis, lives_with, from_on, changed_by, why)
        SELECT p.council_id, p.id, $3, $4, $5, $6, $7, $8, $1, $9
          FROM person AS p
         WHERE p.id = $2
           AND EXISTS (SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                        WHERE c.child_id = $3)
           AND (p.kind = 'adult'
                OR p.kind = 'young_person' AND $4 IN ('mother', 'father')
                   AND EXISTS (SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                                WHERE c.child_id = p.id))
           AND NOT EXISTS (SELECT FROM relationship AS r
                            WHERE r.person_id = $2 AND r.child_id = $3 AND (r.to_on IS NULL OR r.to_on > this_day()))
        RETURNING id
        """,
        actor_id,
        person_id,
        child_id,
        new.type,
        new.parental_responsibility,
        new.responsibility_basis,
        new.lives_with,
        new.from_on,
        new.why,
    )
    return made


async def add_siblings(conn: Connection, actor_id: UUID, child_id: UUID, family_id: UUID) -> None:
    """A new child of a family is brother or sister of those that this actor works with, both ways round."""
    await conn.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, lives_with, from_on, changed_by)
        SELECT o.council_id, pair.person_id, pair.child_id, 'sibling', false, this_day(), $1
          FROM (SELECT DISTINCT p.council_id, p.child_id AS id
                  FROM child_plan AS p
                 WHERE p.family_id = $3 AND p.child_id <> $2
                   AND p.id IN (SELECT s.child_plan_id FROM staffed_plans($1) AS s)) AS o
         CROSS JOIN LATERAL (VALUES (o.id, $2::uuid), ($2::uuid, o.id)) AS pair (person_id, child_id)
        """,
        actor_id,
        child_id,
        family_id,
    )
