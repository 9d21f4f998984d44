"""Who of a family might read what is written about a visit, and who may not read it beside whom."""

from datetime import datetime
from uuid import UUID

from portal.after_visits.model import Candidate
from portal.db import Connection


async def list_candidates(conn: Connection, actor_id: UUID, visit_id: UUID) -> list[Candidate]:
    """The visit's children, the adults related to them now, and whoever reads the visit and belongs to it still."""
    rows = await conn.fetch(
        """
        WITH child AS (
            SELECT c.child_id, c.wish_to_see, v.place
              FROM visit_child AS c
              JOIN staffed_visits($1) AS mine ON mine.id = c.visit_id
              JOIN visit AS v ON v.id = c.visit_id
             WHERE c.visit_id = $2
        ), kin AS (
            SELECT r.person_id, array_agg(DISTINCT r.type ORDER BY r.type) AS types,
                   bool_or(r.parental_responsibility) AS responsible
              FROM relationship AS r
              JOIN child ON child.child_id = r.child_id
             WHERE (r.to_on IS NULL OR r.to_on > this_day()) AND (r.apart_on IS NULL OR r.apart_on > this_day())
             GROUP BY r.person_id
        ), reads AS (
            SELECT r.person_id FROM visit_reader AS r
              JOIN staffed_visits($1) AS mine ON mine.id = r.visit_id
             WHERE r.visit_id = $2 AND r.ended_at IS NULL
               AND EXISTS (SELECT FROM ties_to(r.person_id, r.visit_id) AS t)
        ), apart AS (
            SELECT x.person_id, x.protects_id
              FROM restriction AS x
             WHERE x.ended_at IS NULL AND (x.until_on IS NULL OR x.until_on >= this_day())
        ), at_home AS (
            SELECT DISTINCT l.person_id
              FROM relationship AS l
              JOIN child ON child.child_id = l.child_id AND child.place = 'home'
             WHERE l.lives_with AND (l.to_on IS NULL OR l.to_on > this_day())
             UNION
            SELECT child.child_id FROM child WHERE child.place = 'home' OR child.wish_to_see
        )
        SELECT p.id, p.name, p.called, child.child_id IS NOT NULL AS is_child,
               coalesce(kin.types, '{}') AS relationships, coalesce(kin.responsible, false) AS parental_responsibility,
               reads.person_id IS NOT NULL AS reads_visit,
               ARRAY(
                   SELECT a.protects_id FROM apart AS a WHERE a.person_id = p.id
                    UNION
                   SELECT a.person_id FROM apart AS a WHERE a.protects_id = p.id
               ) AS apart_from,
               EXISTS (
                   SELECT FROM apart AS a JOIN at_home AS h ON h.person_id = a.protects_id WHERE a.person_id = p.id
               ) AS kept_from_home
          FROM person AS p
          LEFT JOIN child ON child.child_id = p.id
          LEFT JOIN kin ON kin.person_id = p.id
          LEFT JOIN reads ON reads.person_id = p.id
         WHERE p.ended_at IS NULL
           AND (child.child_id IS NOT NULL OR reads.person_id IS NOT NULL
                OR (kin.person_id IS NOT NULL AND (p.kind = 'adult' OR kin.types <> '{sibling}')))
           AND EXISTS (SELECT FROM child)
         ORDER BY child.child_id IS NOT NULL, reads.person_id IS NULL, p.born_on, p.called, p.id
        """,
        actor_id,
        visit_id,
    )
    return [
        Candidate(
            **{**row, "relationships": tuple(row["relationships"]), "apart_from": tuple(row["apart_from"])}
        )
        for row in rows
    ]


async def get_next_visit_for(
    conn: Connection, actor_id: UUID, visit_id: UUID, readers: list[UUID]
) -> datetime | None:
    """When we come next, where every one of these readers sees that plan already."""
    starts_at: datetime | None = await conn.fetchval(
        """
        SELECT next.starts_at
          FROM visit AS v
          JOIN staffed_visits($1) AS mine ON mine.id = v.id
          JOIN visit AS next ON next.family_id = v.family_id AND next.starts_at > this_moment()
         WHERE v.id = $2 AND next.state = 'planned' AND next.announced AND next.shared_at IS NOT NULL
           AND next.id IN (SELECT also.id FROM staffed_visits($1) AS also)
           AND NOT EXISTS (
               SELECT FROM unnest($3::uuid[]) AS reader (id)
                WHERE NOT EXISTS (SELECT FROM current_readers(next.id) AS c WHERE c.person_id = reader.id)
           )
         ORDER BY next.starts_at
         LIMIT 1
        """,
        actor_id,
        visit_id,
        readers,
    )
    return starts_at


async def lock_readers(conn: Connection, actor_id: UUID, visit_id: UUID) -> bool:
    """Hold the visit while its readers are looked at and added to. False where it is not this person's."""
    held = await conn.fetchval(
        "SELECT v.id FROM visit AS v WHERE v.id = $2 AND v.id IN (SELECT id FROM staffed_visits($1)) FOR NO KEY UPDATE",
        actor_id,
        visit_id,
    )
    return held is not None


async def add_readers(conn: Connection, actor_id: UUID, visit_id: UUID, readers: list[UUID]) -> None:
    """Let people read a visit that has been. An unannounced one is shared by this, and not before."""
    await conn.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT v.council_id, v.id, reader.id, $1, this_moment()
          FROM visit AS v
          JOIN staffed_visits($1) AS mine ON mine.id = v.id
         CROSS JOIN unnest($3::uuid[]) AS reader (id)
         WHERE v.id = $2 AND v.state IN ('done', 'partly')
        ON CONFLICT (council_id, visit_id, person_id)
        DO UPDATE SET ended_at = NULL, added_by = excluded.added_by, added_at = excluded.added_at
         WHERE visit_reader.ended_at IS NOT NULL
        """,
        actor_id,
        visit_id,
        readers,
    )
    await conn.execute(
        """
        UPDATE visit AS v SET shared_at = this_moment()
          FROM staffed_visits($1) AS mine
         WHERE mine.id = v.id AND v.id = $2 AND v.shared_at IS NULL AND v.state IN ('done', 'partly')
        """,
        actor_id,
        visit_id,
    )
