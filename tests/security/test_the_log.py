"""What the processes write into their own log: what happened and where, never what anybody typed."""

import asyncio
import io
import json
import logging
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import Callable, Iterator

import asyncpg
import pytest

from portal.json_log import JsonLines, lines_about
from tests.running import RunningPortal, SignIn, Visitor

Lines = Callable[[], list[dict[str, str]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the processes' own handler would have written until now."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


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


async def test_a_line_tells_which_request_it_was_and_the_page_tells_the_same(
    portal: RunningPortal, sign_in: SignIn, db: "asyncpg.Connection[asyncpg.Record]", lines: Lines
) -> None:
    cast, page = portal.cast, f"/visits/{portal.cast.home_visit}"
    dani, kit = await sign_in(cast.dani), await sign_in(cast.kit)
    await db.execute("REVOKE INSERT ON access_log FROM portal_web")
    shown = [await visitor.get(f"{page}?of=zqtyped") for visitor in (dani, dani, kit)]
    assert [answer.status for answer in shown] == [500] * 3
    told = lines()
    assert [(line["route"], line["council"]) for line in told] == [
        ("GET /visits/{visit_id}", str(cast.exampleshire))
    ] * 3
    requests, people = [line["request"] for line in told], [line["who"] for line in told]
    assert len(set(requests)) == 3
    for reference, answer in zip(requests, shown, strict=True):
        assert f"If you tell us about it, say: {reference}." in answer.text
    assert people[0] == people[1] != people[2]
    of_somebody = ("zqtyped", "Dani", str(cast.home_visit), str(cast.dani.id), str(cast.dani.account_id))
    assert not [word for word in of_somebody if word in json.dumps(told)]


async def test_before_somebody_is_known_a_line_names_no_council_and_nobody(
    stranger: Visitor, db: "asyncpg.Connection[asyncpg.Record]", lines: Lines
) -> None:
    await db.execute("REVOKE INSERT ON sign_in_failure FROM portal_web")
    typed: dict[str, object] = {"name": "dani@example.com", "password": "zqtyped"}
    assert (await stranger.post("/sign-in", typed)).status == 500
    [line] = lines()
    assert line["route"] == "POST /sign-in"
    assert {"council", "who"} & set(line) == set()
    assert not [word for word in typed.values() if str(word) in json.dumps(line)]


async def test_what_a_request_starts_for_others_is_not_told_as_its_own(lines: Lines) -> None:
    log = logging.getLogger("portal")

    async def start_something() -> None:
        log.warning("for everybody")

    with lines_about(lambda: {"request": "0123abcd", "route": "GET /home"}):
        log.warning("for this one")
        await asyncio.create_task(start_something())
    log.warning("afterwards")
    assert [line.get("request") for line in lines()] == ["0123abcd", None, None]
