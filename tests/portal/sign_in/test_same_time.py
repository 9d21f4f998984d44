"""Whether anybody has a name does not show in how long the answer takes."""

import math
import random
import time

import pytest

from portal.demo.cast import Cast
from tests.portal.sign_in.letters import Db
from tests.running import Visitor, hidden_fields

EACH = 200


def z_of(one: list[float], other: list[float]) -> float:
    """Mann and Whitney's: how sure one is that the first kind takes longer than the second."""
    ranked = sorted([(took, 0) for took in one] + [(took, 1) for took in other])
    ranks = sum(place for place, (_, kind) in enumerate(ranked, 1) if kind == 0)
    n, m = len(one), len(other)
    return (ranks - n * (n + m + 1) / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def test_the_measure_sees_a_difference_where_there_is_one() -> None:
    dice = random.Random(7)
    same = z_of([dice.gauss(10, 1) for _ in range(EACH)], [dice.gauss(10, 1) for _ in range(EACH)])
    slower = z_of([dice.gauss(10.5, 1) for _ in range(EACH)], [dice.gauss(10, 1) for _ in range(EACH)])
    assert abs(same) < 3 < slower


@pytest.mark.prove
async def test_asking_for_a_link_takes_as_long_for_nobody(stranger: Visitor, cast: Cast, db: Db) -> None:
    """Names that somebody has, with letters left for today and with none left, against names that nobody has."""
    hidden = hidden_fields((await stranger.get("/sign-in/help")).text)
    known = [member.sign_in for member in cast.who_sign_in()]
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(EACH + 10):
        for somebody in random.Random(number).sample([True, False], 2):
            name = known[number % len(known)] if somebody else f"nobody{number:04}@example.com"
            began = time.perf_counter()
            answer = await stranger.send("/sign-in/help", {**hidden, "name": name}, follow=False)
            took[somebody].append(time.perf_counter() - began)
            assert (answer.status, answer.headers["Location"]) == (303, "/sign-in/help/sent")
        if number % 15 == 0:
            await db.execute("DELETE FROM sign_in_failure")
    z = z_of(took[True][10:], took[False][10:])
    medians = [sorted(times[10:])[EACH // 2] * 1000 for times in (took[True], took[False])]
    print(f"{EACH} + {EACH} askings: {medians[0]:.2f} and {medians[1]:.2f} ms, z = {z:.2f}")
    assert abs(z) < 3
