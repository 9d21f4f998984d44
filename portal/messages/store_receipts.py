"""What somebody chose about messages: whether the other side may know what they have read, and what Enter does."""

from dataclasses import dataclass
from uuid import UUID

from portal.db import Connection


@dataclass(frozen=True, slots=True)
class Receipts:
    """`workers`: who would know, by what they are called; nobody where a member of staff asks."""

    shows_seen: bool
    enter_sends: bool
    workers: tuple[str, ...]


async def get_receipts(conn: Connection, actor_id: UUID) -> Receipts:
    row = await conn.fetchrow(
        """
        SELECT a.shows_seen, a.enter_sends,
               ARRAY(SELECT DISTINCT s.called FROM workers_of_party($1) AS w
                       JOIN person AS s ON s.id = w.staff_id ORDER BY s.called) AS workers
          FROM account AS a WHERE a.person_id = $1
        """,
        actor_id,
    )
    assert row is not None
    return Receipts(row["shows_seen"], row["enter_sends"], tuple(row["workers"]))


async def change_receipts(conn: Connection, actor_id: UUID, *, shows_seen: bool, enter_sends: bool) -> None:
    await conn.execute(
        "UPDATE account SET shows_seen = $2, enter_sends = $3 WHERE person_id = $1",
        actor_id,
        shows_seen,
        enter_sends,
    )
