"""The list of states in parts of like length: each is a file of its own, and files are looked at side by side."""

from collections.abc import Sequence

from tests.accessibility.states import FAMILY, OPEN, STAFF, State

# By how addresses begin. What begins like none of these is the last part.
_FAMILY = {
    "visits": ("/home", "/visits"),
    "meetings": ("/meetings",),
    "words": ("/messages", "/views"),
    "rest": (),
}
_STAFF = {
    "visits": ("/staff/today", "/staff/visits"),
    "people": ("/staff/people", "/staff/plans", "/staff/messages"),
    "meetings": ("/staff/meetings", "/staff/views", "/staff/together"),
    "rest": (),
}


def _parts(
    name: str, states: Sequence[State], beginnings: dict[str, tuple[str, ...]]
) -> dict[str, tuple[State, ...]]:
    found: dict[str, list[State]] = {f"{name}, {part}": [] for part in beginnings}
    for state in states:
        part = next((part for part, begin in beginnings.items() if state.path.startswith(begin)), "rest")
        found[f"{name}, {part}"].append(state)
    return {part: tuple(those) for part, those in found.items()}


PARTS = {"open": OPEN} | _parts("family", FAMILY, _FAMILY) | _parts("staff", STAFF, _STAFF)
