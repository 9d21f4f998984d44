"""A question of rights with all the ways in which the code asks it, and the comparison of their answers."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from portal.db import Connection
from tests.access.worlds.plainly import Answers
from tests.access.worlds.world import NOW, World, fill

# A statement; or what the code does, in a function of its own. What either writes is undone.
Way: TypeAlias = str | Callable[[Connection, World], Awaitable[Iterable[Any]]]


@dataclass(frozen=True)
class Question:
    """`plainly`: the same in Python. Statements find whom to ask about in the tables `everyone` and `living`."""

    asked: str
    plainly: Callable[[World], Answers]
    ways: Mapping[str, Way]


# What is asked in each council, and the right answer.
Expected: TypeAlias = list[tuple[World, Question, Answers]]


def expected_of(worlds: Iterable[World], questions: Sequence[Question]) -> Expected:
    return [(world, question, question.plainly(world)) for world in worlds for question in questions]


@asynccontextmanager
async def filled(owner: Connection, worlds: Iterable[World]) -> AsyncIterator[None]:
    """The councils in the database of `owner`, a superuser, who meanwhile has the rights of pages; then all is out."""
    transaction = owner.transaction()
    await transaction.start()
    try:
        for world in worlds:
            await fill(owner, world)
        await _name_everybody(owner, worlds)
        await owner.execute("SET LOCAL ROLE portal_web")
        yield
    finally:
        await transaction.rollback()


async def differences(conn: Connection, expected: Expected) -> AsyncGenerator[str, None]:
    """What any way answers otherwise than the rule does."""
    for world, question, answers in expected:
        await _speak_for(conn, world)
        for name, way in question.ways.items():
            found = await _answer(conn, world, way)
            if found != answers:
                yield _told(question.asked, name, found, answers)


async def _name_everybody(owner: Connection, worlds: Iterable[World]) -> None:
    """The people of all councils: asked about in one of them, those of another have nothing there."""
    await owner.execute(
        """
        CREATE TEMPORARY TABLE everyone (id uuid PRIMARY KEY) ON COMMIT DROP;
        CREATE TEMPORARY TABLE living (id uuid PRIMARY KEY) ON COMMIT DROP;
        GRANT SELECT ON everyone, living TO portal_web;
        """
    )
    everyone = [(one["id"],) for world in worlds for one in world.rows["person"]]
    living = [(one,) for world in worlds for one in world.living]
    await owner.executemany("INSERT INTO everyone VALUES ($1)", everyone)
    await owner.executemany("INSERT INTO living VALUES ($1)", living)


async def _speak_for(conn: Connection, world: World) -> None:
    await conn.execute(
        "SELECT set_config('app.council', $1, true), set_config('app.now', $2, true)",
        str(world.council_id),
        NOW.isoformat(),
    )


async def _answer(conn: Connection, world: World, way: Way) -> Answers:
    if isinstance(way, str):
        return {tuple(row) for row in await conn.fetch(way)}
    undone = conn.transaction()
    await undone.start()
    try:
        return set(await way(conn, world))
    finally:
        await undone.rollback()


def _told(asked: str, way: str, answer: Answers, expected: Answers) -> str:
    more, less = answer - expected, expected - answer
    some = [str(one) for one in (*list(more)[:1], *list(less)[:1])]
    return f"{asked}, by {way}: {len(more)} too many, {len(less)} too few, such as {'; '.join(some)}"
