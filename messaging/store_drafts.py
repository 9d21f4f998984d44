"""What somebody typed in a conversation and has not sent, in PostgreSQL. Only they are ever shown it."""

from dataclasses import dataclass
from uuid import UUID

from messaging.model import LONGEST_DRAFT, Wire
from messaging.store import Connection


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What is kept of somebody's typed words. `version` names all of it, and is empty where nothing is.

    `other`: words that this writer's other page or phone has kept meanwhile, which stand with the ones just given.
    """

    version: str
    other: str

    def answer(self) -> Wire:
        """To the page that gave the words."""
        return {"version": self.version, **({"other": self.other} if self.other else {})}


async def keep_draft(
    conn: Connection, actor_id: UUID, conversation_id: UUID, body: str, was: str | None = None
) -> KeptDraft | None:
    """Keeps what was typed, or forgets it where nothing is left. None where the conversation is not the actor's.

    `was`: the version that the page had. Where another one stands, its words stay beside the new ones: no page takes
    away what it never showed. Whoever does not say has the last word.
    """
    row = await conn.fetchrow(
        """
        WITH mine AS (
            SELECT c.id FROM readable_conversations($1) AS c WHERE c.id = $2
        ), ended AS (
            DELETE FROM message_draft AS d
             WHERE d.conversation_id IN (SELECT id FROM mine) AND d.person_id = $1 AND $3 = ''
               AND ($4::text IS NULL OR hashtextextended(d.body, 0)::text = $4)
            RETURNING d.body
        ), kept AS (
            INSERT INTO message_draft AS d (council_id, conversation_id, person_id, body, saved_at)
            SELECT current_council(), id, $1, $3, this_moment() FROM mine WHERE $3 <> ''
                ON CONFLICT (council_id, conversation_id, person_id)
                DO UPDATE SET saved_at = excluded.saved_at,
                              body = CASE WHEN $4::text IS NULL OR hashtextextended(d.body, 0)::text = $4
                                            OR position(d.body IN excluded.body) > 0 THEN excluded.body
                                          WHEN position(excluded.body IN d.body) > 0 THEN d.body
                                          ELSE left(excluded.body || E'\n\n' || d.body, $5) END
            RETURNING d.body
        ), now AS (
            SELECT mine.id, coalesce((SELECT kept.body FROM kept),
                                     (SELECT d.body FROM message_draft AS d
                                       WHERE d.conversation_id = mine.id AND d.person_id = $1 AND $3 = ''
                                         AND NOT EXISTS (SELECT FROM ended)), '') AS body
              FROM mine
        )
        SELECT body, CASE WHEN body <> '' THEN hashtextextended(body, 0)::text ELSE '' END AS version FROM now
        """,
        actor_id,
        conversation_id,
        body,
        was,
        LONGEST_DRAFT,
    )
    if row is None:
        return None
    return KeptDraft(row["version"], "" if row["body"] == body else row["body"].removeprefix(f"{body}\n\n"))


async def get_draft(conn: Connection, actor_id: UUID, conversation_id: UUID) -> str:
    """What the actor typed here and has not sent; empty where there is nothing."""
    body: str | None = await conn.fetchval(
        "SELECT body FROM message_draft WHERE conversation_id = $2 AND person_id = $1",
        actor_id,
        conversation_id,
    )
    return body or ""
