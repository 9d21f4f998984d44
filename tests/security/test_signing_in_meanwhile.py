"""Signing in at the same moment: words that end meanwhile open nothing, and guesses at once count as guesses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeAlias

import asyncpg

from portal.demo.cast import Cast, Member
from tests.portal.enrolment.cards import give_card, number_on, words_on
from tests.running import Answer, RunningPortal, SignIn, Visitor, hidden_fields, new_visitor

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEW = "three odd teapots"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
OPEN = "SELECT count(*) FROM session WHERE account_id = $1 AND ended_at IS NULL"
DEVICES = "SELECT count(*) FROM known_device WHERE account_id = $1"
AT_ONCE = 30


@asynccontextmanager
async def holding(portal: RunningPortal, member: Member) -> AsyncIterator[None]:
    """Whatever signs this person in, or takes something from them, waits until the end of this."""
    conn = await asyncpg.connect(portal.database.dsn("portal_migrator"))
    try:
        async with conn.transaction():
            await conn.execute("SELECT FROM person WHERE id = $1 FOR UPDATE", member.id)
            yield
    finally:
        await conn.close()


async def until_waiting(db: Db, how_many: int) -> None:
    for _ in range(500):
        if await db.fetchval(WAITING) >= how_many:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


async def words(visitor: Visitor, name: str, password: str) -> dict[str, object]:
    return {**hidden_fields((await visitor.get("/sign-in")).text), "name": name, "password": password}


async def old_words_open_nothing(
    portal: RunningPortal, db: Db, member: Member, old: tuple[str, str], owner: tuple[Visitor, str]
) -> None:
    """Somebody else sends the old words in the moment in which their owner chooses others."""
    visitor, path = owner
    new: dict[str, object] = {"password": NEW, "old_password": old[1], "new_password": NEW}
    new |= hidden_fields((await visitor.get(path)).text)
    async with new_visitor(portal.origin) as stranger:
        fields = await words(stranger, *old)
        async with holding(portal, member):
            chooses = asyncio.create_task(visitor.send(path, new, follow=False))
            await until_waiting(db, 1)
            tries = asyncio.create_task(stranger.send("/sign-in", fields, follow=False))
            await until_waiting(db, 2)
        assert ((await chooses).status, (await tries).status) == (303, 422)
        assert (await stranger.get("/home")).path == "/sign-in"
    account = await db.fetchval("SELECT id FROM account WHERE person_id = $1", member.id)
    assert (await db.fetchval(OPEN, account), await db.fetchval(DEVICES, account)) == (1, 1)


async def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    dani = await sign_in(cast.dani)
    old = cast.dani.sign_in, cast.dani.password
    await old_words_open_nothing(portal, db, cast.dani, old, (dani, "/account/password"))


async def test_words_on_paper_that_end_while_they_are_checked_open_nothing(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor, cast: Cast, db: Db
) -> None:
    card = await give_card(await sign_in(cast.amira), cast.samuel)
    old = number_on(card), words_on(card)
    first = await stranger.send("/sign-in", await words(stranger, *old))
    assert first.path == "/welcome/password"
    await old_words_open_nothing(portal, db, cast.samuel, old, (stranger, "/welcome/password"))


async def test_guesses_at_once_are_heard_no_oftener_than_one_after_another(
    portal: RunningPortal, cast: Cast
) -> None:
    for name in (cast.marcus.sign_in, "nobody@example.com"):
        async with new_visitor(portal.origin) as visitor:
            fields = await words(visitor, name, "three wrong words")
            guesses = [visitor.send("/sign-in", fields, follow=False) for _ in range(AT_ONCE)]
            answers = [answer.status for answer in await asyncio.gather(*guesses)]
        # The fifth has to wait for a second, and so on: a slow machine may hear one or two more.
        assert set(answers) == {422, 429}
        assert 5 <= answers.count(422) <= 7, f"{answers.count(422)} of {AT_ONCE} were heard for {name}"


async def test_who_was_right_has_guessed_nothing(stranger: Visitor, cast: Cast, db: Db) -> None:
    assert (await stranger.sign_in(cast.dani)).path == "/home"
    assert await db.fetchval("SELECT count(*) FROM sign_in_failure") == 0


async def test_of_those_who_sign_in_at_once_five_stay(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    for _ in range(5):
        await sign_in(cast.dani)
    async with AsyncExitStack() as phones:
        more = [await phones.enter_async_context(new_visitor(portal.origin)) for _ in range(3)]
        fields = [await words(phone, cast.dani.sign_in, cast.dani.password) for phone in more]
        async with holding(portal, cast.dani):
            asked = zip(more, fields, strict=True)
            tasks = [
                asyncio.create_task(phone.send("/sign-in", typed, follow=False)) for phone, typed in asked
            ]
            await until_waiting(db, len(tasks))
        answers: list[Answer] = await asyncio.gather(*tasks)
    assert {answer.status for answer in answers} == {303}
    assert await db.fetchval(OPEN, cast.dani.account_id) == 5
