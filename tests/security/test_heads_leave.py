"""Each council's last seal leaves the machine by itself: whoever cuts the log at its end has not cut that."""

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Iterator

import asyncpg
import pytest

from portal.clock import Clock
from portal.json_log import JsonLines
from portal.sealing import read_heads
from portal.settings import Settings, SettingsProblem
from portal.worker import run_worker, verify
from tests.running import SECRET, RunningPortal

Db = asyncpg.Connection
PATIENCE = 60.0


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the worker's own handler writes, among the lines of everything else."""
    lines, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(lines), root.level
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def settings_of(portal: RunningPortal) -> Settings:
    return Settings(
        database_url=portal.database.dsn("portal_worker"),
        origins=(portal.origin,),
        secret=SECRET,
        audit_key=SECRET,
    )


async def work_until(portal: RunningPortal, ready: Callable[[], Awaitable[bool]]) -> None:
    """A worker of its own, as long as it takes."""
    work = asyncio.create_task(run_worker(settings_of(portal), clock=portal.clock))
    try:
        async with asyncio.timeout(PATIENCE):
            while not await ready():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_a_log_that_was_cut_has_lost_what_the_workers_lines_tell(
    portal: RunningPortal, db: Db, written: io.StringIO
) -> None:
    council = portal.cast.exampleshire

    async def sealed() -> bool:
        return bool(await db.fetchval("SELECT count(*) = 9 FROM access_seal"))

    async def told() -> bool:
        return '"seals": "9"' in written.getvalue()

    await db.execute("TRUNCATE access_log; TRUNCATE access_seal")
    await db.execute(
        """
        INSERT INTO access_log (council_id, at, actor_id, deed, kind)
        SELECT $1, $2::timestamptz + n * interval '1 second', $3, 'opened', 'visit' FROM generate_series(1, 9) AS n
        """,
        council,
        portal.clock.now(),
        portal.cast.amira.id,
    )
    await work_until(portal, sealed)
    # The next worker tells what the last one sealed, at once and from then on every hour.
    await work_until(portal, told)
    noted = written.getvalue()
    assert str(portal.cast.amira.id) not in noted
    since, clock = read_heads(f"host portal[7]: {noted}"), Clock()
    assert list(since) == [council]
    assert {one.broken_at for one in await verify(settings_of(portal), since, clock=clock)} == {None}
    await db.execute("DELETE FROM access_seal WHERE number >= 8")
    assert {one.broken_at for one in await verify(settings_of(portal), clock=clock)} == {None}
    cut = await verify(settings_of(portal), since, clock=clock)
    assert [one.broken_at for one in cut if one.council_id == council] == [8]


def test_lines_of_many_hours_are_all_compared() -> None:
    council = "00000000-0000-0000-0000-000000000007"
    line = '{{"what": "x", "council": "{}", "seals": "{}", "head": "{}"}}\n'
    since = read_heads(
        line.format(council, 3, "aa") + '{"what": "something else"}\n\n' + line.format(council, 9, "bb")
    )
    assert [dict(noted) for noted in since.values()] == [{3: "aa", 9: "bb"}]
    for wrong in ("{", '{"head": "aa"}', "a b", line.format("x", 3, "aa"), line.format(council, "x", "aa")):
        with pytest.raises(SettingsProblem):
            read_heads(wrong)
