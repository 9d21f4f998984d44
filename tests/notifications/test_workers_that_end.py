"""Workers that are killed on a letter's way: it is sent once all the same."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.databases import ROOT
from tests.notifications.launcher import POINTS
from tests.notifications.posting import PostRoom

PATIENCE = 60.0
LETTERS = 6


@asynccontextmanager
async def worker(room: PostRoom, keys: Path, point: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker in a process of its own; it is killed in the end, and what it held is nobody's at once."""
    others = set(await connections(room))
    arguments = (room.database.dsn("portal_worker"), room.notify.url, str(keys), point)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.notifications.launcher", *arguments, cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        async with asyncio.timeout(PATIENCE):
            while set(await connections(room)) - others:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await room.give_up_holders()


async def connections(room: PostRoom) -> list[int]:
    rows = await room.owner.fetch(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'portal_worker' AND datname = current_database()"
    )
    return [row["pid"] for row in rows]


async def all_sent(room: PostRoom) -> None:
    async with asyncio.timeout(PATIENCE):
        while await room.owner.fetchval("SELECT count(*) FROM letter WHERE state <> 'sent'"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_workers_that_are_killed_anywhere_lose_nothing_and_send_nothing_twice(
    room: PostRoom, tmp_path: Path
) -> None:
    keys = room.notify.keys_file(tmp_path)
    room.notify.switches.turn_on("slow", seconds=0.05, on="send")
    dues = await room.dues(LETTERS)
    for point in POINTS:
        # Each finds what the one before it left, and some that are new.
        dues += await room.dues(LETTERS)
        await room.look(dues)
        if point == "after_look_up":
            room.notify.switches.turn_on("cut_after", times=1)
        async with worker(room, keys, point) as process, asyncio.timeout(PATIENCE):
            assert await process.wait() == -signal.SIGKILL, f"it never came to {point}"
    async with worker(room, keys, "never"):
        await all_sent(room)
    references = [one.reference for one in room.notify.sent()]
    assert (len(references), len(set(references))) == (len(dues), len(dues))
    kept = await room.owner.fetch("SELECT reference::text FROM letter")
    assert {row["reference"] for row in kept} == set(references)


async def test_a_worker_that_is_asked_to_stop_ends_by_itself_and_leaves_no_letter_half_way(
    room: PostRoom, tmp_path: Path
) -> None:
    keys = room.notify.keys_file(tmp_path)
    room.notify.switches.turn_on("slow", seconds=0.2, on="send")
    await room.look(await room.dues(40))
    async with worker(room, keys, "never") as process:
        async with asyncio.timeout(PATIENCE):
            while not room.sent():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            os.kill(process.pid, signal.SIGINT)
            await process.wait()
    rows = await room.owner.fetch("SELECT state, lease_until FROM letter")
    assert {row["state"] for row in rows} <= {"sent", "queued"}
    assert len([row for row in rows if row["state"] == "sent"]) == len(room.sent())
