"""`portal demo --crowd`: pairs to measure with, signed in and kept apart, and the limit that they are held to."""

import json
from pathlib import Path
from uuid import UUID

import aiohttp
import pytest

from portal.demo.crowd import FILE
from tests.portal.demo.running_demo import RunningDemo, data_folder
from tests.ports import free_port

Person = dict[str, str]


# What is measured with it is not part of the short run either.
@pytest.mark.prove
async def test_a_crowd_comes_in_pairs_at_both_councils_and_is_signed_in() -> None:
    with data_folder() as data:
        demo = RunningDemo(data, free_port(), "--crowd", "2", "--event-limit", "500")
        assert "Event limit: 500 in 10 seconds." in demo.said
        crowd = read(data)
        assert len(crowd) == 8
        assert (data / FILE).stat().st_mode & 0o077 == 0
        by_conversation: dict[str, list[Person]] = {}
        for person in crowd:
            by_conversation.setdefault(person["conversation"], []).append(person)
            assert person["origin"] == demo.origin
            assert await path_of_home(person) == {"family": "/home", "staff": "/staff/today"}[person["side"]]
        for pair in by_conversation.values():
            assert [person["side"] for person in pair] == ["family", "staff"]
            assert len({person["council"] for person in pair}) == 1
            UUID(pair[0]["conversation"])
        assert len({person["council"] for person in crowd}) == 2
        assert demo.interrupt() == 0
        await a_later_start_keeps_who_is_there_and_signs_them_in_afresh(data, crowd)


async def a_later_start_keeps_who_is_there_and_signs_them_in_afresh(data: Path, before: list[Person]) -> None:
    demo = RunningDemo(data, free_port(), "--crowd", "3")
    assert "Event limit: 20 in 10 seconds." in demo.said
    after = read(data)
    assert len(after) == 12
    assert {person["conversation"] for person in before} < {person["conversation"] for person in after}
    assert await path_of_home(after[0]) == "/home"
    assert await path_of_home(before[0] | {"origin": demo.origin}) == "/"
    assert demo.interrupt() == 0


def read(data: Path) -> list[Person]:
    crowd: list[Person] = json.loads((data / FILE).read_text())
    return crowd


async def path_of_home(person: Person) -> str:
    """Where the front door leads whoever holds this cookie."""
    cookies = {person["cookie"]: person["value"]}
    async with (
        aiohttp.ClientSession(cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        http.get(person["origin"] + "/") as front,
    ):
        return front.url.path
