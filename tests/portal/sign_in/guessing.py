"""Somebody who guesses passwords."""

import asyncpg

from tests.running import Answer, Visitor


async def guess(visitor: Visitor, name: str) -> Answer:
    return await visitor.post("/sign-in", {"name": name, "password": "three wrong words"})


async def again(db: "asyncpg.Connection[asyncpg.Record]", times: int) -> None:
    """Every failure on record, so many times more."""
    await db.execute(
        """
        INSERT INTO sign_in_failure (council_id, key)
        SELECT f.council_id, f.key FROM sign_in_failure AS f, generate_series(1, $1::integer)
        """,
        times,
    )
