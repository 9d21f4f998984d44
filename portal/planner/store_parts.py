"""The parts of a visit plan: its children, readers, topics and times, and nobody whom an order keeps away."""

from uuid import UUID

from portal.db import Connection
from portal.planner.model import KeptApart, Line, Planned


async def put_children(conn: Connection, actor_id: UUID, visit_id: UUID, planned: Planned) -> None:
    """The children it is about: some may be added later, none is taken off. Others' plans are not touched."""
    await conn.executemany(
        """
        INSERT INTO visit_child (council_id, visit_id, child_id, child_plan_id, wish_to_see, alone_minutes, alone_why)
        SELECT p.council_id, $2, p.child_id, p.id, $5, $6, $7
          FROM child_plan AS p
         WHERE p.id = $4 AND p.child_id = $3 AND p.id IN (SELECT child_plan_id FROM staffed_plans($1))
        ON CONFLICT (council_id, visit_id, child_id)
        DO UPDATE SET wish_to_see = excluded.wish_to_see, alone_minutes = excluded.alone_minutes,
                      alone_why = excluded.alone_why
        """,
        [
            (
                actor_id,
                visit_id,
                child.id,
                child.plan_id,
                child.wish_to_see,
                child.alone_minutes,
                child.alone_why,
            )
            for child in planned.children
        ],
    )


async def put_rest(conn: Connection, actor_id: UUID, visit_id: UUID, planned: Planned) -> None:
    await _put_readers(conn, actor_id, visit_id, list(planned.readers) if planned.announced else [])
    await _put_topics(conn, actor_id, visit_id, planned.topics)
    await _put_ready(conn, visit_id, planned.ready)
    await _put_offered(conn, visit_id, planned)


async def _put_readers(conn: Connection, actor_id: UUID, visit_id: UUID, readers: list[UUID]) -> None:
    """Exactly these readers from now on. Raises KeptApart where one does not belong or an order says no."""
    # Their own deeds, and orders that are being written down about them, come before this or after it.
    await conn.execute(
        """
        SELECT FROM person AS p
         WHERE p.id = ANY ($2::uuid[])
            OR p.id IN (SELECT r.person_id FROM visit_reader AS r WHERE r.visit_id = $1 AND r.ended_at IS NULL)
         ORDER BY p.id
           FOR NO KEY UPDATE OF p
        """,
        visit_id,
        readers,
    )
    await conn.execute(
        """
        UPDATE visit_reader SET ended_at = this_moment()
         WHERE visit_id = $1 AND ended_at IS NULL AND person_id <> ALL ($2::uuid[])
        """,
        visit_id,
        readers,
    )
    await conn.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT p.council_id, $2, p.id, $1, this_moment()
          FROM person AS p
         WHERE p.id = ANY ($3::uuid[]) AND p.kind IN ('adult', 'young_person') AND p.ended_at IS NULL
           AND EXISTS (
                   SELECT FROM visit_child AS c
                     LEFT JOIN relationship AS r ON r.child_id = c.child_id AND r.person_id = p.id
                          AND (p.kind = 'adult' OR r.type <> 'sibling') AND (r.to_on IS NULL OR r.to_on > this_day())
                          AND (r.apart_on IS NULL OR r.apart_on > this_day())
                    WHERE c.visit_id = $2 AND (c.child_id = p.id OR r.id IS NOT NULL))
        ON CONFLICT (council_id, visit_id, person_id)
        DO UPDATE SET ended_at = NULL, added_by = excluded.added_by, added_at = excluded.added_at,
                      said_ok_at = NULL, said_ok_to = NULL
         WHERE visit_reader.ended_at IS NOT NULL
        """,
        actor_id,
        visit_id,
        readers,
    )
    # `current_readers` leaves out whom an order keeps away: anybody asked for and not in it may not be chosen.
    seen: int = await conn.fetchval("SELECT count(*) FROM current_readers($1)", visit_id)
    if seen != len(set(readers)):
        raise KeptApart


async def _put_topics(conn: Connection, actor_id: UUID, visit_id: UUID, topics: tuple[Line, ...]) -> None:
    """Staff's own topics; what the family added is theirs and stays."""
    await conn.execute(
        """
        UPDATE visit_topic AS t SET ended_at = this_moment()
          FROM person AS p
         WHERE t.visit_id = $1 AND t.ended_at IS NULL AND p.id = t.added_by AND p.kind = 'staff'
           AND t.id <> ALL ($2::uuid[])
        """,
        visit_id,
        [topic.id for topic in topics if topic.id],
    )
    await conn.executemany(
        """
        UPDATE visit_topic AS t
           SET body = $3, position = $4, version = t.version + CASE WHEN t.body = $3 THEN 0 ELSE 1 END
          FROM person AS p
         WHERE t.id = $2 AND t.visit_id = $1 AND p.id = t.added_by AND p.kind = 'staff'
        """,
        [(visit_id, topic.id, topic.body, place) for place, topic in enumerate(topics) if topic.id],
    )
    await conn.executemany(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, position, added_at)
        VALUES (current_council(), $1, $2, $3, 'everyone', $4, this_moment())
        """,
        [(visit_id, actor_id, topic.body, place) for place, topic in enumerate(topics) if topic.id is None],
    )


async def _put_ready(conn: Connection, visit_id: UUID, items: tuple[Line, ...]) -> None:
    await conn.execute(
        """
        UPDATE visit_ready_item SET ended_at = this_moment()
         WHERE visit_id = $1 AND ended_at IS NULL AND id <> ALL ($2::uuid[])
        """,
        visit_id,
        [item.id for item in items if item.id],
    )
    await conn.executemany(
        "UPDATE visit_ready_item SET body = $3, position = $4 WHERE id = $2 AND visit_id = $1",
        [(visit_id, item.id, item.body, place) for place, item in enumerate(items) if item.id],
    )
    await conn.executemany(
        """
        INSERT INTO visit_ready_item (council_id, visit_id, body, position)
        VALUES (current_council(), $1, $2, $3)
        """,
        [(visit_id, item.body, place) for place, item in enumerate(items) if item.id is None],
    )


async def _put_offered(conn: Connection, visit_id: UUID, planned: Planned) -> None:
    """Offered times by what they are: one that stays keeps its id, so an answer to it still fits."""
    moments = [moment.at for moment in planned.offered]
    await conn.execute(
        """
        UPDATE visit_offered_time SET ended_at = this_moment()
         WHERE visit_id = $1 AND ended_at IS NULL AND starts_at <> ALL ($2::timestamptz[])
        """,
        visit_id,
        moments,
    )
    await conn.execute(
        """
        INSERT INTO visit_offered_time (council_id, visit_id, starts_at, starts_wall)
        SELECT current_council(), $1, asked.at, asked.at AT TIME ZONE 'Europe/London'
          FROM unnest($2::timestamptz[]) AS asked (at)
         WHERE NOT EXISTS (SELECT FROM visit_offered_time AS o
                            WHERE o.visit_id = $1 AND o.ended_at IS NULL AND o.starts_at = asked.at)
        """,
        visit_id,
        moments,
    )
