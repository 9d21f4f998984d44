"""The worker's part in links, done at once: what it would send now, and the secret that it puts into the letter."""

import re
from typing import TypeAlias
from uuid import UUID

import asyncpg

from portal.demo.cast import Member
from portal.sign_in.model_links import WantedLetter
from portal.sign_in.store_links import list_wanted, make_token
from tests.running import Answer, RunningPortal, Visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEW = "three odd teapots"


class Letters:
    """One council's letters about signing in, as portal_worker finds them."""

    def __init__(self, portal: RunningPortal, council: UUID) -> None:
        self._portal, self._council = portal, council

    async def wanted(self, person: Member | None = None) -> list[WantedLetter]:
        conn = await self._connection()
        try:
            async with conn.transaction():
                await self._speak(conn)
                found = await list_wanted(conn)
        finally:
            await conn.close()
        return [one for one in found if person is None or one.person_id == person.id]

    async def token(self, person: Member) -> str:
        """Sends the newest that is wanted for this person; what their letter's address ends with."""
        token = await self.token_of((await self.wanted(person))[-1].subject_id)
        assert token is not None
        return token

    async def token_of(self, link_id: UUID) -> str | None:
        conn = await self._connection()
        try:
            async with conn.transaction():
                await self._speak(conn)
                return await make_token(conn, link_id)
        finally:
            await conn.close()

    async def _connection(self) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(self._portal.database.dsn("portal_worker"))

    async def _speak(self, conn: "asyncpg.Connection[asyncpg.Record]") -> None:
        await conn.execute(
            "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
            str(self._council),
            self._portal.clock.now().isoformat(),
        )


async def ask(visitor: Visitor, name: str) -> Answer:
    return await visitor.post("/sign-in/help", {"name": name})


async def choose(visitor: Visitor, password: str = NEW) -> Answer:
    return await visitor.post("/sign-in/link", {"password": password})


def number_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__number"><bdi>(\d{3} \d{3})<', answer.text)
    assert found, "no number on the page"
    return found[1]
