"""The three ways in which every journey is made, and the tasks' limits."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from urllib.parse import urlsplit

import pytest

from portal.demo.cast import Member
from tests.browser import PageFor
from tests.figures import Figure
from tests.journeys.hands import Hands, Keyboard
from tests.running import RunningPortal


class Way(StrEnum):
    JAVASCRIPT = "with JavaScript"
    PLAIN = "without JavaScript"
    KEYBOARD = "by keyboard alone"


# Task: taps that we aim at, most that are allowed, and what is allowed more without JavaScript.
TAPS: dict[str, tuple[int, int]] = {
    "know when the next visit is, who comes and why": (0, 0),
    "confirm a visit": (1, 1),
    "ask for a different time": (3, 4),
    "add something to talk about": (3, 4),
    "tick a get-ready item": (2, 3),
    "read a reply": (2, 3),
    "read what happened after a visit": (1, 2),
    "say that it is wrong": (3, 4),
    "see the next visit with what the family added": (0, 1),
    "tell a family that I am running late": (2, 3),
    "plan the next visit from the last one": (8, 12),
    "read a new message": (1, 2),
    "reply to a new message": (2, 3),
    "reply to the message waiting longest": (2, 3),
    "set away with cover": (3, 4),
    "see who waits over 1 working day": (0, 1),
    "give cover": (4, 5),
    "change hours": (3, 4),
    "change how we may contact you": (4, 5),
    # No page to read first and nothing to answer: it has to be as short as saying it.
    "say that my phone is not safe": (3, 3),
    "say how I feel: one face, one sentence": (4, 5),
    "tell what I think, with everything that can be skipped": (16, 20),
    "come back to unfinished views": (1, 1),
    "answer a child’s views with an action": (4, 5),
}


class Tally:
    """Taps by task, held against the table."""

    def __init__(self, way: Way, figure: Figure) -> None:
        self.way, self.figure = way, figure

    def task(self, name: str, hands: Hands) -> None:
        """The task is done: its taps are counted, and the count starts anew."""
        target, most = TAPS[name]
        taps, hands.taps = hands.taps, 0
        self.figure(f"taps, {self.way}: {name}: {taps} (target {target}, at most {most})")
        assert taps <= most, f"{name} took {taps} taps; at most {most} are allowed"


HandsFor = Callable[[Member], Awaitable[Hands]]


@pytest.fixture(params=list(Way), ids=["javascript", "plain", "keyboard"])
def way(request: pytest.FixtureRequest) -> Way:
    return Way(request.param)


@pytest.fixture
def tally(way: Way, figure: Figure) -> Tally:
    return Tally(way, figure)


@pytest.fixture
def hands_for(way: Way, page_for: PageFor) -> HandsFor:
    """hands_for(cast.dani): she signs in, and goes on as this way has it."""

    async def sit_down(member: Member) -> Hands:
        page = await page_for(member, javascript=way is not Way.PLAIN)
        return Keyboard(page) if way is Way.KEYBOARD else Hands(page)

    return sit_down


async def home(hands: Hands, portal: RunningPortal) -> None:
    """Tasks are counted from the page that signing in leads to."""
    where = "/staff/today" if "/staff/" in hands.page.url else "/home"
    await hands.page.goto(portal.origin + where)
    assert urlsplit(hands.page.url).path == where
    hands.taps = 0
