"""People of families, as far as a member of staff works with them at this moment."""

from uuid import UUID

from portal.db import Connection
from portal.families.model import (
    ContactPlan,
    ContactPoint,
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
               ) AS staffed
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


async def get_contact_plan(conn: Connection, actor_id: UUID, person_id: UUID) -> ContactPlan | None:
    row = await conn.fetchrow(
        """
        SELECT c.texting, c.from_time, c.to_time, c.discreet, c.calls, c.voicemail, c.device_shared, c.shared_with,
               c.never, c.only_i_contact, c.letters_to, c.not_visited_on, c.checked_on, w.name AS checked_by, c.version
          FROM safe_contact_plan AS c
          JOIN readable_people($1) AS mine ON mine.id = c.person_id
          LEFT JOIN person AS w ON w.id = c.checked_by
         WHERE c.person_id = $2
        """,
        actor_id,
        person_id,
    )
    return ContactPlan(**{**row, "not_visited_on": tuple(row["not_visited_on"])}) if row else None


async def list_contact_points(conn: Connection, actor_id: UUID, person_id: UUID) -> list[ContactPoint]:
    rows = await conn.fetch(
        """
        SELECT c.kind, c.value, c.works
          FROM contact_point AS c
          JOIN readable_people($1) AS mine ON mine.id = c.person_id
         WHERE c.person_id = $2 AND c.ended_at IS NULL
         ORDER BY NOT c.works, c.kind, c.created_at
        """,
        actor_id,
        person_id,
    )
    return [ContactPoint(**row) for row in rows]


async def change_contact_plan(conn: Connection, actor_id: UUID, person_id: UUID, plan: ContactPlan) -> None:
    """Save what a person said today. Version 0 is a first plan. Raises Stale where somebody saved one since."""
    saved = await conn.fetchval(
        """
        INSERT INTO safe_contact_plan AS c
               (council_id, person_id, texting, from_time, to_time, discreet, calls, voicemail, device_shared,
                shared_with, never, only_i_contact, letters_to, not_visited_on, checked_on, checked_by)
        SELECT p.council_id, p.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, this_day(), $1
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
         WHERE p.id = $2 AND ($3 = 0 OR EXISTS (SELECT FROM safe_contact_plan AS old WHERE old.person_id = p.id))
        ON CONFLICT (council_id, person_id) DO UPDATE
           SET texting = excluded.texting, from_time = excluded.from_time, to_time = excluded.to_time,
               discreet = excluded.discreet, calls = excluded.calls, voicemail = excluded.voicemail,
               device_shared = excluded.device_shared, shared_with = excluded.shared_with, never = excluded.never,
               only_i_contact = excluded.only_i_contact, letters_to = excluded.letters_to,
               not_visited_on = excluded.not_visited_on, checked_on = excluded.checked_on,
               checked_by = excluded.checked_by, version = c.version + 1
         WHERE c.version = $3
        RETURNING c.person_id
        """,
        actor_id,
        person_id,
        plan.version,
        plan.texting,
        plan.from_time,
        plan.to_time,
        plan.discreet,
        plan.calls,
        plan.voicemail,
        plan.device_shared,
        plan.shared_with,
        plan.never,
        plan.only_i_contact,
        plan.letters_to,
        list(plan.not_visited_on),
    )
    if saved is None:
        raise Stale
