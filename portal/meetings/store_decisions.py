"""What was decided, for who runs the meeting. Every statement goes by `run_meetings`."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection
from portal.meetings.model_decisions import (
    Agreed,
    Decision,
    ForChild,
    Promise,
    ViewOfIt,
    WrittenUp,
)
from portal.meetings.model_putting_right import TakenBack


async def get_written_up(conn: Connection, actor_id: UUID, meeting_id: UUID) -> WrittenUp:
    return WrittenUp(
        decisions=await _list_decisions(conn, actor_id, meeting_id),
        agreed=await _list_agreed(conn, actor_id, meeting_id),
        promises=await list_promises(conn, actor_id, meeting_id),
        views=await list_views_of_it(conn, actor_id, meeting_id),
    )


async def hold_meeting(conn: Connection, actor_id: UUID, meeting_id: UUID) -> bool:
    """Hold the meeting until the commit: one deed at a time. False where this person does not run it."""
    held = await conn.fetchval(
        "SELECT m.id FROM meeting AS m WHERE m.id = $2 AND m.id IN (SELECT id FROM run_meetings($1)) "
        "FOR NO KEY UPDATE",
        actor_id,
        meeting_id,
    )
    return held is not None


async def _list_decisions(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Decision]:
    rows = await conn.fetch(
        """
        SELECT d.id, d.body, d.version, by_person.name AS by, d.shared_at,
               ARRAY(SELECT r.person_id FROM decision_reader AS r WHERE r.decision_id = d.id) AS reader_ids,
               c.id AS child_id, c.body AS child_body,
               ARRAY(SELECT r.person_id FROM decision_reader AS r WHERE r.decision_id = c.id) AS child_reader_ids,
               ARRAY(SELECT (q.name, b.name, t.at, t.because, t.instead_decision_id IS NOT NULL)
                       FROM taking_back AS t
                       JOIN person AS q ON q.id = t.reader_id
                       JOIN person AS b ON b.id = t.by_id
                      WHERE t.decision_id IN (d.id, c.id) ORDER BY t.at, q.name, t.id) AS taken
          FROM run_meetings($1) AS mine
          JOIN decision AS d ON d.meeting_id = mine.id AND d.beside_id IS NULL
          JOIN person AS by_person ON by_person.id = d.by_id
          LEFT JOIN decision AS c ON c.beside_id = d.id
         WHERE mine.id = $2
         ORDER BY d.position, d.at, d.id
        """,
        actor_id,
        meeting_id,
    )
    return [
        Decision(
            row["id"], row["body"], row["version"], row["by"], row["shared_at"], tuple(row["reader_ids"]),
            ForChild(row["child_id"], row["child_body"], tuple(row["child_reader_ids"]))
            if row["child_id"] else None,
            tuple(TakenBack(*one) for one in row["taken"]),
        )
        for row in rows
    ]  # fmt: skip


async def _list_agreed(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Agreed]:
    rows = await conn.fetch(
        """
        SELECT a.id, a.owed_by, a.who_words, a.what, a.by_on, a.reader_ids, a.version
          FROM run_meetings($1) AS mine
          JOIN meeting_agreed AS a ON a.meeting_id = mine.id
         WHERE mine.id = $2
         ORDER BY a.owed_by <> 'council', a.by_on NULLS LAST, a.at, a.id
        """,
        actor_id,
        meeting_id,
    )
    return [Agreed(**{**row, "reader_ids": tuple(row["reader_ids"])}) for row in rows]


async def list_promises(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Promise]:
    """What was agreed and shared, the council's own first; nothing for whoever does not run the meeting."""
    rows = await conn.fetch(
        """
        SELECT p.id, p.owed_by, coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words) AS who_words,
               p.what, p.by_on, p.state, p.because, p.version,
               ARRAY(SELECT r.person_id FROM promise_reader AS r WHERE r.promise_id = p.id) AS reader_ids,
               ARRAY(SELECT (q.name, b.name, t.at, t.because, t.instead_promise_id IS NOT NULL)
                       FROM taking_back AS t
                       JOIN person AS q ON q.id = t.reader_id
                       JOIN person AS b ON b.id = t.by_id
                      WHERE t.promise_id = p.id ORDER BY t.at, q.name, t.id) AS taken
          FROM run_meetings($1) AS mine
          JOIN promise AS p ON p.meeting_id = mine.id
         WHERE mine.id = $2
         ORDER BY p.owed_by <> 'council', p.by_on NULLS LAST, p.position, p.id
        """,
        actor_id,
        meeting_id,
    )
    return [
        Promise(
            **{
                **row,
                "reader_ids": tuple(row["reader_ids"]),
                "taken": tuple(TakenBack(*one) for one in row["taken"]),
            }
        )
        for row in rows
    ]


async def list_views_of_it(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[ViewOfIt]:
    """Who does not agree with what was decided: those who wait for a reply first, by the day that was promised."""
    rows = await conn.fetch(
        """
        SELECT v.id, v.by_id, by_person.name AS by, v.body, v.at, v.reply_by_on, v.reply, replier.name AS replied_by,
               v.replied_at
          FROM run_meetings($1) AS mine
          JOIN different_view AS v ON v.meeting_id = mine.id
          JOIN person AS by_person ON by_person.id = v.by_id
          LEFT JOIN person AS replier ON replier.id = v.replied_by
         WHERE mine.id = $2
         ORDER BY v.replied_at IS NOT NULL, v.reply_by_on, v.at, v.id
        """,
        actor_id,
        meeting_id,
    )
    return [ViewOfIt(**row) for row in rows]


async def list_kept_apart(
    conn: Connection, actor_id: UUID, meeting_id: UUID, reader_ids: Sequence[UUID]
) -> dict[UUID, list[str]]:
    """What people are called whom an order keeps apart from this reader, either way round, also one that is to come.

    By reader: every one that was asked about, with an empty list where there is nobody.
    """
    rows = await conn.fetch(
        """
        SELECT reader.id, ARRAY(
               SELECT DISTINCT p.called
                 FROM run_meetings($1) AS mine
                 JOIN meeting_reader AS r ON r.meeting_id = mine.id AND r.person_id = reader.id
                 JOIN restriction AS x ON r.person_id IN (x.person_id, x.protects_id)
                  AND x.ended_at IS NULL AND (x.until_on IS NULL OR x.until_on >= this_day())
                 JOIN person AS p ON p.id IN (x.person_id, x.protects_id) AND p.id <> r.person_id
                WHERE mine.id = $2) AS called
          FROM unnest($3::uuid[]) AS reader (id)
        """,
        actor_id,
        meeting_id,
        reader_ids,
    )
    return {row["id"]: row["called"] for row in rows}
