"""The slots of a meeting, who is asked to each, who will be there: and nobody beside whom an order protects."""

from typing import Any
from uuid import UUID

from portal.db import Connection
from portal.meetings.model import KeptApart
from portal.meetings.model_plan import Planned


async def put_slots(conn: Connection, actor_id: UUID, meeting_id: UUID, planned: Planned) -> None:
    """Exactly these slots, readers and people from now on. Raises KeptApart. The caller has checked who asks."""
    asked = [one.person_id for one in planned.asked]
    # Their own deeds, and orders that are being written down about them, come before this or after it.
    await conn.execute(
        """
        SELECT FROM person AS p
         WHERE p.id = ANY ($2::uuid[])
            OR p.id IN (SELECT r.person_id FROM meeting_reader AS r WHERE r.meeting_id = $1 AND r.ended_at IS NULL)
         ORDER BY p.id
           FOR NO KEY UPDATE OF p
        """,
        meeting_id,
        asked,
    )
    told = await _times(conn, meeting_id)
    ids = await _put_slots(conn, meeting_id, planned)
    await _put_readers(conn, actor_id, meeting_id, planned, ids)
    await conn.execute(
        """
        UPDATE meeting_slot SET ended_at = this_moment()
         WHERE meeting_id = $1 AND ended_at IS NULL AND id <> ALL ($2::uuid[])
        """,
        meeting_id,
        list(ids.values()),
    )
    await _put_there(conn, meeting_id, planned, ids)
    await _check_apart(conn, meeting_id, asked)
    await _tell_who_moved(conn, meeting_id, told)


async def _times(conn: Connection, meeting_id: UUID) -> list[tuple[Any, ...]]:
    """Of a meeting that is shared: when each person is asked for, as they know it."""
    rows = await conn.fetch(
        """
        SELECT r.person_id, s.starts_at
          FROM meeting_reader AS r
          JOIN meeting_slot AS s ON s.id = r.slot_id
          JOIN meeting AS m ON m.id = r.meeting_id AND m.shared_at IS NOT NULL
         WHERE r.meeting_id = $1 AND r.ended_at IS NULL
        """,
        meeting_id,
    )
    return [tuple(row) for row in rows]


async def _put_slots(conn: Connection, meeting_id: UUID, planned: Planned) -> dict[str, UUID]:
    """Their ids by the key that names them on the page."""
    put = await conn.fetchmany(
        """
        WITH kept AS (
            UPDATE meeting_slot
               SET starts_at = $3, starts_wall = $4, minutes = $5, how = $6, place_words = $7, joining_words = $8
             WHERE id = $2 AND meeting_id = $1 AND ended_at IS NULL
            RETURNING id
        ), made AS (
            INSERT INTO meeting_slot (council_id, meeting_id, starts_at, starts_wall, minutes, how, place_words,
                                      joining_words)
            SELECT current_council(), $1, $3, $4, $5, $6, $7, $8 WHERE $2::uuid IS NULL
            RETURNING id
        )
        SELECT id FROM kept UNION ALL SELECT id FROM made
        """,
        [
            (
                meeting_id,
                slot.id,
                slot.starts_at,
                slot.wall,
                slot.minutes,
                slot.how,
                slot.place_words,
                slot.joining_words,
            )
            for slot in planned.slots
        ],
    )
    # One row for each, in their order; none for a slot that is not of this meeting any more.
    if len(put) != len(planned.slots):
        raise KeptApart
    return {slot.key: row["id"] for slot, row in zip(planned.slots, put, strict=True)}


async def _put_readers(
    conn: Connection, actor_id: UUID, meeting_id: UUID, planned: Planned, ids: dict[str, UUID]
) -> None:
    await conn.execute(
        """
        UPDATE meeting_reader SET ended_at = this_moment()
         WHERE meeting_id = $1 AND ended_at IS NULL AND kind <> 'advocate' AND person_id <> ALL ($2::uuid[])
        """,
        meeting_id,
        [one.person_id for one in planned.asked],
    )
    await conn.executemany(
        """
        INSERT INTO meeting_reader (council_id, meeting_id, person_id, slot_id, kind, report_by_on, added_by, added_at)
        SELECT p.council_id, $2, p.id, $4, $5, $6, $1, this_moment()
          FROM person AS p
         WHERE p.id = $3 AND p.ended_at IS NULL
           AND CASE WHEN $5 = 'partner' THEN p.kind = 'partner' ELSE p.kind IN ('adult', 'young_person') AND EXISTS (
                   SELECT FROM meeting_child AS c
                    WHERE c.meeting_id = $2
                      AND (c.child_id = p.id
                           OR EXISTS (SELECT FROM relationship AS l
                                       WHERE l.child_id = c.child_id AND l.person_id = p.id
                                         AND (p.kind = 'adult' OR l.type <> 'sibling')
                                         AND (l.to_on IS NULL OR l.to_on > this_day())
                                         AND (l.apart_on IS NULL OR l.apart_on > this_day())))) END
        ON CONFLICT (council_id, meeting_id, person_id)
        DO UPDATE SET slot_id = excluded.slot_id, kind = excluded.kind, report_by_on = excluded.report_by_on,
                      chosen_by = NULL, ended_at = NULL,
                      added_by = CASE WHEN meeting_reader.ended_at IS NULL THEN meeting_reader.added_by ELSE $1 END,
                      added_at = CASE WHEN meeting_reader.ended_at IS NULL THEN meeting_reader.added_at
                                      ELSE this_moment() END
        """,
        [
            (actor_id, meeting_id, one.person_id, ids[one.slot_key], one.kind, planned.report_by(one))
            for one in planned.asked
        ],
    )
    # Who speaks up for somebody comes when they come.
    await conn.execute(
        """
        UPDATE meeting_reader AS a SET slot_id = r.slot_id
          FROM meeting_reader AS r
         WHERE a.meeting_id = $1 AND a.kind = 'advocate' AND a.ended_at IS NULL
           AND r.meeting_id = $1 AND r.person_id = a.chosen_by AND r.ended_at IS NULL AND a.slot_id <> r.slot_id
        """,
        meeting_id,
    )


async def _put_there(conn: Connection, meeting_id: UUID, planned: Planned, ids: dict[str, UUID]) -> None:
    """Who will be there, told anew: nothing hangs on one of these rows."""
    await conn.execute(
        "UPDATE meeting_attendee SET ended_at = this_moment() WHERE meeting_id = $1 AND ended_at IS NULL",
        meeting_id,
    )
    await conn.executemany(
        """
        INSERT INTO meeting_attendee (council_id, meeting_id, slot_id, person_id, name, role_words, why_words, position)
        VALUES (current_council(), $1, $2, $3, $4, $5, $6, $7)
        """,
        [
            (meeting_id, ids[slot.key], one.person_id, one.name, one.role_words, one.why_words, place)
            for slot in planned.slots
            for place, one in enumerate(slot.there)
        ],
    )


async def _check_apart(conn: Connection, meeting_id: UUID, asked: list[UUID]) -> None:
    """Everybody who was asked for is asked now, and nobody sits beside somebody whom an order protects from them."""
    fine: bool = await conn.fetchval(
        """
        SELECT (SELECT count(*) FROM meeting_reader AS r
                 WHERE r.meeting_id = $1 AND r.ended_at IS NULL AND r.person_id = ANY ($2::uuid[])) = $3
           AND NOT EXISTS (SELECT FROM meeting_reader AS r
                             JOIN LATERAL orders_beside(r.person_id, r.slot_id) AS x ON true
                            WHERE r.meeting_id = $1 AND r.ended_at IS NULL)
           AND NOT EXISTS (SELECT FROM meeting_attendee AS a
                             JOIN LATERAL orders_beside(a.person_id, a.slot_id) AS x ON true
                            WHERE a.meeting_id = $1 AND a.ended_at IS NULL AND a.person_id IS NOT NULL)
        """,
        meeting_id,
        asked,
        len(set(asked)),
    )
    if not fine:
        raise KeptApart


async def _tell_who_moved(conn: Connection, meeting_id: UUID, told: list[tuple[Any, ...]]) -> None:
    """Who is asked for another time than they knew of is told both."""
    await conn.execute(
        """
        UPDATE meeting_reader AS r SET was_at = t.starts_at, moved_at = this_moment()
          FROM unnest($2::uuid[], $3::timestamptz[]) AS t (person_id, starts_at), meeting_slot AS s
         WHERE r.meeting_id = $1 AND r.person_id = t.person_id AND r.ended_at IS NULL
           AND s.id = r.slot_id AND s.starts_at <> t.starts_at
        """,
        meeting_id,
        [person_id for person_id, _at in told],
        [at for _person_id, at in told],
    )
