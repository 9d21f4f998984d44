"""What somebody typed and has not sent, kept on the server under the page they typed it on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from portal.db import Connection, Row
from portal.web.request import is_id

MOST_PAGES = 200
MOST_KNOWN = 20


@dataclass(frozen=True, slots=True)
class Writer:
    """The open page that something is typed on, by the key of its form, and the pages whose words it began with."""

    key: UUID
    known: tuple[UUID, ...]

    @classmethod
    def of(cls, key: str | None, kept: str | None) -> Self | None:
        """As a form carries both. None for a form that began with nothing that is kept."""
        if kept is None or key is None or not is_id(key):
            return None
        known = [UUID(one) for one in kept.split() if is_id(one)]
        return cls(UUID(key), tuple(known[:MOST_KNOWN]))

    @property
    def may_change(self) -> list[UUID]:
        """What these pages kept is this page's to change."""
        return [self.key, *self.known]


async def get_draft(conn: Connection, account_id: UUID, form: str) -> Row | None:
    """What is half typed (`fields`: the texts of each by name), and which page wrote it (`writer`)."""
    return await conn.fetchrow(
        "SELECT fields, writer FROM form_draft WHERE account_id = $1 AND form = $2", account_id, form
    )


async def change_draft(
    conn: Connection,
    account_id: UUID,
    form: str,
    fields: Mapping[str, list[str]],
    writer: Writer | None = None,
) -> bool:
    """False where another page keeps other words there. Who names no writer changes what stands.

    Of more pages than anybody leaves half typed, the ones left longest give way.
    """
    kept = await conn.fetchval(
        """
        WITH given_way AS (
            DELETE FROM form_draft
             WHERE account_id = $1
               AND form IN (SELECT d.form FROM form_draft AS d
                             WHERE d.account_id = $1 AND d.form <> $2
                             ORDER BY d.saved_at DESC OFFSET $4)
        )
        INSERT INTO form_draft (council_id, account_id, form, fields, writer)
        VALUES (current_council(), $1, $2, $3, $5)
        ON CONFLICT (council_id, account_id, form)
        DO UPDATE SET fields = excluded.fields, writer = excluded.writer, saved_at = now()
         WHERE $6::uuid[] IS NULL OR form_draft.writer IS NULL OR form_draft.writer = ANY ($6)
            OR form_draft.fields = excluded.fields
        RETURNING true
        """,
        account_id,
        form,
        fields,
        MOST_PAGES - 1,
        writer.key if writer else None,
        writer.may_change if writer else None,
    )
    return kept is not None


async def end_draft(conn: Connection, account_id: UUID, form: str, writer: Writer | None = None) -> None:
    """What another page keeps there stays, as long as somebody is named who ends it."""
    await conn.execute(
        """
        DELETE FROM form_draft
         WHERE account_id = $1 AND form = $2
           AND ($3::uuid[] IS NULL OR writer IS NULL OR writer = ANY ($3))
        """,
        account_id,
        form,
        writer.may_change if writer else None,
    )


async def end_drafts(conn: Connection, account_id: UUID, forms: Iterable[str]) -> None:
    """What they were typed for is over: on the next occasion nobody is to find them in its boxes."""
    await conn.execute(
        "DELETE FROM form_draft WHERE account_id = $1 AND form = ANY ($2::text[])", account_id, list(forms)
    )
