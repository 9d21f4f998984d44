"""What is asked of a letter at the moment of sending, and what stood before it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import uuid4

import asyncpg
import pytest

from notifications.model import Due, Letter, State, Verdict
from portal.db import Connection, Pool, council_transaction, open_pool
from portal.demo.cast import Member, id_of
from portal.reminders.check import Checker
from portal.reminders.store_due import list_due
from tests.databases import CastDatabase
from tests.reminders.arranging import Db
from tests.running import SECRET, at

ORIGINS = ("https://elsewhere.example.gov.uk", "http://127.0.0.1:8000")


# Dani's reminder of the visit at home has begun, and it is one of her days and hours.
TUESDAY = date(2026, 6, 2)


NOW = at(TUESDAY, 11)


@pytest.fixture
async def pool(cast_database: CastDatabase) -> AsyncIterator[Pool]:
    opened = await open_pool(cast_database.dsn("portal_worker"), 2)
    yield opened
    await opened.close()


@pytest.fixture
async def db(cast_database: CastDatabase) -> AsyncIterator[Db]:
    connection = await asyncpg.connect(cast_database.dsn())
    yield connection
    await connection.close()


@asynccontextmanager
async def speaking(pool: Pool, who: Member, now: datetime) -> AsyncIterator[Connection]:
    async with council_transaction(pool, id_of(who.council), now) as conn:
        yield conn


def letter_of(due: Due, who: Member) -> Letter:
    return Letter(
        uuid4(),
        id_of(who.council),
        due.key,
        due.channel,
        due.person_id,
        due.subject,
        State.QUEUED,
        due.due_at,
        0,
    )


async def due_to(pool: Pool, who: Member, now: datetime = NOW, key: str = "visit") -> Letter:
    async with speaking(pool, who, now) as conn:
        found = [due for due in await list_due(conn, now) if (due.person_id, due.key) == (who.id, key)]
    assert len(found) == 1, found
    return letter_of(found[0], who)


Ask = Callable[..., Awaitable[Verdict]]


@pytest.fixture
def ask(pool: Pool) -> Ask:
    """ask(CAST.dani) is what the check says of her reminder at 11 on Tuesday; `letter` is one found before."""

    async def asked(
        who: Member, now: datetime = NOW, *, letter: Letter | None = None, key: str = "visit"
    ) -> Verdict:
        found = letter or await due_to(pool, who, now, key)
        async with speaking(pool, who, now) as conn:
            return await Checker(ORIGINS, SECRET)(conn, found, now)

    return asked


async def sent(db: Db, who: Member, sent_at: datetime, *, key: str = "message", state: str = "sent") -> None:
    await db.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state, why,
                            due_at, made_at, sent_at)
        VALUES ($1, $2, 'text', $3, 'conversation', gen_random_uuid(), 'never', $4,
                CASE $4 WHEN 'failed' THEN 'permanent' END, $5, $5, CASE WHEN $4 <> 'claimed' THEN $5::timestamptz END)
        """,
        id_of(who.council),
        key,
        who.id,
        state,
        sent_at,
    )


async def change_plan(db: Db, who: Member, **answers: object) -> None:
    for name, value in answers.items():
        await db.execute(f"UPDATE safe_contact_plan SET {name} = $2 WHERE person_id = $1", who.id, value)
