"""One statement for everybody, or the same narrowed to one person and one thing: rules are written once."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Only:
    """Whom and what a narrowed statement is about: its $1 and $2."""

    person_id: UUID
    subject_id: UUID


async def rows_of(conn: Connection, statement: str, narrowed: str, only: Only | None) -> list[Row]:
    """`narrowed` takes the place of `{only}` in the statement where one person and one thing are meant."""
    if only is None:
        return await conn.fetch(statement.format(only=""))
    return await conn.fetch(statement.format(only=narrowed), only.person_id, only.subject_id)
