"""What the journeys share, and which of them every run makes by keyboard alone."""

import pytest

from tests.journeys.ways import Way, hands_for, tally, way

__all__ = ["hands_for", "tally", "way"]

# A parent's day and a worker's day go by keyboard in every run, and so does every stop of test_keyboard.py. The same
# components carry all other journeys: by keyboard they are made in the long run.
BY_KEYBOARD = ("test_parent.py", "test_worker.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--prove"):
        return
    left_out = [item for item in items if _is_for_the_long_run(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_for_the_long_run(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    by_keyboard = call is not None and call.params.get("way") is Way.KEYBOARD
    return by_keyboard and item.path.name not in BY_KEYBOARD
