"""Statements about codes from an app, council-wide: who has one, and whether all staff are asked."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class AskedCouncil:
    """`people`: staff and partners who can sign in; `with_app`: how many of them have an app."""

    asked: bool
    people: int
    with_app: int

    @property
    def without(self) -> int:
        return self.people - self.with_app

    @property
    def version(self) -> str:
        return f"{self.asked}"


async def get_asked(conn: Connection) -> AskedCouncil:
    row = await conn.fetchrow(
        """
        SELECT c.staff_second_step AS asked, n.people, n.with_app
          FROM council AS c
         CROSS JOIN (
                SELECT count(*) AS people,
                       count(*) FILTER (WHERE EXISTS (SELECT FROM authenticator AS x
                                                       WHERE x.account_id = a.id AND x.ended_at IS NULL)) AS with_app
                  FROM account AS a
                  JOIN person AS p ON p.id = a.person_id AND p.kind IN ('staff', 'partner') AND p.ended_at IS NULL
                 WHERE a.state <> 'closed'
               ) AS n
         WHERE c.council_id = current_council()
        """
    )
    assert row is not None
    return AskedCouncil(**row)


async def change_asked(conn: Connection, *, asked: bool) -> bool:
    """False where it stood so already."""
    changed = await conn.fetchval(
        """
        UPDATE council SET staff_second_step = $1
         WHERE council_id = current_council() AND staff_second_step <> $1 RETURNING true
        """,
        asked,
    )
    return bool(changed)


async def find_account(conn: Connection, person_id: UUID) -> UUID | None:
    """The account of somebody who has an app; None for anybody else."""
    account_id: UUID | None = await conn.fetchval(
        """
        SELECT a.id FROM account AS a
          JOIN authenticator AS x ON x.account_id = a.id AND x.ended_at IS NULL
         WHERE a.person_id = $1
        """,
        person_id,
    )
    return account_id
