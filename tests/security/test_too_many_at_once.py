"""Checking passwords is dear on purpose. Who sends very many at once is turned away, and freezes nobody else."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import asyncpg
import pytest

from portal.demo.cast import Cast
from portal.identity.passwords import HASHER, Hasher
from portal.web.errors import Busy
from tests.running import RunningPortal, SignIn, Visitor, hidden_fields

LONGEST_QUEUE = 50
# Seconds: as long as a form may take, and a little.
LONGEST_FORM = 35


async def hash_for_ever(hasher: Hasher) -> None:
    """A place in the queue: it is taken again in the very step in which it falls free."""
    while True:
        await hasher.hash("some words")


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
    waiting = [asyncio.create_task(hash_for_ever(hasher)) for _ in range(LONGEST_QUEUE)]
    await asyncio.sleep(0)
    refused = await stranger.send("/sign-in", words, follow=False)
    page = await marcus.get("/home")
    with pytest.raises(Busy):
        await hasher.hash("some words")
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (refused.status, page.status) == (503, 200)
    assert int(refused.headers["Retry-After"]) > 0
    assert await db.fetchval("SELECT count(*) FROM sign_in_failure") == 0
    assert (await stranger.sign_in(cast.dani)).path == "/home"


@pytest.mark.prove
async def test_a_form_that_never_ends_is_ended(portal: RunningPortal) -> None:
    """A byte a second, as a program sends it that wants to hold a line for ever."""
    where = urlsplit(portal.origin)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(
        f"POST /sign-in HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {portal.origin}\r\nContent-Length: 9999\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
    )
    said = asyncio.create_task(reader.readline())
    async with asyncio.timeout(LONGEST_FORM):
        while not said.done():
            with suppress(ConnectionError):
                writer.write(b"x")
            await asyncio.wait({said}, timeout=1)
    writer.close()
    assert said.result().split()[1] == b"408"
