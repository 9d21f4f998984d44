"""How far somebody has come on the first pages, and what those pages say about their worker."""

from uuid import UUID

from portal.db import Connection
from portal.welcome.model import Welcome


async def get_welcome(conn: Connection, account_id: UUID, person_id: UUID) -> Welcome:
    """The worker is the first by name of those who work with them, and who stands in next, if that is known."""
    row = await conn.fetchrow(
        """
        SELECT a.welcome_step AS reached,
               ARRAY(SELECT DISTINCT n.kind FROM contact_point AS n
                      WHERE n.person_id = $2 AND n.ended_at IS NULL AND n.kind IN ('mobile', 'email')) AS kinds,
               w.called AS worker, w.pronoun, w.cover
          FROM account AS a
          LEFT JOIN LATERAL (
              SELECT s.called, s.pronoun,
                     (SELECT c.called FROM involvement AS i JOIN person AS c ON c.id = i.staff_id
                       WHERE i.child_plan_id = p.child_plan_id AND i.role = 'cover' AND i.covering_for = s.id
                         AND (i.to_at IS NULL OR i.to_at > this_moment())
                       ORDER BY i.from_at LIMIT 1) AS cover
                FROM workers_of_party($2) AS p
                JOIN person AS s ON s.id = p.staff_id
               WHERE p.role = 'worker'
               ORDER BY s.name, s.id LIMIT 1
          ) AS w ON true
         WHERE a.id = $1
        """,
        account_id,
        person_id,
    )
    assert row is not None
    return Welcome(**{**row, "kinds": frozenset(row["kinds"])})


async def get_step(conn: Connection, account_id: UUID) -> int | None:
    """The page that somebody has come to; None where all are behind them."""
    step: int | None = await conn.fetchval(
        "SELECT a.welcome_step FROM account AS a WHERE a.id = $1", account_id
    )
    return step


async def change_language(conn: Connection, account_id: UUID, language: str) -> None:
    await conn.execute("UPDATE account SET language = $2 WHERE id = $1", account_id, language)


async def change_step(conn: Connection, account_id: UUID, step: int) -> None:
    """The furthest page; going back to an earlier one loses nothing."""
    await conn.execute(
        "UPDATE account SET welcome_step = greatest(welcome_step, $2) WHERE id = $1 AND welcome_step IS NOT NULL",
        account_id,
        step,
    )


async def end_welcome(conn: Connection, account_id: UUID) -> None:
    await conn.execute(
        "UPDATE account SET welcome_step = NULL, welcomed_at = this_moment() WHERE id = $1", account_id
    )
