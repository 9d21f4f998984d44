"""What the processes write into their own log: what happened and where, never what anybody typed."""

import json
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec

# A task that nobody waits for, and a call of the loop that is handed words: both end in the loop's own hands.
UNHEARD = """
import asyncio, functools, gc
import uvloop
from portal.json_log import log_as_json

def said(words):
    raise KeyError(words)

async def work():
    raise ValueError("zqtyped by somebody")

async def main():
    loop, task = asyncio.get_running_loop(), asyncio.create_task(work())
    loop.call_soon(functools.partial(said, "zqtyped by another"))
    await asyncio.sleep(0.01)
    del task
    gc.collect()
    await asyncio.sleep(0.01)

log_as_json()
uvloop.run(main())
"""


async def test_a_fault_that_nobody_waited_for_is_told_without_its_words() -> None:
    program = await create_subprocess_exec(sys.executable, "-c", UNHEARD, stderr=PIPE)
    _, told = await program.communicate()
    lines = [json.loads(line) for line in told.decode().splitlines()]
    assert sorted(line["what"].split(" at ")[0] for line in lines) == [
        "nobody waited for KeyError",
        "nobody waited for ValueError",
    ]
    assert "zqtyped" not in told.decode()
