"""What people said before a meeting, and what still waits. Worries go to who runs it, and to nobody else."""

from uuid import UUID

from portal.db import Connection
from portal.meetings.model_staff import Ask, Counts, Part, SentViews, Worry


async def get_counts(conn: Connection, actor_id: UUID, meeting_id: UUID) -> Counts:
    row = await conn.fetchrow(
        """
        SELECT (SELECT count(*) FROM paper AS p WHERE p.meeting_id = m.id AND p.ended_at IS NULL) AS papers,
               (SELECT count(*) FROM paper AS p WHERE p.meeting_id = m.id AND p.ended_at IS NULL AND NOT EXISTS (
                        SELECT FROM paper_version AS v WHERE v.paper_id = p.id AND v.shared_at IS NOT NULL)
               ) AS papers_not_shared,
               (SELECT count(*) FROM paper_comment AS k JOIN paper AS p ON p.id = k.paper_id
                 WHERE p.meeting_id = m.id AND k.replied_at IS NULL) AS comments_waiting,
               (SELECT count(*) FROM meeting_ask AS a WHERE a.meeting_id = m.id AND a.done_at IS NULL) AS asks_waiting,
               (SELECT count(*) FROM meeting_part AS t WHERE t.meeting_id = m.id) AS answered,
               (SELECT count(*) FROM decision AS d WHERE d.meeting_id = m.id) AS decisions,
               (SELECT count(*) FROM decision AS d WHERE d.meeting_id = m.id AND d.shared_at IS NULL
               ) AS decisions_not_shared,
               (SELECT count(*) FROM different_view AS w WHERE w.meeting_id = m.id AND w.replied_at IS NULL
               ) AS views_waiting,
               (SELECT count(*) FROM meeting_worry AS w JOIN meetings_to_look_after($1) AS c ON c.id = w.meeting_id
                 WHERE w.meeting_id = m.id AND w.replied_at IS NULL) AS worries_waiting
          FROM run_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
         WHERE m.id = $2
        """,
        actor_id,
        meeting_id,
    )
    assert row is not None
    return Counts(**row)


async def list_parts(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Part]:
    rows = await conn.fetch(
        """
        SELECT t.person_id, t.taking_part, t.instead, t.needs, t.needs_words, t.brings_words, t.wants_advocate,
               t.questions, t.to_say, t.not_to_say, t.saved_at, t.answered_to
          FROM run_meetings($1) AS mine
          JOIN meeting_part AS t ON t.meeting_id = mine.id
         WHERE mine.id = $2
        """,
        actor_id,
        meeting_id,
    )
    return [Part(**{**row, "needs": tuple(row["needs"])}) for row in rows]


async def list_asks(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Ask]:
    """What is open first, the oldest on top."""
    rows = await conn.fetch(
        """
        SELECT a.id, a.person_id, p.name, p.called, a.kind, k.title, a.words, a.at, a.reply, d.name, a.done_at
          FROM run_meetings($1) AS mine
          JOIN meeting_ask AS a ON a.meeting_id = mine.id
          JOIN person AS p ON p.id = a.person_id
          LEFT JOIN paper AS k ON k.id = a.paper_id
          LEFT JOIN person AS d ON d.id = a.done_by
         WHERE mine.id = $2
         ORDER BY a.done_at IS NOT NULL, a.at, a.id
        """,
        actor_id,
        meeting_id,
    )
    return [Ask(*row) for row in rows]


async def answer_ask(conn: Connection, actor_id: UUID, meeting_id: UUID, ask_id: UUID, reply: str) -> bool:
    """False where somebody answered first, or it is not theirs to answer."""
    done = await conn.fetchval(
        """
        UPDATE meeting_ask AS a SET reply = $4, done_by = $1, done_at = this_moment()
         WHERE a.id = $3 AND a.meeting_id = $2 AND a.done_at IS NULL
           AND a.meeting_id IN (SELECT id FROM run_meetings($1))
        RETURNING a.id
        """,
        actor_id,
        meeting_id,
        ask_id,
        reply,
    )
    return done is not None


async def list_worries(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Worry]:
    """For who runs this meeting alone: whoever else works with the family gets none of them."""
    rows = await conn.fetch(
        """
        SELECT w.id, w.person_id, p.name, p.called, w.body, w.at, w.reply, w.replied_at
          FROM meetings_to_look_after($1) AS mine
          JOIN meeting_worry AS w ON w.meeting_id = mine.id
          JOIN person AS p ON p.id = w.person_id
         WHERE mine.id = $2
         ORDER BY w.replied_at IS NOT NULL, w.at, w.id
        """,
        actor_id,
        meeting_id,
    )
    return [Worry(*row) for row in rows]


async def answer_worry(
    conn: Connection, actor_id: UUID, meeting_id: UUID, worry_id: UUID, reply: str
) -> bool:
    """False where it is answered, or somebody else runs the meeting."""
    done = await conn.fetchval(
        """
        UPDATE meeting_worry AS w SET reply = $4, replied_at = this_moment()
         WHERE w.id = $3 AND w.meeting_id = $2 AND w.replied_at IS NULL
           AND w.meeting_id IN (SELECT id FROM meetings_to_look_after($1))
        RETURNING w.id
        """,
        actor_id,
        meeting_id,
        worry_id,
        reply,
    )
    return done is not None


async def list_sent_views(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[SentViews]:
    """Sets that were sent for this meeting, of which this person may read something."""
    rows = await conn.fetch(
        """
        SELECT c.id, c.person_id, p.name, c.sent_at
          FROM run_meetings($1) AS mine
          JOIN contribution AS c ON c.meeting_id = mine.id AND c.sent_at IS NOT NULL AND c.taken_back_at IS NULL
          JOIN readable_contributions($1) AS may ON may.id = c.id
          JOIN person AS p ON p.id = c.person_id
         WHERE mine.id = $2
         ORDER BY c.sent_at
        """,
        actor_id,
        meeting_id,
    )
    return [SentViews(*row) for row in rows]


async def set_participation(
    conn: Connection, actor_id: UUID, meeting_id: UUID, child_id: UUID, code: str
) -> bool:
    done = await conn.fetchval(
        """
        UPDATE meeting_child AS k SET participation = $4, participation_by = $1
         WHERE k.meeting_id = $2 AND k.child_id = $3 AND k.meeting_id IN (SELECT id FROM run_meetings($1))
        RETURNING k.child_id
        """,
        actor_id,
        meeting_id,
        child_id,
        code,
    )
    return done is not None
