"""Writing a meeting: planned, changed, shared, called off. Who runs it may; nobody else finds a row to change."""

from uuid import UUID

from portal.db import Connection
from portal.meetings.model_plan import Planned
from portal.meetings.store_slots import put_slots


async def get_last_id(conn: Connection, actor_id: UUID, child_id: UUID, type_key: str) -> UUID | None:
    """The last meeting of this kind about this child, to fill the next one from."""
    found: UUID | None = await conn.fetchval(
        """
        SELECT m.id
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id AND m.type = $3
          JOIN meeting_child AS k ON k.meeting_id = m.id AND k.child_id = $2
         WHERE m.state = 'held'
         ORDER BY EXISTS (SELECT FROM meeting_slot AS s WHERE s.meeting_id = m.id AND s.ended_at IS NULL) DESC,
                  m.held_on DESC
         LIMIT 1
        """,
        actor_id,
        child_id,
        type_key,
    )
    return found


async def add_meeting(conn: Connection, actor_id: UUID, planned: Planned, *, share: bool) -> UUID | None:
    """Write a new meeting. None where this person may not plan about all of these children. Raises KeptApart."""
    meeting_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO meeting (council_id, family_id, type, chair_id, why_now, due_on, due_rule, papers_by_on,
                             notes_by_on, clock_from_on, planned_by, planned_at, shared_at)
        SELECT current_council(), $2, $3, c.id, $5, $6, $7, $8, $9, $10, $1, this_moment(),
               CASE WHEN $11 THEN this_moment() END
          FROM person AS c
         WHERE c.id = $4 AND c.kind = 'staff' AND c.ended_at IS NULL
           AND NOT EXISTS (
                   SELECT FROM unnest($12::uuid[]) AS asked (child_plan_id)
                    WHERE asked.child_plan_id NOT IN (
                        SELECT p.id FROM plans_to_meet_about($1) AS s
                          JOIN child_plan AS p ON p.id = s.child_plan_id AND p.family_id = $2))
        RETURNING id
        """,
        actor_id,
        planned.family_id,
        planned.type,
        *_values(planned),
        share,
        [child.plan_id for child in planned.children],
    )
    if meeting_id is None:
        return None
    await _put_children(conn, meeting_id, planned)
    await put_slots(conn, actor_id, meeting_id, planned)
    return meeting_id


async def change_meeting(
    conn: Connection, actor_id: UUID, meeting_id: UUID, version: int, planned: Planned
) -> bool:
    """Change a meeting that still is as this person saw it. False where it is not. Raises KeptApart."""
    changed = await conn.fetchval(
        """
        UPDATE meeting AS m
           SET chair_id = $4, why_now = $5, due_on = $6, due_rule = $7, papers_by_on = $8, notes_by_on = $9,
               clock_from_on = $10, version = m.version + 1
         WHERE m.id = $2 AND m.version = $3 AND m.state = 'planned' AND m.id IN (SELECT id FROM run_meetings($1))
           AND EXISTS (SELECT FROM person AS c WHERE c.id = $4 AND c.kind = 'staff' AND c.ended_at IS NULL)
           AND NOT EXISTS (
                   SELECT FROM unnest($11::uuid[]) AS asked (child_plan_id)
                    WHERE asked.child_plan_id NOT IN (
                        SELECT p.id FROM plans_to_meet_about($1) AS s
                          JOIN child_plan AS p ON p.id = s.child_plan_id AND p.family_id = m.family_id
                         UNION
                        SELECT k.child_plan_id FROM meeting_child AS k WHERE k.meeting_id = m.id))
        RETURNING m.id
        """,
        actor_id,
        meeting_id,
        version,
        *_values(planned),
        [child.plan_id for child in planned.children],
    )
    if changed is None:
        return False
    await _put_children(conn, meeting_id, planned)
    await put_slots(conn, actor_id, meeting_id, planned)
    return True


async def share_meeting(conn: Connection, actor_id: UUID, meeting_id: UUID, version: int) -> bool:
    """Show it to everybody who is asked. False where it changed, is shared already, or is over."""
    shared = await conn.fetchval(
        """
        UPDATE meeting AS m SET shared_at = this_moment(), version = m.version + 1
         WHERE m.id = $2 AND m.version = $3 AND m.state = 'planned' AND m.shared_at IS NULL
           AND m.id IN (SELECT id FROM run_meetings($1))
           AND EXISTS (SELECT FROM meeting_reader AS r WHERE r.meeting_id = m.id AND r.ended_at IS NULL)
        RETURNING m.id
        """,
        actor_id,
        meeting_id,
        version,
    )
    return shared is not None


async def call_off_meeting(conn: Connection, actor_id: UUID, meeting_id: UUID, words: str | None) -> bool:
    """`words` are for everybody who was asked. False where it is not planned any more."""
    ended = await conn.fetchval(
        """
        UPDATE meeting AS m SET state = 'called_off', ended_words = $3, version = m.version + 1
         WHERE m.id = $2 AND m.state = 'planned' AND m.id IN (SELECT id FROM run_meetings($1))
        RETURNING m.id
        """,
        actor_id,
        meeting_id,
        words,
    )
    return ended is not None


def _values(planned: Planned) -> tuple[object, ...]:
    return (
        planned.chair_id,
        planned.why_now,
        planned.due.on if planned.due else None,
        planned.due.rule.code if planned.due else None,
        planned.papers_by_on,
        planned.notes_by_on,
        planned.counts_from_on,
    )


async def _put_children(conn: Connection, meeting_id: UUID, planned: Planned) -> None:
    """Some may be added later, none is taken off: what was said about them stays."""
    await conn.executemany(
        """
        INSERT INTO meeting_child (council_id, meeting_id, child_id, child_plan_id)
        SELECT p.council_id, $1, p.child_id, p.id FROM child_plan AS p WHERE p.id = $3 AND p.child_id = $2
        ON CONFLICT (council_id, meeting_id, child_id) DO NOTHING
        """,
        [(meeting_id, child.id, child.plan_id) for child in planned.children],
    )
