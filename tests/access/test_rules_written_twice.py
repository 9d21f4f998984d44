"""Rules of who may see what that are asked in several ways: over drawn councils every way answers the same.

Some rules are functions of the database twice, plainly and fast; others are asked again by a page, a socket or
a letter. Each answer for everybody is compared with the rule said in Python. A difference names its seed.
"""

from random import SystemRandom

from portal.db import Connection
from tests.access.worlds.asking import differences, expected_of, filled
from tests.access.worlds.drawn import QUESTIONS, owner
from tests.access.worlds.things import draw

__all__ = ["owner"]


async def test_every_way_to_ask_who_may_see_what_answers_the_same(owner: Connection, proving: bool) -> None:
    seeds = [str(SystemRandom().getrandbits(32)) for _ in range(40)] if proving else ["some", "councils"]
    for seed in seeds:
        worlds = draw(seed), draw(f"beside {seed}")
        async with filled(owner, worlds):
            found = [one async for one in differences(owner, expected_of(worlds, QUESTIONS))]
        assert not found, f"seed {seed!r}:\n" + "\n".join(found)
