"""Stops for letters, as a manager of these people sets and ends them."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection
from portal.families.model_stops import NewStop


async def list_families(conn: Connection, actor_id: UUID, person_id: UUID) -> list[tuple[UUID, str]]:
    """The families that somebody belongs to, as far as this actor manages a plan of theirs."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT f.id, f.name
          FROM managed_plans_of($1, $2) AS s
          JOIN child_plan AS p ON p.id = s.child_plan_id
          JOIN family AS f ON f.id = p.family_id
         ORDER BY f.name, f.id
        """,
        actor_id,
        person_id,
    )
    return [(row["id"], row["name"]) for row in rows]


async def add_person_stop(conn: Connection, actor_id: UUID, person_id: UUID, new: NewStop) -> None:
    """Twice is once: what holds already goes on holding."""
    await conn.execute(
        """
        INSERT INTO letter_stop (council_id, person_id, why, words, at, by_id)
        SELECT p.council_id, p.id, $3, $4, this_moment(), $1
          FROM person AS p
          JOIN readable_people($1) AS mine ON mine.id = p.id
         WHERE p.id = $2
        ON CONFLICT (council_id, person_id) WHERE ended_at IS NULL DO NOTHING
        """,
        actor_id,
        person_id,
        new.why,
        new.words,
    )


async def add_family_stops(
    conn: Connection, actor_id: UUID, family_ids: Sequence[UUID], new: NewStop
) -> None:
    await conn.execute(
        """
        INSERT INTO letter_stop (council_id, family_id, why, words, at, by_id)
        SELECT DISTINCT p.council_id, p.family_id, $3, $4, this_moment(), $1
          FROM managed_plans($1) AS s
          JOIN child_plan AS p ON p.id = s.child_plan_id
         WHERE p.family_id = ANY ($2::uuid[])
        ON CONFLICT (council_id, family_id) WHERE ended_at IS NULL DO NOTHING
        """,
        actor_id,
        family_ids,
        new.why,
        new.words,
    )


async def end_stops(conn: Connection, actor_id: UUID, person_id: UUID, because: str) -> bool:
    """What holds this person's letters now. A stop of a family ends for all of it, by who manages a plan of it."""
    ended = await conn.fetch(
        """
        UPDATE letter_stop AS s SET ended_at = this_moment(), ended_by = $1, ended_because = $3
         WHERE s.id IN (SELECT h.id FROM stops_for($2) AS h)
           AND EXISTS (SELECT FROM readable_people($1) AS mine WHERE mine.id = $2)
           AND (s.family_id IS NULL
                OR s.family_id IN (SELECT p.family_id FROM managed_plans($1) AS w
                                     JOIN child_plan AS p ON p.id = w.child_plan_id))
        RETURNING s.id
        """,
        actor_id,
        person_id,
        because,
    )
    return bool(ended)
