"""What somebody typed and has not sent, kept on the server under the page they typed it on."""

from collections.abc import Mapping
from uuid import UUID

from portal.db import Connection

MOST_PAGES = 200


async def get_draft(conn: Connection, account_id: UUID, form: str) -> Mapping[str, list[str]] | None:
    fields: Mapping[str, list[str]] | None = await conn.fetchval(
        "SELECT fields FROM form_draft WHERE account_id = $1 AND form = $2", account_id, form
    )
    return fields


async def change_draft(
    conn: Connection, account_id: UUID, form: str, fields: Mapping[str, list[str]]
) -> None:
    """Of more pages than anybody leaves half typed, the ones left longest give way."""
    await conn.execute(
        """
        WITH given_way AS (
            DELETE FROM form_draft
             WHERE account_id = $1
               AND form IN (SELECT d.form FROM form_draft AS d
                             WHERE d.account_id = $1 AND d.form <> $2
                             ORDER BY d.saved_at DESC OFFSET $4)
        )
        INSERT INTO form_draft (council_id, account_id, form, fields)
        VALUES (current_council(), $1, $2, $3)
        ON CONFLICT (council_id, account_id, form)
        DO UPDATE SET fields = excluded.fields, saved_at = now()
        """,
        account_id,
        form,
        fields,
        MOST_PAGES - 1,
    )


async def end_draft(conn: Connection, account_id: UUID, form: str) -> None:
    await conn.execute("DELETE FROM form_draft WHERE account_id = $1 AND form = $2", account_id, form)
