"""Orders and decisions that keep one person away from another."""

from uuid import UUID

from portal.db import Connection
from portal.families.model import NewRestriction, Restriction


async def list_restrictions(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Restriction]:
    """In force or to come: where this person is kept away or protected, and of a child, where its people are.

    That somebody is kept away is told to all who work with them; from whom, only to who works with that person too.
    """
    rows = await conn.fetch(
        """
        SELECT x.id, x.person_id, p.name AS person_name, x.protects_id,
               CASE WHEN q.id IN (SELECT also.id FROM readable_people($1) AS also) THEN q.name ELSE '' END
               AS protects_name, x.kind, x.authority,
               x.from_on, x.until_on, x.review_on, w.name AS seen_by
          FROM restriction AS x
          JOIN person AS p ON p.id = x.person_id
          JOIN person AS q ON q.id = x.protects_id
          JOIN readable_people($1) AS mine ON mine.id = $2
          LEFT JOIN person AS w ON w.id = x.seen_by
         WHERE (x.person_id = $2 OR x.protects_id = $2
                OR EXISTS (SELECT FROM relationship AS r
                            WHERE r.child_id = $2 AND r.person_id = x.person_id
                              AND (r.to_on IS NULL OR r.to_on > this_day())))
           AND x.ended_at IS NULL
           AND (x.until_on IS NULL OR x.until_on >= this_day())
         ORDER BY x.from_on, x.id
        """,
        actor_id,
        person_id,
    )
    return [Restriction(**row) for row in rows]


async def list_who_may_be_protected(
    conn: Connection, actor_id: UUID, person_id: UUID
) -> list[tuple[UUID, str]]:
    """The others of the same children: the children, and everybody related to them now."""
    rows = await conn.fetch(
        """
        WITH child AS (
            SELECT DISTINCT c.child_id
              FROM staffed_plans($1) AS s
              JOIN child_plan AS c ON c.id = s.child_plan_id
             WHERE c.child_id = $2
                OR EXISTS (SELECT FROM relationship AS r WHERE r.child_id = c.child_id AND r.person_id = $2)
        )
        SELECT p.id, p.name
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
         WHERE p.id <> $2
           AND (p.id IN (SELECT child_id FROM child)
                OR EXISTS (
                    SELECT FROM relationship AS r JOIN child ON child.child_id = r.child_id WHERE r.person_id = p.id
                ))
         ORDER BY p.name, p.id
        """,
        actor_id,
        person_id,
    )
    return [(row["id"], row["name"]) for row in rows]


async def add_restriction(conn: Connection, actor_id: UUID, new: NewRestriction) -> UUID | None:
    """From this moment the person is kept from every plan of the protected one. None where not this actor's."""
    made: UUID | None = await conn.fetchval(
        """
        INSERT INTO restriction
               (council_id, person_id, protects_id, kind, authority, from_on, until_on, review_on, seen_by, added_at)
        SELECT p.council_id, p.id, q.id, $4, $5, $6, $7, $8, $1, this_moment()
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
          JOIN person AS q ON q.id = $3
          JOIN readable_people($1) AS also ON also.id = q.id
         WHERE p.id = $2
        RETURNING id
        """,
        actor_id,
        new.person_id,
        new.protects_id,
        new.kind,
        new.authority,
        new.from_on,
        new.until_on,
        new.review_on,
    )
    return made


async def end_reading_kept_apart(conn: Connection, actor_id: UUID, person_id: UUID) -> int:
    """Takes the person off every plan and meeting that an order keeps them from, for good, and off what the protected
    person let them see of their own words: an order that runs out reopens none of it. Answers at how many meetings to
    come there has to be another time for them.
    """
    await conn.execute(
        """
        UPDATE visit_reader AS r
           SET ended_at = this_moment()
          FROM visit AS v
         WHERE v.id = r.visit_id AND r.person_id = $2 AND r.ended_at IS NULL
           AND r.person_id IN (SELECT mine.id FROM readable_people($1) AS mine)
           AND EXISTS (SELECT FROM orders_against(r.person_id, v.id, v.place) AS x)
        """,
        actor_id,
        person_id,
    )
    meetings: int = await conn.fetchval(
        """
        WITH ended AS (
            UPDATE meeting_reader AS r
               SET ended_at = this_moment()
             WHERE r.person_id = $2 AND r.ended_at IS NULL
               AND r.person_id IN (SELECT mine.id FROM readable_people($1) AS mine)
               AND EXISTS (SELECT FROM orders_beside(r.person_id, r.slot_id) AS x)
            RETURNING r.slot_id
        )
        SELECT count(*)::int
          FROM ended
          JOIN meeting_slot AS s ON s.id = ended.slot_id AND s.starts_at > this_moment()
          JOIN meeting AS m ON m.id = s.meeting_id AND m.state = 'planned'
        """,
        actor_id,
        person_id,
    )
    await conn.execute(
        """
        UPDATE answer_reader AS r
           SET ended_at = this_moment()
          FROM contribution AS c
         WHERE c.id = r.contribution_id AND r.person_id = $2 AND r.ended_at IS NULL
           AND r.person_id IN (SELECT mine.id FROM readable_people($1) AS mine)
           AND c.person_id IN (SELECT x.protects_id FROM current_restrictions($2) AS x)
        """,
        actor_id,
        person_id,
    )
    return meetings


async def end_restriction(conn: Connection, actor_id: UUID, restriction_id: UUID) -> bool:
    """A manager's act: only one who manages a plan of a child that one of the two belongs to."""
    ended = await conn.fetchval(
        """
        UPDATE restriction AS x
           SET ended_at = this_moment()
         WHERE x.id = $2 AND x.ended_at IS NULL
           AND EXISTS (SELECT FROM managed_plans_of($1, x.person_id)
                        UNION ALL
                       SELECT FROM managed_plans_of($1, x.protects_id))
        RETURNING x.id
        """,
        actor_id,
        restriction_id,
    )
    return ended is not None
