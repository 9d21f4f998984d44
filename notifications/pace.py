"""How long things take and how long we wait: every figure of the journey, in seconds, and the rules between them."""

import random
from dataclasses import dataclass

_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Pace:
    """What a deployment runs with. Tests shorten it; the rules between the figures stay.

    Notify refuses a request whose token is older than 30 seconds. A worker that stood still between making one and
    sending it is therefore refused, and nobody else asks for the letter before that: `lease` is longer than `fresh`
    and those 30 seconds together, and `settle` is not shorter than them.

    Whoever calls a visit off waits for its letters under way, for 3 seconds after their claim (`let_letters_pass`):
    `fresh` is shorter.
    """

    # How long one worker holds a letter, and how long after its claim it may still begin to send it.
    lease: float = 60.0
    fresh: float = 2.5
    # How long an unclear answer rests before Notify is asked what became of it.
    settle: float = 30.0
    # How long Notify may take to accept a connection, and again to answer.
    time_out: float = 5.0
    # How long a job may go without a sign of life before another worker takes it up.
    heartbeat: float = 30.0
    # How long we leave Notify alone after five failures in a row: at first, and at the most.
    rest: float = 10.0
    longest_rest: float = 300.0
    # How often Notify is asked whether it takes us again after it refused our key or our clock.
    probe_every: float = 60.0
    # How long a letter waits after an answer that asks for patience: at first, and at the most.
    patience: float = 5.0
    longest_patience: float = 900.0
    # Letters of one council in a minute, over all processes: Notify takes 3,000, and some set off late.
    a_minute: int = 2_900
    # How far ahead of now a letter may take its minute's place. Were it further than letters stay fresh, each would be
    # given back with its place used up, and none would ever leave.
    ahead: float = 2.0
    # Letters of one council that are under way at once, over all processes.
    at_once: int = 48
    # How often leases, councils and waiting letters are looked at.
    look_every: float = 10.0

    @property
    def spacing(self) -> float:
        return 60.0 / self.a_minute


FAILURES_BEFORE_A_REST = 5
# Somebody else has the letter's row, or the database is busy.
SOON = 1.0


def patience(pace: Pace, attempts: int) -> float:
    """How long a letter waits before its next attempt: doubling, and never two letters alike."""
    return _spread(min(pace.patience * 2.0 ** min(attempts, 20), pace.longest_patience))


def rest(pace: Pace, failures: int) -> float:
    """How long nothing is sent after so many failures in a row; 0 where it goes on."""
    if failures < FAILURES_BEFORE_A_REST:
        return 0.0
    doubled = pace.rest * 2.0 ** min(failures - FAILURES_BEFORE_A_REST, 20)
    return min(doubled, pace.longest_rest)


def _spread(seconds: float) -> float:
    return seconds * _chance.uniform(0.8, 1.2)
