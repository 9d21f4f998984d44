"""Shown to somebody whom its person had not chosen: asked for with a reason, told, or agreed by a second person."""

from dataclasses import dataclass
from uuid import UUID

from portal.contributions.model_staff import Sharing, ToAgree
from portal.db import Connection


@dataclass(frozen=True, slots=True)
class Wider:
    """What a member of staff asks for; `why_not_told` is empty where the person is told."""

    question: str | None
    to: str
    why: str
    why_not_told: str | None


async def add_sharing(conn: Connection, actor_id: UUID, contribution_id: UUID, wider: Wider) -> UUID | None:
    """Only by who works with them, and never for what was taken back. Where they are not told, somebody else agrees."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO contribution_sharing
               (council_id, contribution_id, question, person_id, meeting, why, told, why_not_told, by_id, at)
        SELECT current_council(), c.id, $3, $4::uuid, $4::uuid IS NULL, $5, $6::text IS NULL, $6::text, $1,
               this_moment()
          FROM contribution AS c
         WHERE c.id = $2 AND c.taken_back_at IS NULL
           AND EXISTS (SELECT FROM staffed_contributions($1) AS s
                        WHERE s.id = c.id AND s.duty IN ('worker', 'cover', 'manager'))
        RETURNING id
        """,
        actor_id,
        contribution_id,
        wider.question,
        None if wider.to == "meeting" else UUID(wider.to),
        wider.why,
        wider.why_not_told,
    )
    return added


async def settle_sharing(conn: Connection, actor_id: UUID, sharing_id: UUID, *, agreed: bool) -> UUID | None:
    """The second person, a manager of the plan and not who asked. Answers which contribution it is of."""
    found: UUID | None = await conn.fetchval(
        """
        UPDATE contribution_sharing AS s SET settled_by = $1, settled_at = this_moment(), agreed = $3
         WHERE s.id = $2 AND NOT s.told AND s.settled_at IS NULL AND s.by_id <> $1
           AND EXISTS (SELECT FROM staffed_contributions($1) AS m WHERE m.id = s.contribution_id AND m.duty = 'manager')
        RETURNING s.contribution_id
        """,
        actor_id,
        sharing_id,
        agreed,
    )
    return found


async def list_sharings(conn: Connection, actor_id: UUID, contribution_id: UUID) -> list[Sharing]:
    """For staff all of them; for whose words they are, those that they are told of."""
    rows = await conn.fetch(
        """
        SELECT x.id, x.question, p.called AS whom, x.why, x.told, x.why_not_told, b.name AS by, x.by_id, x.at,
               z.name AS settled_by, x.agreed
          FROM contribution_sharing AS x
          JOIN contribution AS c ON c.id = x.contribution_id
          JOIN person AS b ON b.id = x.by_id
          LEFT JOIN person AS p ON p.id = x.person_id
          LEFT JOIN person AS z ON z.id = x.settled_by
         WHERE x.contribution_id = $2
           AND (c.person_id = $1 AND x.told
                OR EXISTS (SELECT FROM staffed_contributions($1) AS s WHERE s.id = c.id AND s.duty <> 'chair'))
         ORDER BY x.at, x.id
        """,
        actor_id,
        contribution_id,
    )
    return [Sharing(**row) for row in rows]


async def list_to_agree(conn: Connection, actor_id: UUID) -> list[ToAgree]:
    """What waits for this manager as the second person: of the plans that they manage, asked for by somebody else."""
    rows = await conn.fetch(
        """
        SELECT c.id AS contribution_id, c.person_id, p.name, b.name AS by, x.at
          FROM contribution_sharing AS x
          JOIN contribution AS c ON c.id = x.contribution_id AND c.taken_back_at IS NULL
          JOIN person AS p ON p.id = c.person_id
          JOIN person AS b ON b.id = x.by_id
         WHERE NOT x.told AND x.settled_at IS NULL AND x.by_id <> $1
           AND EXISTS (SELECT FROM staffed_contributions($1) AS s WHERE s.id = c.id AND s.duty = 'manager')
         ORDER BY x.at, x.id
        """,
        actor_id,
    )
    return [ToAgree(**row) for row in rows]


async def list_own_widened(conn: Connection, actor_id: UUID) -> frozenset[UUID]:
    """What somebody sent that staff showed to others and told them of."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT c.id
          FROM contribution AS c
          JOIN contribution_sharing AS x ON x.contribution_id = c.id AND x.told
         WHERE c.person_id = $1 AND c.taken_back_at IS NULL
        """,
        actor_id,
    )
    return frozenset(row["id"] for row in rows)
