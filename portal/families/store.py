"""People of families, as far as a member of staff works with them at this moment."""

from uuid import UUID

from portal.db import Connection
from portal.families.model import (
    Person,
    Relationship,
    RelationshipChange,
    Stale,
)


async def get_person(conn: Connection, actor_id: UUID, person_id: UUID) -> Person | None:
    row = await conn.fetchrow(
        """
        SELECT p.id, p.kind, p.name, p.called, p.pronoun, p.born_on, p.language, p.interpreter_language,
               p.access_needs,
               p.kind <> 'young_person' OR EXISTS (
                   SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                    WHERE c.child_id = p.id
               ) AS staffed,
               p.kind = 'young_person' AND EXISTS (
                   SELECT FROM staffed_plans($1) AS s
                     JOIN child_plan AS c ON c.id = s.child_plan_id
                     JOIN relationship AS r ON r.child_id = c.child_id AND r.person_id = p.id AND r.type <> 'sibling'
                    WHERE r.to_on IS NULL OR r.to_on > this_day()
               ) AS as_parent
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
         WHERE p.id = $2 AND p.ended_at IS NULL
        """,
        actor_id,
        person_id,
    )
    return Person(**row) if row else None


async def list_relationships(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Relationship]:
    """Of a child: everybody related now. Of anybody else: the children whose plans this actor works on."""
    rows = await conn.fetch(
        """
        WITH child AS (
            SELECT DISTINCT c.child_id FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
        )
        SELECT r.id, o.id AS other_id, o.name AS other_name, o.called AS other_called,
               r.child_id <> $2 AS other_is_child, r.type, r.parental_responsibility, r.responsibility_basis,
               r.lives_with, r.from_on, r.to_on
          FROM relationship AS r
          JOIN child ON child.child_id = r.child_id
          JOIN person AS o ON o.id = CASE WHEN r.child_id = $2 THEN r.person_id ELSE r.child_id END
         WHERE (r.child_id = $2 OR (r.person_id = $2 AND r.type <> 'sibling'))
           AND (r.to_on IS NULL OR r.to_on > this_day())
         ORDER BY NOT r.lives_with, NOT r.parental_responsibility, r.type, o.name, r.id
        """,
        actor_id,
        person_id,
    )
    return [Relationship(**row) for row in rows]


async def get_relationship(
    conn: Connection, actor_id: UUID, child_id: UUID, relationship_id: UUID
) -> Relationship | None:
    found = await list_relationships(conn, actor_id, child_id)
    return next((one for one in found if one.id == relationship_id and not one.other_is_child), None)


async def change_relationship(
    conn: Connection, actor_id: UUID, was: Relationship, change: RelationshipChange
) -> None:
    """Raises Stale where it is no longer what the form was filled in from."""
    changed = await conn.fetchval(
        """
        UPDATE relationship AS r
           SET parental_responsibility = $3, responsibility_basis = $4, lives_with = $5, to_on = $6,
               changed_by = $1, why = $7
         WHERE r.id = $2
           AND r.child_id IN (
               SELECT c.child_id FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
           )
           AND r.parental_responsibility = $8 AND r.responsibility_basis IS NOT DISTINCT FROM $9
           AND r.lives_with = $10 AND r.to_on IS NOT DISTINCT FROM $11
        RETURNING r.id
        """,
        actor_id,
        was.id,
        change.parental_responsibility,
        change.responsibility_basis,
        change.lives_with,
        change.to_on,
        change.why,
        was.parental_responsibility,
        was.responsibility_basis,
        was.lives_with,
        was.to_on,
    )
    if changed is None:
        raise Stale
