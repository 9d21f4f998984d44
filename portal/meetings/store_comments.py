"""What readers say about a paper and ask for around it, and what is answered: kept as it is for ever, both."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.db import Connection
from portal.meetings.model_papers_read import Comment


@dataclass(frozen=True, slots=True)
class Said:
    """`version_id`: what they had before them as they wrote; no `key` where it is about the whole paper."""

    version_id: UUID
    key: UUID | None
    kind: str
    body: str
    reply_by_on: date


async def add_comment(conn: Connection, actor_id: UUID, paper_id: UUID, said: Said) -> UUID | None:
    """About a version that was theirs to read, also where a newer one came meanwhile. None for any other."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO paper_comment
               (council_id, paper_id, version_id, paragraph_key, by_id, kind, body, at, reply_by_on)
        SELECT v.council_id, v.paper_id, v.id, $4::uuid, $1, $5, $6, this_moment(), $7
          FROM shared_papers($1) AS may
          JOIN invited_meetings($1) AS i ON i.id = may.meeting_id AND i.kind <> 'partner'
          JOIN paper_reader AS r ON r.paper_id = may.id AND r.person_id = $1
          JOIN paper_version AS v ON v.paper_id = may.id AND v.id = $3 AND v.shared_at IS NOT NULL
         WHERE may.id = $2
           AND NOT EXISTS (SELECT FROM paper_version AS w
                            WHERE w.paper_id = v.paper_id AND w.number > v.number AND w.shared_at <= r.shown_at)
           AND ($4::uuid IS NULL
                OR EXISTS (SELECT FROM paper_paragraph AS g WHERE g.version_id = v.id AND g.key = $4::uuid))
        RETURNING id
        """,
        actor_id,
        paper_id,
        said.version_id,
        said.key,
        said.kind,
        said.body,
        said.reply_by_on,
    )
    return added


async def add_ask(conn: Connection, actor_id: UUID, paper_id: UUID, kind: str) -> UUID | None:
    """Once, until it is done: whoever asks again has asked already. For a paper that they are named for."""
    added: UUID | None = await conn.fetchval(
        """
        INSERT INTO meeting_ask (council_id, meeting_id, person_id, paper_id, kind, at)
        SELECT p.council_id, p.meeting_id, $1, p.id, $3, this_moment()
          FROM invited_meetings($1) AS i
          JOIN paper AS p ON p.meeting_id = i.id AND p.id = $2 AND p.ended_at IS NULL
          JOIN paper_reader AS r ON r.paper_id = p.id AND r.person_id = $1 AND r.ended_at IS NULL
         WHERE i.kind <> 'partner' AND NOT EXISTS (
               SELECT FROM meeting_ask AS a
                WHERE a.person_id = $1 AND a.paper_id = p.id AND a.kind = $3 AND a.done_at IS NULL)
        RETURNING id
        """,
        actor_id,
        paper_id,
        kind,
    )
    return added


async def end_ask(conn: Connection, actor_id: UUID, paper_id: UUID, kind: str) -> UUID | None:
    """They do not need it any more."""
    ended: UUID | None = await conn.fetchval(
        """
        UPDATE meeting_ask AS a SET done_at = this_moment(), done_by = $1
          FROM invited_meetings($1) AS i
         WHERE i.id = a.meeting_id AND a.person_id = $1 AND a.paper_id = $2 AND a.kind = $3 AND a.done_at IS NULL
        RETURNING a.id
        """,
        actor_id,
        paper_id,
        kind,
    )
    return ended


@dataclass(frozen=True, slots=True)
class Received:
    """A comment as those see it who answer. `called`: whose it is; `now`: the part as the newest version has it."""

    comment: Comment
    paper_id: UUID
    title: str
    person_id: UUID
    name: str
    called: str
    now: str | None


async def list_received(conn: Connection, actor_id: UUID, meeting_id: UUID) -> list[Received]:
    """Everything that was said about the papers of a meeting; what waits for an answer first, by its day."""
    rows = await conn.fetch(
        """
        SELECT k.id, k.paragraph_key, k.kind, k.body, k.at, k.reply_by_on, k.reply, q.name AS replied_by, k.replied_at,
               g.body AS about, p.id AS paper_id, p.title, b.id AS person_id, b.name, b.called,
               (SELECT o.body FROM paper_paragraph AS o JOIN paper_version AS v ON v.id = o.version_id
                 WHERE v.paper_id = p.id AND o.key = k.paragraph_key AND v.number = (
                       SELECT max(w.number) FROM paper_version AS w WHERE w.paper_id = p.id)) AS now
          FROM run_meetings($1) AS mine
          JOIN paper AS p ON p.meeting_id = mine.id AND p.ended_at IS NULL
          JOIN paper_comment AS k ON k.paper_id = p.id
          JOIN person AS b ON b.id = k.by_id
          LEFT JOIN paper_paragraph AS g ON g.version_id = k.version_id AND g.key = k.paragraph_key
          LEFT JOIN person AS q ON q.id = k.replied_by
         WHERE p.meeting_id = $2
         ORDER BY k.replied_at IS NOT NULL, k.reply_by_on, k.at, k.id
        """,
        actor_id,
        meeting_id,
    )
    return [_received(dict(row)) for row in rows]


def _received(held: dict[str, object]) -> Received:
    rest = {name: held.pop(name) for name in ("paper_id", "title", "person_id", "name", "called", "now")}
    return Received(comment=Comment(**held), **rest)  # type: ignore[arg-type]  # rows hold what their columns do


async def change_reply(conn: Connection, actor_id: UUID, comment_id: UUID, reply: str) -> UUID | None:
    """Once. Answers whose words were answered; None where an answer is there already, or it is not theirs to give."""
    answered: UUID | None = await conn.fetchval(
        """
        UPDATE paper_comment AS k SET reply = $3, replied_by = $1, replied_at = this_moment()
          FROM run_meetings($1) AS mine JOIN paper AS p ON p.meeting_id = mine.id
         WHERE k.paper_id = p.id AND k.id = $2 AND k.replied_at IS NULL
        RETURNING k.by_id
        """,
        actor_id,
        comment_id,
        reply,
    )
    return answered
