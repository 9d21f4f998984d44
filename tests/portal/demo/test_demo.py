"""`portal demo` from its first start to the next day: what it says, what it keeps, and what it leaves behind."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from portal.demo.cast import CAST, PASSWORD
from tests.portal.demo.running_demo import (
    NotReady,
    RunningDemo,
    data_folder,
    run_to_its_end,
    wait_until_gone,
)
from tests.ports import free_port
from tests.running import new_visitor


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One data folder for the module, filled by the first start."""
    with data_folder() as folder:
        yield folder


@pytest.fixture
def demo(data: Path) -> Iterator[RunningDemo]:
    running = RunningDemo(data, free_port())
    yield running
    running.kill()


async def test_the_first_start_fills_it_and_says_who_can_sign_in(demo: RunningDemo) -> None:
    assert demo.said[0] == "Starting PostgreSQL."
    assert demo.said[-1] == f"Ready: {demo.origin}/"
    told = "\n".join(demo.said)
    assert all(one.name in told and one.sign_in in told for one in CAST.who_sign_in())
    assert PASSWORD in told
    async with new_visitor(demo.origin) as stranger:
        assert (await stranger.get("/sign-in")).status == 200


def test_the_next_start_is_quick_and_fills_nothing_again(data: Path, proving: bool) -> None:
    again = RunningDemo(data, free_port())
    assert not [line for line in again.said if "Filling" in line or "up to date" in line]
    assert again.interrupt() == 0
    if proving:  # times are compared where nothing else runs
        assert again.seconds < 3


async def test_its_first_page_says_that_it_is_a_demonstration(demo: RunningDemo) -> None:
    async with new_visitor(demo.origin) as stranger:
        page = await stranger.get("/")
    assert page.status == 200
    assert re.search(r"<h1[^>]*>This is a demonstration</h1>", page.text)
    shown = unescape(page.text)
    for one in CAST.who_sign_in():
        assert one.name in shown
        assert one.sign_in in shown
        assert one.shows in shown


async def test_every_sign_in_of_the_first_page_works(demo: RunningDemo) -> None:
    for one in CAST.who_sign_in():
        async with new_visitor(demo.origin) as visitor:
            fields: dict[str, object] = {"name": one.sign_in, "password": one.password, "next": ""}
            answer = await visitor.post("/sign-in", fields, page="/")
            assert (answer.status, answer.path == "/sign-in") == (200, False), one.name
            # Whoever is signed in finds their own pages at the front door.
            assert (await visitor.get("/")).path == answer.path


async def test_exit_leads_to_a_page_about_the_weather_and_nothing_else(demo: RunningDemo) -> None:
    async with new_visitor(demo.origin) as dani:
        await dani.sign_in(CAST.dani)
        left = await dani.get("/exit")
        assert (left.status, left.path) == (200, "/weather")
        words = re.sub(r"<[^>]*>", " ", left.text)
        for word in ("Dani", "Kite", "Harbour", "council", "demonstration", "sign in", "visit"):
            assert word.lower() not in words.lower()
        assert (await dani.get("/home")).path == "/sign-in"


def test_ctrl_c_ends_everything(data: Path) -> None:
    demo = RunningDemo(data, free_port())
    everything = demo.everything()
    assert len(everything) > 5
    assert demo.interrupt() == 0
    assert wait_until_gone(everything, data, seconds=0.5) == set()


def test_a_kill_leaves_no_process_and_the_next_start_recovers(data: Path) -> None:
    demo = RunningDemo(data, free_port())
    everything = demo.everything()
    demo.kill()
    assert wait_until_gone(everything, data) == set()
    again = RunningDemo(data, demo.port)
    assert again.interrupt() == 0


def test_a_kill_in_the_middle_of_the_first_start_is_made_good() -> None:
    with data_folder() as folder:
        for line in ("Starting", "Brought", "Filling"):
            killed = KilledAt(folder, line)
            # In the middle of filling the server has much to write before it ends.
            assert wait_until_gone({killed.process.pid}, folder, seconds=30) == set()
        whole = RunningDemo(folder, free_port())
        assert whole.interrupt() == 0


class KilledAt(RunningDemo):
    """A start that is killed as soon as it says a line that begins so."""

    def __init__(self, data: Path, line: str) -> None:
        self.at = line
        super().__init__(data, free_port())

    def _read_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith((self.at, "Ready")):
                break
        self.kill()


def test_a_port_that_is_taken_is_one_line_and_exit_code_2(demo: RunningDemo) -> None:
    with data_folder() as folder:
        refused = run_to_its_end("--port", str(demo.port), "--data", str(folder))
    assert refused.returncode == 2
    assert refused.stderr == (
        f"Port {demo.port} is taken. Stop what uses it, or choose another, for example PORT=8123.\n"
    )
    assert refused.stdout == ""


def test_a_port_that_is_none_is_one_line_and_exit_code_2(data: Path) -> None:
    refused = run_to_its_end("--port", "70000", "--data", str(data))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_a_data_folder_in_use_is_one_line_and_exit_code_2(demo: RunningDemo) -> None:
    refused = run_to_its_end("--port", str(free_port()), "--data", str(demo.data))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "is in use by another portal" in refused.stderr


def test_on_a_later_day_it_says_how_to_get_new_dates_and_keeps_the_old(data: Path) -> None:
    later = RunningDemo(data, free_port(), "--clock", "2031-03-04T09:30")
    assert [line for line in later.said if "make demo-fresh" in line]
    assert later.interrupt() == 0
    afresh = RunningDemo(data, free_port(), "--clock", "2031-03-04T09:30", "--fresh")
    assert not [line for line in afresh.said if "make demo-fresh" in line]
    assert "Filling it with invented people." in afresh.said
    assert afresh.interrupt() == 0


def test_its_keys_are_its_own_and_nobody_elses_to_read(data: Path) -> None:
    for name in ("secret", "audit-key"):
        assert (data / name).stat().st_mode & 0o777 == 0o600
    assert (data / "secret").read_bytes() != (data / "audit-key").read_bytes()


def test_what_went_wrong_is_said(data: Path) -> None:
    with pytest.raises(NotReady, match="is no moment such as 2027-03-27T15:00"):
        RunningDemo(data, free_port(), "--clock", "half past four")
