"""Writing a visit plan, new or changed, and what the next one is filled from."""

from uuid import UUID

from portal.db import Connection, Row
from portal.planner.model import LastVisit, Planned, PlannedChild
from portal.planner.model_change import Change
from portal.planner.store_parts import put_children, put_rest


async def get_last_visit(
    conn: Connection, actor_id: UUID, child_id: UUID, reader_id: UUID | None
) -> LastVisit | None:
    """The visit that the next plan is filled from: with this reader if one is named, else with those at home."""
    row = await conn.fetchrow(
        """
        SELECT v.worker_id, v.starts_at, v.minutes, v.place, v.place_words, v.purpose, v.also_coming,
               v.interpreter_language,
               ARRAY(SELECT (c.child_id, c.child_plan_id, c.wish_to_see, c.alone_minutes, c.alone_why)
                       FROM visit_child AS c WHERE c.visit_id = v.id) AS children,
               ARRAY(SELECT t.body FROM visit_topic AS t JOIN person AS p ON p.id = t.added_by AND p.kind = 'staff'
                      WHERE t.visit_id = v.id AND t.ended_at IS NULL
                      ORDER BY t.position, t.added_at, t.id) AS topics,
               ARRAY(SELECT i.body FROM visit_ready_item AS i WHERE i.visit_id = v.id AND i.ended_at IS NULL
                      ORDER BY i.position, i.id) AS ready,
               ARRAY(SELECT r.person_id FROM visit_reader AS r
                      WHERE r.visit_id = v.id AND r.ended_at IS NULL) AS readers
          FROM staffed_visits($1) AS mine
          JOIN visit AS v ON v.id = mine.id
          JOIN visit_child AS about ON about.visit_id = v.id AND about.child_id = $2
         WHERE v.announced AND v.starts_at <= this_moment()
           AND ($3::uuid IS NULL OR EXISTS (
                   SELECT FROM visit_reader AS r WHERE r.visit_id = v.id AND r.person_id = $3 AND r.ended_at IS NULL))
         ORDER BY EXISTS (
                   SELECT FROM visit_reader AS r
                     JOIN relationship AS l ON l.person_id = r.person_id AND l.child_id = $2 AND l.lives_with
                    WHERE r.visit_id = v.id AND r.ended_at IS NULL) DESC,
                  v.state IN ('done', 'partly') DESC, v.starts_at DESC
         LIMIT 1
        """,
        actor_id,
        child_id,
        reader_id,
    )
    if row is None:
        return None
    children = {
        child_id: PlannedChild(
            id=child_id, plan_id=plan_id, wish_to_see=see, alone_minutes=minutes, alone_why=why
        )
        for child_id, plan_id, see, minutes, why in row["children"]
    }
    return LastVisit(**{**row, "children": children})


async def add_visit(conn: Connection, actor_id: UUID, planned: Planned) -> UUID | None:
    """Write a new plan. None where this person works with none of it. Raises KeptApart."""
    visit_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO visit (council_id, family_id, worker_id, announced, starts_at, starts_wall, minutes, place,
                           place_words, purpose, also_coming, interpreter_language, interpreter_booked,
                           planned_by, planned_at, shared_at)
        SELECT current_council(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
               $1, this_moment(), CASE WHEN $4 THEN this_moment() END
         WHERE NOT EXISTS (
                   SELECT FROM unnest($14::uuid[]) AS asked (child_plan_id)
                    WHERE asked.child_plan_id NOT IN (
                        SELECT p.id FROM staffed_plans($1) AS s
                          JOIN child_plan AS p ON p.id = s.child_plan_id AND p.family_id = $2))
           AND EXISTS (
                   SELECT FROM involvement AS i
                    WHERE i.staff_id = $3 AND i.child_plan_id = ANY ($14::uuid[])
                      AND i.role IN ('allocated', 'cover', 'manager')
                      AND i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment()))
        RETURNING id
        """,
        actor_id,
        *_values(planned),
        [child.plan_id for child in planned.children],
    )
    if visit_id is None:
        return None
    await put_children(conn, actor_id, visit_id, planned)
    await put_rest(conn, actor_id, visit_id, planned)
    if planned.announced:
        await add_news(conn, actor_id, visit_id, "shared")
    return visit_id


async def change_visit(
    conn: Connection, actor_id: UUID, visit_id: UUID, version: int, planned: Planned
) -> bool:
    """Change a plan that still is as this person saw it. False where it is not. Raises KeptApart."""
    held = await conn.fetchval(
        """
        SELECT v.id FROM visit AS v
         WHERE v.id = $2 AND v.id IN (SELECT id FROM staffed_visits($1)) AND v.state = 'planned' AND v.version = $3
           FOR NO KEY UPDATE
        """,
        actor_id,
        visit_id,
        version,
    )
    if held is None:
        return False
    before = await _as_read(conn, visit_id)
    await conn.execute(
        """
        UPDATE visit AS v
           SET worker_id = $3, announced = $4, starts_at = $5, starts_wall = $6, minutes = $7, place = $8,
               place_words = $9, purpose = $10, also_coming = $11, interpreter_language = $12,
               interpreter_booked = $13, version = v.version + 1,
               shared_at = CASE WHEN $4 THEN coalesce(v.shared_at, this_moment()) END
         WHERE v.id = $14 AND v.family_id = $2 AND v.id IN (SELECT id FROM staffed_visits($1))
        """,
        actor_id,
        *_values(planned),
        visit_id,
    )
    await put_children(conn, actor_id, visit_id, planned)
    await put_rest(conn, actor_id, visit_id, planned)
    if before["announced"] and planned.announced:
        await _add_change(conn, actor_id, visit_id, Change.between(before, await _as_read(conn, visit_id)))
    elif planned.announced:
        await add_news(conn, actor_id, visit_id, "shared")
    return True


def _values(planned: Planned) -> tuple[object, ...]:
    return (
        planned.family_id,
        planned.worker_id,
        planned.announced,
        planned.start.at,
        planned.start.wall,
        planned.minutes,
        planned.place,
        planned.place_words,
        planned.purpose,
        planned.also_coming,
        planned.interpreter_language,
        planned.interpreter_booked,
    )


async def _as_read(conn: Connection, visit_id: UUID) -> Row:
    """What its readers see of a plan, part by part under the names of `visits.model.PARTS`, to compare."""
    row = await conn.fetchrow(
        """
        SELECT v.starts_at, v.announced, v.worker_id AS worker, v.minutes AS length, v.purpose, v.also_coming,
               ARRAY[v.place, CASE WHEN v.place IN ('office', 'other') THEN v.place_words END] AS place,
               ARRAY[v.interpreter_language, v.interpreter_booked::text] AS interpreter,
               ARRAY(SELECT t.body FROM visit_topic AS t JOIN person AS p ON p.id = t.added_by AND p.kind = 'staff'
                      WHERE t.visit_id = v.id AND t.ended_at IS NULL ORDER BY t.body) AS topics,
               ARRAY(SELECT i.body FROM visit_ready_item AS i
                      WHERE i.visit_id = v.id AND i.ended_at IS NULL ORDER BY i.body) AS ready,
               ARRAY(SELECT o.starts_at FROM visit_offered_time AS o
                      WHERE o.visit_id = v.id AND o.ended_at IS NULL ORDER BY o.starts_at) AS offered,
               ARRAY(SELECT (c.child_id, c.wish_to_see, c.alone_minutes, c.alone_why)
                       FROM visit_child AS c WHERE c.visit_id = v.id) AS children
          FROM visit AS v WHERE v.id = $1
        """,
        visit_id,
    )
    assert row is not None
    return row


async def _add_change(conn: Connection, actor_id: UUID, visit_id: UUID, change: Change) -> None:
    await conn.execute(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at, was_at, now_at, parts, children, alone)
        SELECT current_council(), mine.id, $3, $1, this_moment(), $4, $5, $6, $7, $8
          FROM staffed_visits($1) AS mine WHERE mine.id = $2
        """,
        actor_id,
        visit_id,
        "moved" if change.was_at != change.now_at else "changed",
        change.was_at,
        change.now_at,
        change.parts,
        change.children,
        change.alone,
    )


async def add_news(conn: Connection, actor_id: UUID, visit_id: UUID, kind: str) -> None:
    """One line of what happened to a plan, for everybody who sees it."""
    await conn.execute(
        """
        INSERT INTO visit_news (council_id, visit_id, kind, by_id, at)
        SELECT current_council(), mine.id, $3, $1, this_moment()
          FROM staffed_visits($1) AS mine WHERE mine.id = $2
        """,
        actor_id,
        visit_id,
        kind,
    )
