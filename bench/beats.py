"""Even beats: the loop's own timers count in milliseconds, which at 500 a second is half of the time between two."""

import asyncio
import ctypes
import os
import time
from collections.abc import AsyncIterator

MONOTONIC = 1
NONBLOCK = os.O_NONBLOCK


class _Moment(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


class _Timer(ctypes.Structure):
    _fields_ = [("every", _Moment), ("first", _Moment)]


async def beats(rate: float, number: int) -> AsyncIterator[tuple[int, float]]:
    """The number of each beat and when it was due, as near to that moment as the kernel wakes this process."""
    loop, beaten = asyncio.get_running_loop(), asyncio.Event()
    every = _Moment(*divmod(round(1e9 / rate), 10**9))
    libc = ctypes.CDLL(None, use_errno=True)
    timer = libc.timerfd_create(MONOTONIC, NONBLOCK)
    if timer < 0 or libc.timerfd_settime(timer, 0, ctypes.byref(_Timer(every, every)), None):
        raise OSError(ctypes.get_errno(), "no timer")
    start, done = time.perf_counter(), 0
    loop.add_reader(timer, beaten.set)
    try:
        while done < number:
            await beaten.wait()
            beaten.clear()
            for _ in range(_beaten(timer)):
                if done < number:
                    done += 1
                    yield done - 1, start + done / rate
    finally:
        loop.remove_reader(timer)
        os.close(timer)


def _beaten(timer: int) -> int:
    """How often since this was last asked."""
    try:
        return int.from_bytes(os.read(timer, 8), "little")
    except BlockingIOError:
        return 0
