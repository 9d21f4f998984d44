"""What was decided as one person who was asked has it, and what they say where they do not agree. Nobody else's."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.db import Connection
from portal.meetings.model_decisions import Promise, ViewOfIt
from portal.meetings.model_decisions_shown import Told
from portal.meetings.model_putting_right import Changed
from portal.meetings.types import type_of
from portal.web.redaction import leave_out
from portal.web.times import london


async def get_told(conn: Connection, actor_id: UUID, meeting_id: UUID, language: str) -> Told | None:
    """In one statement, without the words that this reader may not be shown. None where they are not asked."""
    row = await conn.fetchrow(
        """
        SELECT m.id, m.type, mine.kind, s.starts_at, s.minutes, c.called AS chair_called, c.name AS chair_name,
               m.state = 'called_off' AS called_off, m.next_on,
               ARRAY(SELECT k.child_id FROM meeting_child AS k WHERE k.meeting_id = m.id) AS child_ids,
               ARRAY(SELECT x.words FROM redaction AS x
                      WHERE x.meeting_id = m.id AND x.reader_id = $1 AND x.ended_at IS NULL) AS hidden,
               ARRAY(SELECT (d.body, d.shared_at)
                       FROM decision_reader AS r
                       JOIN decision AS d ON d.id = r.decision_id AND d.shared_at IS NOT NULL
                      WHERE d.meeting_id = m.id AND r.person_id = $1
                      ORDER BY d.position, d.at, d.id) AS decisions,
               ARRAY(SELECT (p.id, p.owed_by, coalesce((SELECT o.said FROM taken_over(p.id) AS o), p.who_words), p.what,
                             p.by_on, p.state, p.because, p.version, r.shared_at)
                       FROM promise_reader AS r
                       JOIN promise AS p ON p.id = r.promise_id
                      WHERE p.meeting_id = m.id AND r.person_id = $1
                      ORDER BY p.owed_by <> 'council', p.by_on NULLS LAST, p.position, p.id) AS promises,
               ARRAY(SELECT (v.id, v.by_id, me.called, v.body, v.at, v.reply_by_on, v.reply, replier.name, v.replied_at)
                       FROM different_view AS v
                       JOIN person AS me ON me.id = v.by_id
                       LEFT JOIN person AS replier ON replier.id = v.replied_by
                      WHERE v.meeting_id = m.id AND v.by_id = $1
                      ORDER BY v.at, v.id) AS views,
               ARRAY(SELECT (b.name, t.at, t.because,
                             CASE WHEN num_nonnulls(t.instead_decision_id, t.instead_promise_id) = 1
                                  THEN coalesce(d.body, p.what) END)
                       FROM taking_back AS t
                       JOIN person AS b ON b.id = t.by_id
                       LEFT JOIN decision AS d ON d.id = t.decision_id
                       LEFT JOIN promise AS p ON p.id = t.promise_id
                      WHERE t.meeting_id = m.id AND t.reader_id = $1
                      ORDER BY t.at, t.id) AS changed
          FROM invited_meetings($1) AS mine
          JOIN meeting AS m ON m.id = mine.id
          JOIN meeting_slot AS s ON s.id = mine.slot_id
          JOIN person AS c ON c.id = m.chair_id
         WHERE mine.id = $2
        """,
        actor_id,
        meeting_id,
    )
    return _told(dict(row), language) if row else None


def _told(found: dict[str, Any], language: str) -> Told:
    hidden: Sequence[str] = found.pop("hidden")
    shared_at: list[datetime] = [one[-1] for one in (*found["decisions"], *found["promises"])]
    return Told(
        **{
            **found,
            "chair_called": leave_out(found["chair_called"], hidden, language),
            "chair_name": leave_out(found["chair_name"], hidden, language),
            # Counted from the reader's own day: another one would tell of another time.
            "notes_by_on": type_of(found["type"]).notes_by(london(found["starts_at"]).date()),
            "next_on": found["next_on"] if shared_at else None,
            "shared_at": max(shared_at, default=None),
            "decisions": [leave_out(body, hidden, language) for body, _ in found["decisions"]],
            "promises": [_promise(one[:-1], hidden, language) for one in found["promises"]],
            "views": [_view(one, hidden, language) for one in found["views"]],
            "changed": [_changed(one, hidden, language) for one in found["changed"]],
        }
    )


def _promise(held: Sequence[Any], hidden: Sequence[str], language: str) -> Promise:
    promise_id, owed_by, who_words, what, by_on, state, because, version = held
    return Promise(
        promise_id,
        owed_by,
        leave_out(who_words, hidden, language),
        leave_out(what, hidden, language),
        by_on,
        state,
        leave_out(because, hidden, language) if because else None,
        version,
    )


def _changed(held: Sequence[Any], hidden: Sequence[str], language: str) -> Changed:
    """What was put right, and what it said before: nothing of what is not theirs to read any more."""
    by, at, because, before = held
    return Changed(
        leave_out(by, hidden, language),
        at,
        leave_out(because, hidden, language),
        leave_out(before, hidden, language) if before else None,
    )


def _view(held: Sequence[Any], hidden: Sequence[str], language: str) -> ViewOfIt:
    """Their own words stay as they typed them; ours go through what they may not be shown."""
    view_id, by_id, by, body, at, reply_by_on, reply, replied_by, replied_at = held
    return ViewOfIt(
        view_id,
        by_id,
        by,
        body,
        at,
        reply_by_on,
        leave_out(reply, hidden, language) if reply else None,
        leave_out(replied_by, hidden, language) if replied_by else None,
        replied_at,
    )


async def add_reading(conn: Connection, actor_id: UUID, meeting_id: UUID) -> None:
    """They have it before them: the first time counts."""
    await conn.execute(
        """
        UPDATE decision_reader AS r SET first_read_at = this_moment()
          FROM invited_meetings($1) AS mine
          JOIN decision AS d ON d.meeting_id = mine.id AND d.shared_at IS NOT NULL
         WHERE mine.id = $2 AND r.decision_id = d.id AND r.person_id = $1 AND r.first_read_at IS NULL
        """,
        actor_id,
        meeting_id,
    )


async def add_view(
    conn: Connection, actor_id: UUID, meeting_id: UUID, body: str, reply_by_on: date
) -> UUID | None:
    """Kept beside what was decided, for ever. None where nothing was shared with them to disagree with."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO different_view (council_id, meeting_id, by_id, body, at, reply_by_on)
        SELECT current_council(), mine.id, $1, $3, this_moment(), $4
          FROM invited_meetings($1) AS mine
         WHERE mine.id = $2
           AND (EXISTS (SELECT FROM decision_reader AS r JOIN decision AS d ON d.id = r.decision_id
                         WHERE d.meeting_id = mine.id AND d.shared_at IS NOT NULL AND r.person_id = $1)
                OR EXISTS (SELECT FROM promise_reader AS r JOIN promise AS p ON p.id = r.promise_id
                            WHERE p.meeting_id = mine.id AND r.person_id = $1)
                OR EXISTS (SELECT FROM taking_back AS t WHERE t.meeting_id = mine.id AND t.reader_id = $1))
        RETURNING id
        """,
        actor_id,
        meeting_id,
        body,
        reply_by_on,
    )
    return added


async def change_reply(
    conn: Connection, actor_id: UUID, meeting_id: UUID, view_id: UUID, reply: str
) -> UUID | None:
    """Reply once. Answers whose words were replied to; None where a reply is there already, or it is not theirs."""
    replied_to: UUID | None = await conn.fetchval(
        """
        UPDATE different_view AS v SET reply = $4, replied_by = $1, replied_at = this_moment()
          FROM run_meetings($1) AS mine
         WHERE mine.id = v.meeting_id AND v.meeting_id = $2 AND v.id = $3 AND v.replied_at IS NULL
        RETURNING v.by_id
        """,
        actor_id,
        meeting_id,
        view_id,
        reply,
    )
    return replied_to
