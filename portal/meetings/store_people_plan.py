"""The family that a meeting is planned about: who could be asked to it, and who could run it."""

from uuid import UUID

from portal.caseloads.model import Child
from portal.caseloads.store import list_children
from portal.db import Connection, Row
from portal.meetings.model import StaffMeeting
from portal.meetings.model_plan import Person, Planning, Runner
from portal.safe_contact.reading import read_plan


async def list_people(
    conn: Connection, actor_id: UUID, child_ids: list[UUID], meeting_id: UUID | None = None
) -> list[Person]:
    """The adults related to these children now, their young parents, the children, and the council's partners.

    Children count whose plans this person may plan meetings about, and those of a meeting that they run.
    """
    rows = await conn.fetch(
        """
        WITH child AS (
            SELECT p.child_id AS id FROM plans_to_meet_about($1) AS s
              JOIN child_plan AS p ON p.id = s.child_plan_id WHERE p.child_id = ANY ($2::uuid[])
             UNION
            SELECT k.child_id FROM run_meetings($1) AS m
              JOIN meeting_child AS k ON k.meeting_id = m.id WHERE m.id = $3 AND k.child_id = ANY ($2::uuid[])
        ), tie AS (
            SELECT r.person_id, r.type, r.parental_responsibility AS responsible, r.child_id
              FROM relationship AS r
              JOIN child ON child.id = r.child_id
              JOIN person AS p ON p.id = r.person_id AND (p.kind = 'adult' OR r.type <> 'sibling')
             WHERE (r.to_on IS NULL OR r.to_on > this_day()) AND (r.apart_on IS NULL OR r.apart_on > this_day())
             UNION ALL
            SELECT id, NULL, false, id FROM child
        ), kin AS (
            SELECT t.person_id, coalesce(array_agg(DISTINCT t.type ORDER BY t.type)
                                         FILTER (WHERE t.type IS NOT NULL), '{}') AS types,
                   bool_or(t.responsible) AS responsible, array_agg(DISTINCT t.child_id) AS related_to
              FROM tie AS t
             GROUP BY t.person_id
            UNION ALL
            SELECT p.id, '{}', false, '{}' FROM person AS p
             WHERE p.kind = 'partner' AND p.council_id = current_council() AND EXISTS (SELECT FROM child)
        )
        SELECT p.id, p.name, p.called, p.kind, p.born_on, p.job_title, p.interpreter_language,
               kin.types, kin.responsible, kin.related_to,
               EXISTS (SELECT FROM account AS a
                        WHERE a.person_id = p.id AND a.state IN ('invited', 'active')
                          AND account_lasts(a.ends_on)) AS signs_in,
               ARRAY(SELECT (x.protects_id, x.until_on) FROM restriction AS x
                      WHERE x.person_id = p.id AND x.ended_at IS NULL
                        AND (x.until_on IS NULL OR x.until_on >= this_day())) AS kept_from,
               to_jsonb(k) AS safe
          FROM kin
          JOIN person AS p ON p.id = kin.person_id
          -- How somebody may be reached is for who works with them, not for who only runs their meetings.
          LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id AND p.id IN (SELECT id FROM readable_people($1))
         WHERE p.ended_at IS NULL
         ORDER BY p.kind = 'partner', p.kind = 'young_person', p.born_on, p.called, p.id
        """,
        actor_id,
        child_ids,
        meeting_id,
    )
    return [_person(row) for row in rows]


async def list_runners(
    conn: Connection, actor_id: UUID, child_ids: list[UUID], chair_id: UUID | None
) -> list[Runner]:
    """Chairs who have come in, and who works with these children; and who runs the meeting already."""
    rows = await conn.fetch(
        """
        WITH works AS (
            SELECT i.staff_id, bool_or(i.role <> 'chair') AS with_them, bool_or(i.role = 'allocated') AS allocated,
                   bool_or(i.role = 'chair') AS chairs
              FROM involvement AS i
              JOIN child_plan AS p ON p.id = i.child_plan_id AND p.child_id = ANY ($2::uuid[])
             WHERE i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
               AND EXISTS (SELECT FROM plans_to_meet_about($1) AS s
                             JOIN child_plan AS k ON k.id = s.child_plan_id WHERE k.child_id = ANY ($2::uuid[]))
             GROUP BY i.staff_id
        )
        SELECT p.id, p.name, p.job_title, p.staff_role = 'chair' AS is_chair,
               coalesce(works.with_them, false) AS works_with_them
          FROM person AS p
          LEFT JOIN works ON works.staff_id = p.id
         WHERE p.kind = 'staff' AND p.ended_at IS NULL
           AND (works.staff_id IS NOT NULL OR p.staff_role = 'chair' AND has_come_in(p.id) OR p.id = $3)
         ORDER BY works.chairs DESC NULLS LAST, works.allocated DESC NULLS LAST, p.name
        """,
        actor_id,
        child_ids,
        chair_id,
    )
    return [Runner(**row) for row in rows]


async def get_planning(conn: Connection, actor_id: UUID, child_id: UUID) -> Planning | None:
    """The family of one child, as far as this person may plan about it. None where the child is not theirs."""
    children = await list_children(conn, actor_id, [child_id], chairing=True)
    if not children:
        return None
    ids = [child.id for child in children]
    return Planning(
        children, await list_people(conn, actor_id, ids), await list_runners(conn, actor_id, ids, None)
    )


async def get_planning_of(conn: Connection, actor_id: UUID, meeting: StaffMeeting) -> Planning:
    """The family of a meeting that this person runs, with all of its children, whoever works with them."""
    asked = [child.id for child in meeting.children]
    children = await list_children(conn, actor_id, asked, chairing=True)
    known = {child.id for child in children}
    children += [
        Child(
            id=child.id,
            plan_id=child.plan_id,
            family_id=meeting.family_id,
            family_name=meeting.family_name,
            plan_type=child.plan_type,
            name=child.name,
            called=child.called,
            pronoun=child.pronoun,
            born_on=child.born_on,
        )
        for child in meeting.children
        if child.id not in known
    ]
    ids = [child.id for child in children]
    return Planning(
        children,
        await list_people(conn, actor_id, ids, meeting.id),
        await list_runners(conn, actor_id, ids, meeting.chair_id),
    )


def _person(row: Row) -> Person:
    return Person(
        **{
            **row,
            "types": tuple(row["types"]),
            "related_to": frozenset(row["related_to"]),
            "kept_from": dict(tuple(pair) for pair in row["kept_from"]),
            "safe": read_plan(row["safe"]),
        }
    )
