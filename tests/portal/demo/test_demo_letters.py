"""Letters in the demonstration: the worker sends, a phone shows it, and the portal hears what became of it."""

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.portal.demo.running_demo import RunningDemo, data_folder
from tests.ports import free_port
from tests.running import Visitor, new_visitor

# A Friday before the week of visits, at an hour at which anybody may be texted.
FRIDAY = "2026-06-05T11:00"
PAGE = "/demo/phones"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def demo(data: Path) -> Iterator[RunningDemo]:
    running = RunningDemo(data, free_port(), "--clock", FRIDAY)
    yield running
    running.kill()


async def phone(somebody: Visitor, number: str) -> str:
    page = unescape((await somebody.get(PAGE)).text)
    return page.split(f'data-box="{number}"')[1].split("</article>")[0]


async def wait_for(somebody: Visitor, number: str, words: str) -> str:
    """The phone once it shows these words."""
    deadline = time.monotonic() + 45
    while words not in (shown := await phone(somebody, number)):
        assert time.monotonic() < deadline, shown
    return shown


async def test_reminders_reach_the_phones_they_are_for(demo: RunningDemo) -> None:
    assert f"Everybody’s phone: {demo.origin}{PAGE}" in demo.said
    async with new_visitor(demo.origin) as somebody:
        # A reminder, something to read, news of a message: whichever comes first, the others wait a quarter of an hour.
        marcus = await wait_for(somebody, "07700 900402", "msg them")
        dani = await wait_for(somebody, "07700 900401", "msg them")
        # She asked for words that say neither who writes nor where to sign in.
        assert "http" not in dani
        shared = await wait_for(somebody, "07700 900421", "Reminder: appointment on")
        assert shared.count("Reminder: appointment on") == 1
        assert "Nothing has come" in await phone(somebody, "07700 900442")
        for shown in (marcus, dani, shared):
            words = " ".join(re.findall(r'<p class="words"[^>]*>(.*?)</p>', shown, re.DOTALL))
            assert not re.search("Kit|Jay|Rowe|Amira|Luca|Quillfeather|social|visit", words)
        await somebody.post(PAGE, {"box": "sms-447700900402", "words": "1"})
        assert "Sent from this phone" in await phone(somebody, "07700 900402")


def test_its_keys_are_for_nobody_else_to_read_and_stay_the_same(data: Path, demo: RunningDemo) -> None:
    keys = data / "notify-keys.json"
    for path in (keys, data / "notify-secret"):
        assert path.stat().st_mode & 0o777 == 0o600
    before = json.loads(keys.read_text())
    assert set(before) == {"exampleshire", "sampleton"}
    demo.kill()
    again = RunningDemo(data, free_port(), "--clock", FRIDAY)
    again.kill()
    assert json.loads(keys.read_text()) == before
