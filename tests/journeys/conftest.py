"""What the journeys share, and which of them every run makes by keyboard alone and without JavaScript."""

import pytest

from tests.journeys.ways import Way, hands_for, tally, way

__all__ = ["hands_for", "tally", "way"]

# A parent's day and a worker's day go by keyboard in every run, and so does every stop of test_keyboard.py. The same
# components carry all other journeys: by keyboard they are made in the long run. By keyboard is with JavaScript too:
# whoever goes that way goes by finger in the long run only.
BY_KEYBOARD = ("test_parent.py", "test_worker.py")
# These go without JavaScript in the long run only: the tests of their features ask for the same pages and send the same
# forms as a browser without it does.
WITH_JAVASCRIPT = ("test_letters.py", "test_ways_in.py", "test_cover.py", "test_words_and_hours.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--prove"):
        return
    left_out = [item for item in items if _is_for_the_long_run(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_for_the_long_run(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    way = call.params.get("way") if call is not None else None
    if way in (Way.KEYBOARD, Way.JAVASCRIPT):
        return (way is Way.KEYBOARD) != (item.path.name in BY_KEYBOARD)
    return way is Way.PLAIN and item.path.name in WITH_JAVASCRIPT
