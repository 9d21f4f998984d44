"""Checking passwords is dear on purpose. Who sends very many at once is turned away, and freezes nobody else."""

import asyncio
from contextlib import suppress

import asyncpg

from portal.demo.cast import Cast
from portal.identity.passwords import HASHER, Hasher
from portal.web.errors import Busy
from tests.running import RunningPortal, SignIn, Visitor, hidden_fields

LONGEST_QUEUE = 50


async def keep_full(hasher: Hasher, tasks: list["asyncio.Task[str]"]) -> None:
    """As many wait as may, whenever one is done."""
    while True:
        tasks += [asyncio.create_task(hasher.hash("some words")) for _ in range(LONGEST_QUEUE)]
        await asyncio.sleep(0.005)


async def test_more_than_can_wait_are_told_to_try_again_and_have_guessed_nothing(
    portal: RunningPortal,
    stranger: Visitor,
    sign_in: SignIn,
    cast: Cast,
    db: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    marcus, hasher = await sign_in(cast.marcus), portal.app[HASHER]
    form = hidden_fields((await stranger.get("/sign-in")).text)
    words = {**form, "name": cast.dani.sign_in, "password": cast.dani.password}
    tasks: list[asyncio.Task[str]] = []
    filling = asyncio.create_task(keep_full(hasher, tasks))
    await asyncio.sleep(0.01)
    refused = await stranger.send("/sign-in", words, follow=False)
    page = await marcus.get("/home")
    filling.cancel()
    with suppress(asyncio.CancelledError):
        await filling
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert (refused.status, page.status) == (503, 200)
    assert int(refused.headers["Retry-After"]) > 0
    assert {type(one) for one in ended} == {str, Busy}
    assert await db.fetchval("SELECT count(*) FROM sign_in_failure") == 0
    assert (await stranger.sign_in(cast.dani)).path == "/home"
