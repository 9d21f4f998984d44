"""Waiting on a machine that now and then stands still for a second or two.

What has to happen in the end is waited for for `PATIENCE`: only what hangs takes so long. Where a promise names
seconds, they are counted by a clock that stands still with the machine, as everything that keeps the promise does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 30.0
TICK = 0.05

T = TypeVar("T")


async def running_for(seconds: float) -> None:
    """So many seconds in which this process ran."""
    for _ in range(round(seconds / TICK)):
        await asyncio.sleep(TICK)


async def within(seconds: float, work: Awaitable[T]) -> T:
    """What comes of it, within so many seconds in which this process ran. Raises TimeoutError."""
    task = asyncio.ensure_future(work)
    try:
        for _ in range(round(seconds / TICK)):
            await asyncio.wait({task}, timeout=TICK)
            if task.done():
                return task.result()
        raise TimeoutError
    finally:
        task.cancel()


async def until(true: Callable[[], Awaitable[object]]) -> None:
    """Asks again and again, until it is so. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.02)
