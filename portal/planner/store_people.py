"""The family that a visit is planned for: who might see the plan, and who could come."""

from collections.abc import Sequence
from uuid import UUID

from portal.caseloads.store import list_children
from portal.db import Connection, Row
from portal.planner.model import Person, Planning, Worker
from portal.safe_contact.reading import read_plan
from portal.safe_contact.store_points import NUMBER_TO_CALL


async def list_people(conn: Connection, actor_id: UUID, child_ids: list[UUID]) -> list[Person]:
    """The adults related to these children now, and their young parents; then the children. With what stands beside."""
    rows = await conn.fetch(
        f"""
        WITH child AS (
            SELECT DISTINCT p.child_id AS id
              FROM staffed_plans($1) AS s
              JOIN child_plan AS p ON p.id = s.child_plan_id
             WHERE p.child_id = ANY ($2::uuid[])
        ), tie AS (
            -- Brothers and sisters are tied to each other; who of them is asked here is so for another reason.
            SELECT r.person_id, r.child_id, r.type, r.parental_responsibility AS responsible, r.lives_with,
                   r.parental_responsibility OR r.type IN ('foster_carer', 'kinship_carer') AS told,
                   p.kind = 'adult' OR r.type <> 'sibling' AS belongs
              FROM relationship AS r
              JOIN child ON child.id = r.child_id
              JOIN person AS p ON p.id = r.person_id
             WHERE (r.to_on IS NULL OR r.to_on > this_day()) AND (r.apart_on IS NULL OR r.apart_on > this_day())
             UNION ALL
            SELECT id, id, NULL, false, true, true, true FROM child
        ), kin AS (
            SELECT t.person_id,
                   coalesce(array_agg(DISTINCT t.type ORDER BY t.type)
                            FILTER (WHERE t.belongs AND t.type IS NOT NULL), '{{}}') AS types,
                   bool_or(t.responsible) AS responsible,
                   array_agg(DISTINCT t.child_id) FILTER (WHERE t.belongs) AS related_to,
                   array_agg(DISTINCT t.child_id) AS tied_to,
                   coalesce(array_agg(DISTINCT t.child_id)
                            FILTER (WHERE t.type IS DISTINCT FROM 'sibling'), '{{}}') AS party_to,
                   coalesce(array_agg(DISTINCT t.child_id)
                            FILTER (WHERE t.belongs AND t.lives_with), '{{}}') AS lives_with,
                   coalesce(array_agg(DISTINCT t.child_id) FILTER (WHERE t.told), '{{}}') AS told_of
              FROM tie AS t
             GROUP BY t.person_id
            HAVING bool_or(t.belongs)
        )
        SELECT p.id, p.name, p.called, p.kind, p.born_on, p.language, p.interpreter_language,
               kin.types, kin.responsible, kin.related_to, kin.tied_to, kin.party_to, kin.lives_with,
               kin.told_of,
               EXISTS (SELECT FROM account AS a
                        WHERE a.person_id = p.id AND a.state IN ('invited', 'active')
                          AND account_lasts(a.ends_on)) AS signs_in,
               ARRAY(
                   SELECT (x.protects_id, x.until_on) FROM restriction AS x
                    WHERE x.person_id = p.id AND x.ended_at IS NULL
                      AND (x.until_on IS NULL OR x.until_on >= this_day())
               ) AS kept_from,
               {NUMBER_TO_CALL} AS phone,
               to_jsonb(k) AS safe
          FROM kin
          JOIN person AS p ON p.id = kin.person_id
          LEFT JOIN safe_contact_plan AS k ON k.person_id = p.id
         WHERE p.ended_at IS NULL
         ORDER BY p.kind = 'young_person', cardinality(kin.lives_with) = 0, p.born_on, p.called, p.id
        """,  # noqa: S608 - the part is a constant
        actor_id,
        child_ids,
    )
    return [_person(row) for row in rows]


async def list_workers(conn: Connection, actor_id: UUID, child_ids: list[UUID]) -> list[Worker]:
    """Who could come: everybody who works on the plans of these children now, the allocated ones first."""
    rows = await conn.fetch(
        """
        SELECT w.id, w.name, w.called, w.pronoun, w.job_title
          FROM staffed_plans($1) AS s
          JOIN child_plan AS p ON p.id = s.child_plan_id AND p.child_id = ANY ($2::uuid[])
          JOIN involvement AS i ON i.child_plan_id = p.id AND i.role IN ('allocated', 'cover', 'manager')
          JOIN person AS w ON w.id = i.staff_id AND w.ended_at IS NULL
         WHERE i.from_at <= this_moment() AND (i.to_at IS NULL OR i.to_at > this_moment())
         GROUP BY w.id, w.name, w.called, w.pronoun, w.job_title
         ORDER BY bool_or(i.role = 'allocated') DESC, bool_or(i.role = 'cover') DESC, w.name
        """,
        actor_id,
        child_ids,
    )
    return [Worker(**row) for row in rows]


async def get_planning(conn: Connection, actor_id: UUID, child_ids: Sequence[UUID]) -> Planning | None:
    """The family of the first of these children that is theirs, as far as this person works with it; else None."""
    children = await list_children(conn, actor_id, child_ids)
    if not children:
        return None
    ids = [child.id for child in children]
    return Planning(children, await list_people(conn, actor_id, ids), await list_workers(conn, actor_id, ids))


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        called=row["called"],
        kind=row["kind"],
        born_on=row["born_on"],
        language=row["language"],
        interpreter_language=row["interpreter_language"],
        signs_in=row["signs_in"],
        types=tuple(row["types"]),
        responsible=row["responsible"],
        related_to=frozenset(row["related_to"]),
        tied_to=frozenset(row["tied_to"]),
        party_to=frozenset(row["party_to"]),
        lives_with=frozenset(row["lives_with"]),
        told_of=frozenset(row["told_of"]),
        kept_from=dict(tuple(pair) for pair in row["kept_from"]),
        phone=row["phone"],
        safe=read_plan(row["safe"]),
    )
