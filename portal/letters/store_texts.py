"""How a council's letters are set up. Holds nothing of anybody: the page is an administrator's."""

from hashlib import sha256
from uuid import UUID

from notifications.catalogue import Form
from notifications.model import Channel, Wording
from portal.db import Connection
from portal.letters.model_texts import MOST_TOKENS, CarrierState, Token, TooManyTokens


async def get_carrier(conn: Connection) -> CarrierState:
    """A council that was never set up for letters has no row yet."""
    row = await conn.fetchrow(
        """
        SELECT key_name, two_way, text_sender_id, email_reply_to_id, state, why, since, again_at
          FROM carrier WHERE council_id = current_council()
        """
    )
    return CarrierState(**row) if row else CarrierState()


async def change_two_way(conn: Connection, *, on: bool) -> bool:
    """Whether texts can be answered. False where nothing was changed."""
    changed = await conn.fetchval(
        """
        UPDATE carrier SET two_way = $1 WHERE council_id = current_council() AND two_way <> $1 RETURNING true
        """,
        on,
    )
    return bool(changed)


async def list_known(conn: Connection) -> frozenset[Form]:
    """The letters for which we know the template at Notify."""
    rows = await conn.fetch(
        "SELECT key, channel, wording, language, two_way FROM letter_template WHERE council_id = current_council()"
    )
    return frozenset(
        Form(row["key"], Channel(row["channel"]), Wording(row["wording"]), row["language"], row["two_way"])
        for row in rows
    )


async def list_tokens(conn: Connection) -> list[Token]:
    rows = await conn.fetch(
        """
        SELECT id, created_at FROM notify_token
         WHERE council_id = current_council() AND ended_at IS NULL ORDER BY created_at, id
        """
    )
    return [Token(**row) for row in rows]


async def add_token(conn: Connection, token: str) -> UUID:
    """Keeps only its hash. Raises TooManyTokens. The council's row is held: two at once make two, not three."""
    await conn.execute("SELECT FROM council WHERE council_id = current_council() FOR NO KEY UPDATE")
    token_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO notify_token (council_id, token_hash, created_at)
        SELECT current_council(), $1, this_moment()
         WHERE (SELECT count(*) FROM notify_token AS t
                 WHERE t.council_id = current_council() AND t.ended_at IS NULL) < $2
        RETURNING id
        """,
        sha256(token.encode()).digest(),
        MOST_TOKENS,
    )
    if token_id is None:
        raise TooManyTokens
    return token_id


async def end_token(conn: Connection, token_id: UUID) -> bool:
    ended = await conn.fetchval(
        """
        UPDATE notify_token SET ended_at = this_moment()
         WHERE council_id = current_council() AND id = $1 AND ended_at IS NULL
        RETURNING true
        """,
        token_id,
    )
    return bool(ended)
