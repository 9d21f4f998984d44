"""What every test can ask for."""

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest
import uvloop
from hypothesis import settings

from tests.browser import browsing, chromium, page_for
from tests.databases import (
    cast_database,
    cast_template,
    cluster,
    empty_database,
    empty_template,
    shared_cast_database,
    shared_told_database,
    told_database,
    told_template,
)
from tests.figures import figure, pytest_terminal_summary
from tests.notify import notify
from tests.running import cast, clock, db, portal, sign_in, stranger

# Whole files go to whichever process is free, in this order: none of these is to be left over at the end alone.
LONGEST = (
    "tests/access/test_nobody_sees_anothers.py",
    "tests/accessibility/",
    "tests/live/test_announcer.py",
    "tests/faults/test_nothing_is_lost.py",
    "tests/journeys/",
    "tests/faults/",
    "tests/security/test_bad_input.py",
    "tests/reminders/",
    "tests/notifications/test_workers_that_end.py",
    "tests/portal/demo/",
    "tests/security/test_markup.py",
    "tests/security/test_the_database_goes_away.py",
)
RUNNER = "_session_scoped_runner"

__all__ = [
    "browsing",
    "cast",
    "cast_database",
    "cast_template",
    "chromium",
    "clock",
    "cluster",
    "db",
    "empty_database",
    "empty_template",
    "figure",
    "notify",
    "page_for",
    "portal",
    "pytest_terminal_summary",
    "shared_cast_database",
    "shared_told_database",
    "sign_in",
    "stranger",
    "told_database",
    "told_template",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--prove` goes the long way round: all modes where the short run deals them out, and what is marked."""
    parser.addoption("--prove", action="store_true", help="the whole matrix, not the short run")


def pytest_configure(config: pytest.Config) -> None:
    """Drawn examples: the same in each short run, others in each long one. A slow machine is no finding in either."""
    settings.register_profile("drawn", derandomize=not config.getoption("--prove"), deadline=None)
    settings.load_profile("drawn")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what only the long run is for, and begins with the files that take longest."""
    items.sort(key=_place)
    if config.getoption("--prove"):
        return
    left_out = [item for item in items if item.get_closest_marker("prove")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _place(item: pytest.Item) -> int:
    return next((at for at, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The portal's loop: one for all tests of a process, so that one browser can serve them all."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(autouse=True)
def leaves_nothing_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test began and did not wait for ends with it, as it would with a loop of its own."""
    yield
    if RUNNER in request.fixturenames:
        request.getfixturevalue(RUNNER).run(_end_what_is_left())


async def _end_what_is_left() -> None:
    me = asyncio.current_task()
    left = [one for one in asyncio.all_tasks() if one is not me and not _is_of_the_browser(one)]
    for one in left:
        one.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _is_of_the_browser(task: "asyncio.Task[object]") -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and "/playwright/" in code.co_filename


@pytest.fixture(scope="session")
def proving(pytestconfig: pytest.Config) -> bool:
    """Whether this is the long run."""
    return bool(pytestconfig.getoption("--prove"))
