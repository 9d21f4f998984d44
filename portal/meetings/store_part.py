"""What one person says before a meeting: how they take part, what would help, what worries them, what they ask for."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection
from portal.meetings.model_family import MOST_ASKS, MOST_WORRIES, Part, Worry
from portal.web.redaction import leave_out


async def change_part(conn: Connection, actor_id: UUID, meeting_id: UUID, part: Part) -> bool:
    """Keeps all of it. False where they are not asked, or their own slot has begun or is off.

    A deed holds its person's row until it is committed: what the caller read of the part is still so.
    """
    return bool(
        await conn.fetchval(
            """
            INSERT INTO meeting_part AS p
                   (council_id, meeting_id, person_id, taking_part, instead, needs, needs_words, brings_words,
                    wants_advocate, questions, to_say, not_to_say, answered_to, saved_at)
            SELECT current_council(), i.id, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, this_moment()
              FROM invited_meetings($1) AS i
              JOIN meeting AS m ON m.id = i.id AND m.state <> 'called_off'
              JOIN meeting_slot AS s ON s.id = i.slot_id AND s.starts_at > this_moment()
             WHERE i.id = $2 AND i.kind IN ('family', 'advocate')
                ON CONFLICT (council_id, meeting_id, person_id) DO UPDATE
               SET taking_part = excluded.taking_part, instead = excluded.instead, needs = excluded.needs,
                   needs_words = excluded.needs_words, brings_words = excluded.brings_words,
                   wants_advocate = excluded.wants_advocate, questions = excluded.questions,
                   to_say = excluded.to_say, not_to_say = excluded.not_to_say, answered_to = excluded.answered_to,
                   saved_at = excluded.saved_at, version = p.version + 1
            RETURNING true
            """,
            actor_id,
            meeting_id,
            part.taking_part,
            part.instead,
            list(part.needs),
            part.needs_words,
            part.brings_words,
            part.wants_advocate,
            part.questions,
            part.to_say,
            part.not_to_say,
            part.answered_to,
        )
    )


async def list_worries(
    conn: Connection, actor_id: UUID, meeting_id: UUID, hidden: Sequence[str], language: str
) -> list[Worry]:
    """Their own, with what who runs the meeting said."""
    rows = await conn.fetch(
        """
        SELECT w.body, w.at, w.reply, w.replied_at
          FROM invited_meetings($1) AS i
          JOIN meeting_worry AS w ON w.meeting_id = i.id AND w.person_id = $1
         WHERE i.id = $2
         ORDER BY w.at, w.id
        """,
        actor_id,
        meeting_id,
    )
    return [
        Worry(body, at, leave_out(reply, hidden, language) if reply else None, replied_at)
        for body, at, reply, replied_at in rows
    ]


async def add_worry(conn: Connection, actor_id: UUID, meeting_id: UUID, body: str) -> UUID | None:
    """For who runs the meeting, and nobody else. None where it is too late, not theirs, or too many."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO meeting_worry (council_id, meeting_id, person_id, body, at)
        SELECT current_council(), i.id, $1, $3, this_moment()
          FROM invited_meetings($1) AS i
          JOIN meeting AS m ON m.id = i.id AND m.state <> 'called_off'
          JOIN meeting_slot AS s ON s.id = i.slot_id AND s.starts_at > this_moment()
         WHERE i.id = $2 AND i.kind IN ('family', 'advocate')
           AND (SELECT count(*) FROM meeting_worry AS w WHERE w.meeting_id = i.id AND w.person_id = $1) < $4
        RETURNING id
        """,
        actor_id,
        meeting_id,
        body,
        MOST_WORRIES,
    )
    return added


async def add_ask_for_another_time(
    conn: Connection, actor_id: UUID, meeting_id: UUID, words: str
) -> UUID | None:
    """Asked once at a time: whoever has asked already waits for the answer. Their slot stays as it is until then."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO meeting_ask (council_id, meeting_id, person_id, kind, words, at)
        SELECT current_council(), i.id, $1, 'another_time', $3, this_moment()
          FROM invited_meetings($1) AS i
          JOIN meeting AS m ON m.id = i.id AND m.state <> 'called_off'
          JOIN meeting_slot AS s ON s.id = i.slot_id AND s.starts_at > this_moment()
         WHERE i.id = $2 AND i.kind IN ('family', 'advocate')
           AND NOT EXISTS (SELECT FROM meeting_ask AS a
                            WHERE a.meeting_id = i.id AND a.person_id = $1 AND a.kind = 'another_time'
                              AND a.done_at IS NULL)
           AND (SELECT count(*) FROM meeting_ask AS a WHERE a.meeting_id = i.id AND a.person_id = $1) < $4
        RETURNING id
        """,
        actor_id,
        meeting_id,
        words,
        MOST_ASKS,
    )
    return added
