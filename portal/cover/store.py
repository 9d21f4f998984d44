"""Absences, and the involvements that begin and end with them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from portal.caseloads.store import hold_staff
from portal.cover.model import Absence, CoveredPlan, Days, NewAbsence
from portal.db import Connection, Row


async def list_absences(conn: Connection, actor_id: UUID) -> list[Absence]:
    """Absences of now and later that the actor may change, with the plans of theirs that they may know of."""
    rows = await conn.fetch(
        """
        SELECT a.id, a.staff_id, s.name AS staff_name, a.kind, a.from_on, a.back_on,
               ARRAY(SELECT (p.id, p.child_id, k.name, p.type, c.id, c.name, c.from_on, c.back_on, n.body)
                       FROM (SELECT DISTINCT i.child_plan_id FROM involvement AS i
                              WHERE i.staff_id = a.staff_id AND i.role = 'allocated' AND i.from_at <= this_moment()
                                AND (i.to_at IS NULL OR i.to_at > greatest(
                                         this_moment(), a.from_on::timestamp AT TIME ZONE 'Europe/London'))) AS held
                       JOIN child_plan AS p ON p.id = held.child_plan_id
                        AND p.from_on <= this_day() AND (p.to_on IS NULL OR p.to_on > this_day())
                       JOIN person AS k ON k.id = p.child_id
                       LEFT JOIN handover_note AS n ON n.absence_id = a.id AND n.child_plan_id = p.id
                       LEFT JOIN LATERAL (
                           SELECT w.id, w.name, o.from_on, o.back_on
                             FROM involvement AS v
                             JOIN person AS w ON w.id = v.staff_id
                             LEFT JOIN absence AS o ON o.staff_id = w.id AND o.ended_at IS NULL
                              AND o.from_on < a.back_on AND o.back_on > greatest(a.from_on, this_day())
                            WHERE v.child_plan_id = p.id AND v.role = 'cover' AND v.covering_for = a.staff_id
                              AND w.ended_at IS NULL
                              AND v.from_at < (a.back_on::timestamp AT TIME ZONE 'Europe/London')
                              AND (v.to_at IS NULL OR v.to_at > greatest(
                                       this_moment(), v.from_at, a.from_on::timestamp AT TIME ZONE 'Europe/London'))
                            ORDER BY v.absence_id IS NOT DISTINCT FROM a.id DESC, v.from_at, o.from_on LIMIT 1
                       ) AS c ON true
                      WHERE a.staff_id = $1
                         OR p.id IN (SELECT l.child_plan_id FROM workers_led($1) AS l WHERE l.staff_id = a.staff_id)
                      ORDER BY k.name, p.id) AS plans
          FROM absence AS a
          JOIN changeable_absences($1) AS mine ON mine.id = a.id
          JOIN person AS s ON s.id = a.staff_id
         WHERE s.ended_at IS NULL
         ORDER BY a.from_on, s.name, a.id
        """,
        actor_id,
    )
    return [_absence(row) for row in rows]


async def get_absence(conn: Connection, actor_id: UUID, absence_id: UUID) -> Absence | None:
    """None where it is over, ended, or not the actor's to change."""
    return next((one for one in await list_absences(conn, actor_id) if one.id == absence_id), None)


async def add_absence(conn: Connection, actor_id: UUID, new: NewAbsence) -> UUID | None:
    """None where they are away in some of these days already, or are not the actor's to send away."""
    await _hold(conn, new.staff_id)
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO absence (council_id, staff_id, kind, from_on, back_on, set_by, set_at)
        SELECT s.council_id, s.id, $3, $4, $5, $1, this_moment()
          FROM person AS s
         WHERE s.id = $2 AND s.kind = 'staff' AND s.ended_at IS NULL
           AND (s.id = $1 OR s.id IN (SELECT l.staff_id FROM workers_led($1) AS l))
           AND NOT EXISTS (SELECT FROM absence AS a
                            WHERE a.staff_id = s.id AND a.ended_at IS NULL AND a.from_on < $5 AND a.back_on > $4)
        RETURNING id
        """,
        actor_id,
        new.staff_id,
        new.kind,
        new.days.from_on,
        new.days.back_on,
    )
    if made is not None:
        await change_covers(conn, actor_id, made, new.covers)
    return made


async def change_absence(conn: Connection, actor_id: UUID, absence: Absence, new: NewAbsence) -> bool:
    """Other days, other covers. False where it is over meanwhile, or would run into another one."""
    await _hold(conn, absence.staff_id)
    changed = await conn.fetchval(
        """
        UPDATE absence AS a
           SET from_on = CASE WHEN a.from_on <= this_day() THEN a.from_on ELSE $3 END, back_on = $4
         WHERE a.id = $2 AND a.id IN (SELECT c.id FROM changeable_absences($1) AS c) AND $4 > this_day()
           AND $4 > CASE WHEN a.from_on <= this_day() THEN a.from_on ELSE $3 END
           AND NOT EXISTS (SELECT FROM absence AS o
                            WHERE o.staff_id = a.staff_id AND o.id <> a.id AND o.ended_at IS NULL
                              AND o.from_on < $4 AND o.back_on > $3)
        RETURNING a.id
        """,
        actor_id,
        absence.id,
        new.days.from_on,
        new.days.back_on,
    )
    if changed is None:
        return False
    await change_covers(conn, actor_id, absence.id, new.covers)
    return True


async def change_covers(
    conn: Connection, actor_id: UUID, absence_id: UUID, covers: Mapping[UUID, UUID | None]
) -> None:
    """Who covers what in an absence: kept, ended and begun so that all of it lasts as long as the absence does.

    Plans that are not named keep their cover, in the days that the absence now has.
    """
    await hold_staff(conn, [cover_id for cover_id in covers.values() if cover_id])
    await conn.execute(
        """
        WITH away AS (
            SELECT a.council_id, a.id, a.staff_id, a.kind,
                   greatest(this_moment(), a.from_on::timestamp AT TIME ZONE 'Europe/London') AS from_at,
                   a.back_on::timestamp AT TIME ZONE 'Europe/London' AS to_at
              FROM absence AS a
             WHERE a.id = $2 AND a.id IN (SELECT c.id FROM changeable_absences($1) AS c)
        ), wanted AS (
            SELECT w.plan_id, w.cover_id
              FROM unnest($3::uuid[], $4::uuid[]) AS w (plan_id, cover_id)
              JOIN away ON true
              JOIN involvement AS i ON i.child_plan_id = w.plan_id AND i.staff_id = away.staff_id
               AND i.role = 'allocated' AND i.from_at <= this_moment()
               AND (i.to_at IS NULL OR i.to_at > this_moment())
             WHERE away.staff_id = $1
                OR w.plan_id IN (SELECT l.child_plan_id FROM workers_led($1) AS l WHERE l.staff_id = away.staff_id)
        ), live AS (
            SELECT i.council_id, i.id, i.child_plan_id, i.staff_id, i.from_at,
                   w.plan_id IS NULL OR w.cover_id IS NOT DISTINCT FROM i.staff_id AS stays
              FROM away
              JOIN involvement AS i ON i.absence_id = away.id
              LEFT JOIN wanted AS w ON w.plan_id = i.child_plan_id
             WHERE i.to_at IS NULL OR i.to_at > greatest(this_moment(), i.from_at)
        ), moved AS (
            UPDATE involvement AS i
               SET from_at = CASE WHEN live.stays AND i.from_at > this_moment() THEN away.from_at ELSE i.from_at END,
                   to_at = CASE WHEN live.stays THEN away.to_at ELSE greatest(this_moment(), i.from_at) END
              FROM live, away
             WHERE i.council_id = live.council_id AND i.id = live.id
        )
        INSERT INTO involvement
               (council_id, staff_id, child_plan_id, role, from_at, to_at, covering_for, change_reason, absence_id)
        SELECT DISTINCT away.council_id, c.id, w.plan_id, 'cover', away.from_at, away.to_at, away.staff_id, away.kind,
               away.id
          FROM away
          JOIN wanted AS w ON true
          JOIN person AS c ON c.id = w.cover_id AND c.id <> away.staff_id AND c.kind = 'staff'
           AND c.staff_role IN ('worker', 'manager') AND c.ended_at IS NULL
         WHERE NOT EXISTS (SELECT FROM live AS l
                            WHERE l.child_plan_id = w.plan_id AND l.staff_id = c.id AND l.stays)
        """,
        actor_id,
        absence_id,
        list(covers),
        list(covers.values()),
    )


async def end_absence(conn: Connection, actor_id: UUID, absence_id: UUID) -> UUID | None:
    """They are back: from this moment nobody covers for them any more. Answers who is back."""
    back: UUID | None = await conn.fetchval(
        """
        WITH back AS (
            UPDATE absence AS a SET ended_at = this_moment()
             WHERE a.id = $2 AND a.id IN (SELECT c.id FROM changeable_absences($1) AS c)
            RETURNING a.id, a.staff_id
        ), ended AS (
            UPDATE involvement AS i SET to_at = greatest(this_moment(), i.from_at)
              FROM back
             WHERE i.absence_id = back.id AND (i.to_at IS NULL OR i.to_at > greatest(this_moment(), i.from_at))
        )
        SELECT staff_id FROM back
        """,
        actor_id,
        absence_id,
    )
    return back


async def is_away(conn: Connection, staff_id: UUID, on: date) -> Days | None:
    """The days away that a day falls into."""
    row = await conn.fetchrow(
        """
        SELECT from_on, back_on FROM absence
         WHERE staff_id = $1 AND ended_at IS NULL AND from_on <= $2 AND back_on > $2
        """,
        staff_id,
        on,
    )
    return Days(**row) if row else None


async def _hold(conn: Connection, staff_id: UUID) -> None:
    """Two who send the same person away wait for each other."""
    await conn.execute("SELECT FROM person AS p WHERE p.id = $1 FOR NO KEY UPDATE", staff_id)


def _absence(row: Row) -> Absence:
    return Absence(
        id=row["id"],
        staff_id=row["staff_id"],
        staff_name=row["staff_name"],
        kind=row["kind"],
        days=Days(row["from_on"], row["back_on"]),
        plans=tuple(_covered(plan) for plan in row["plans"]),
    )


def _covered(plan: Row) -> CoveredPlan:
    plan_id, child_id, child_name, plan_type, cover_id, cover_name, from_on, back_on, note = plan
    away = Days(from_on, back_on) if from_on else None
    return CoveredPlan(plan_id, child_id, child_name, plan_type, cover_id, cover_name, away, note)
