"""What every test can ask for."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop

from tests.browser import browsing, page_for
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

__all__ = [
    "browsing",
    "cast",
    "cast_database",
    "cast_template",
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what only the long run is for."""
    if config.getoption("--prove"):
        return
    left_out = [item for item in items if item.get_closest_marker("prove")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The portal's loop. Under this hook async session fixtures would run per test: ours are synchronous."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def proving(pytestconfig: pytest.Config) -> bool:
    """Whether this is the long run."""
    return bool(pytestconfig.getoption("--prove"))
