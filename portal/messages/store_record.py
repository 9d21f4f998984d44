"""Messages on the records of children: copied word for word, once a child, and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.db import Connection
from portal.messages.store_translation import Translation


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it was saved. `taken_back_at`: its writer took it back, before or after."""

    id: UUID
    conversation_id: UUID
    message_id: UUID
    seq: int
    said_by: str
    said_for: str | None
    said_at: datetime
    role: str
    language: str | None
    body: str
    why: str
    saved_by: str
    saved_at: datetime
    taken_back_at: datetime | None
    # Whether this reader may open the conversation that it comes from.
    opens: bool
    translation: Translation | None


async def add_entry(
    conn: Connection, actor_id: UUID, said: tuple[UUID, int], child_id: UUID, why: str
) -> UUID | None:
    """Saves a message of a conversation that the actor works in to a child whose plan both share.

    `said`: which conversation, and the number in it. None where it is on that child's record already, or where there
    is nothing of that kind.
    """
    entry_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO record_entry (council_id, child_id, conversation_id, seq, message_id, said_by, said_by_name,
                                  said_for_name, said_at, role, language, body, why, saved_by, saved_at)
        SELECT current_council(), $4, m.conversation_id, m.seq, m.id, m.sender_id, s.name, f.name, m.at, m.role,
               m.language, m.body, $5, $1, this_moment()
          FROM message AS m
          JOIN person AS s ON s.id = m.sender_id
          LEFT JOIN person AS f ON f.id = m.covering_for
         WHERE m.conversation_id = $2 AND m.seq = $3 AND m.body IS NOT NULL
           AND m.conversation_id IN (SELECT w.id
                                       FROM worked_conversations($1) AS w
                                       JOIN child_plan AS p ON p.id = w.child_plan_id
                                      WHERE p.child_id = $4)
        ON CONFLICT ON CONSTRAINT messages_are_saved_once_a_child DO NOTHING
        RETURNING id
        """,
        actor_id,
        *said,
        child_id,
        why,
    )
    return entry_id


async def list_entries(conn: Connection, actor_id: UUID, child_id: UUID) -> list[Entry]:
    """What was saved to a child's record, newest first, with what it says where it is in another language."""
    rows = await conn.fetch(
        """
        SELECT e.id, e.conversation_id, e.message_id, e.seq, e.said_by_name AS said_by, e.said_for_name AS said_for,
               e.said_at, e.role, e.language, e.body, e.why, s.name AS saved_by, e.saved_at, x.at AS taken_back_at,
               e.conversation_id IN (SELECT w.id FROM worked_conversations($1) AS w) AS opens,
               t.words, t.by_whom, t.written_by, t.at
          FROM readable_record_entries($1) AS mine
          JOIN record_entry AS e ON e.id = mine.id
          JOIN person AS s ON s.id = e.saved_by
          LEFT JOIN retraction AS r ON r.conversation_id = e.conversation_id AND r.of_seq = e.seq
          LEFT JOIN message AS x ON x.conversation_id = r.conversation_id AND x.seq = r.seq
          LEFT JOIN LATERAL (
               SELECT n.words, n.by_whom, b.name AS written_by, n.at
                 FROM message_translation AS n JOIN person AS b ON b.id = n.written_by
                WHERE n.conversation_id = e.conversation_id AND n.seq = e.seq
                ORDER BY n.at DESC, n.id LIMIT 1) AS t ON e.language IS NOT NULL
         WHERE e.child_id = $2
         ORDER BY e.said_at DESC, e.id
        """,
        actor_id,
        child_id,
    )
    return [_entry(dict(row)) for row in rows]


def _entry(row: dict[str, Any]) -> Entry:
    told = {name: row.pop(name) for name in ("words", "by_whom", "written_by", "at")}
    return Entry(**row, translation=Translation(**told) if told["words"] else None)
