"""One statement for everybody, or the same narrowed to one person and one thing: rules are written once."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Only:
    """Whom and what a narrowed statement is about: its $1 and $2."""

    person_id: UUID
    subject_id: UUID


async def rows_of(conn: Connection, statement: str, only: Only | None) -> list[Row]:
    """The caller has narrowed the statement where `only` is given."""
    return await conn.fetch(statement, *((only.person_id, only.subject_id) if only else ()))
