"""Figures that tests print beside their limits, at the end of the run, whichever process took them."""

from collections.abc import Callable

import pytest

Figure = Callable[[str], None]
NAME = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """figure("home 12.1 KB of 35") is printed at the end, also when the test passes."""

    def note(text: str) -> None:
        record_property(NAME, text)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        str(text)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "teardown" or getattr(report, "failed", False)
        for name, text in getattr(report, "user_properties", ())
        if name == NAME
    ]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(dict.fromkeys(lines)):
            terminalreporter.line(line)
