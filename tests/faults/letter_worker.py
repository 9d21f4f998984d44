"""A nursery of workers that die: it imports everything once and forks a worker for each order that it reads.

python -m tests.faults.letter_worker DSN NOTIFY_URL KEYS_FILE ORIGIN: each line is an order in JSON (`Order`). It says
`begun PID` and `ended PID` for each. A worker kills itself, at once and for good (SIGKILL), where its order says; of a
letter in whose hand-over it is to die it says `handing PID REFERENCE`, and is killed when Notify has just taken that.
"""

import asyncio
import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import uvloop

from notifications.answers import Answer, Taken
from notifications.delivery import Delivery
from notifications.pace import Pace
from notifications.store import speaking_for
from notifications.store_outcomes import put_back
from notifications.underway import Claim, Doubt, Later, Settled
from portal.clock import Clock
from portal.demo.orphans import ends_with_parent
from portal.letters_settings import LettersSettings, read_keys
from portal.settings import Settings
from portal.worker import Ways, run_worker
from tests.running import SECRET

AFTER_CLAIM, HANDING_OVER, AFTER_ANSWER, AFTER_RECORD = (
    "after claim", "while handing over", "after the answer", "after the record",
)  # fmt: skip
POINTS = (AFTER_CLAIM, HANDING_OVER, AFTER_ANSWER, AFTER_RECORD)
# Builds that break a promise on purpose.
ASKS_NOBODY, RECORDS_FIRST, LINGERS = (
    "sends again unasked",
    "records before it sends",
    "lingers after its claim",
)
LINGERS_FOR = 5.0
# How long Notify's stand-in takes to take a letter.
ANSWERS_AFTER = 0.06
# The order of the figures is the real one, only they are short; a lease stays long beside what a busy machine takes.
PACE = Pace(
    lease=6.0, fresh=1.2, settle=1.0, time_out=4.0, heartbeat=1.0, rest=0.3, longest_rest=1.0, patience=0.2,
    longest_patience=1.0, ahead=1.0, look_every=0.3,
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """A worker to begin. It dies the `number`th time that it comes to `point`; nowhere, if that is empty."""

    worker: str
    ahead: float
    point: str = ""
    number: int = 1
    build: str = ""


class Dying(Delivery):
    """Each step as it is, and perhaps the end of the process beside it."""

    order = Order("", 0.0)
    told = 1

    def __init__(self, *means: Any) -> None:
        super().__init__(*means)
        self.worker = UUID(self.order.worker)
        self._left = self.order.number

    def _die_at(self, point: str) -> None:
        if point == self.order.point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def claim(self, council_id: UUID, letter_id: UUID) -> Claim | Doubt | Later | None:
        claimed = await super().claim(council_id, letter_id)
        if isinstance(claimed, Claim):
            self._die_at(AFTER_CLAIM)
        return claimed

    async def hand_over(self, claim: Claim) -> Answer:
        if self.order.point == HANDING_OVER:
            self._left -= 1
            if self._left == 0:
                os.write(self.told, f"handing {os.getpid()} {claim.reference}\n".encode())
        answer = await super().hand_over(claim)
        self._die_at(AFTER_ANSWER)
        return answer

    async def record(self, claim: Claim, answer: Answer) -> Later | None:
        later = await super().record(claim, answer)
        self._die_at(AFTER_RECORD)
        return later


class AskingNobody(Dying):
    async def settle(self, doubt: Doubt) -> Settled:
        async with speaking_for(self.pool, doubt.letter.council_id, self.now()) as conn:
            await put_back(conn, doubt.letter.id, self.worker, None, None)
        return Settled.NOT_THERE


class RecordingFirst(Dying):
    async def hand_over(self, claim: Claim) -> Answer:
        await super(Dying, self).record(claim, Taken(uuid4(), None, None))
        self._die_at(AFTER_RECORD)
        return await super().hand_over(claim)


class Lingering(Dying):
    async def hand_over(self, claim: Claim) -> Answer:
        # Longer than anybody waits for a letter under way.
        if claim.letter.key == "visit":
            await asyncio.sleep(LINGERS_FOR)
            claim = replace(claim, at=time.monotonic())
        return await super().hand_over(claim)


BUILDS = {"": Dying, ASKS_NOBODY: AskingNobody, RECORDS_FIRST: RecordingFirst, LINGERS: Lingering}
# Where to die for what each breaks to show. Who lingers lives on: its first letter to go would take all others along.
WHERE = {ASKS_NOBODY: (HANDING_OVER, AFTER_ANSWER), RECORDS_FIRST: (AFTER_RECORD,), LINGERS: ("",)}


def work(settings: Settings, order: Order) -> None:
    """The child's whole life."""
    told = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    build = type("Ordered", (BUILDS[order.build],), {"order": order, "told": told})
    ways = Ways(pace=PACE, look_every=0.6, delivering=build)
    uvloop.run(run_worker(settings, clock=Clock(timedelta(seconds=order.ahead)), ways=ways))


def main(dsn: str, url: str, keys: str, origin: str) -> None:
    letters = LettersSettings(url, read_keys(Path(keys)))
    settings = Settings(database_url=dsn, origins=(origin,), secret=SECRET, audit_key=SECRET, letters=letters)
    dies_with_nursery = ends_with_parent(signal.SIGKILL)
    while True:
        said, _, _ = select.select([sys.stdin], [], [], 0.02)
        if said:
            line = sys.stdin.readline()
            if not line:
                break
            order = Order(**json.loads(line))
            pid = os.fork()
            if pid == 0:
                dies_with_nursery()
                work(settings, order)
                os._exit(0)
            print(f"begun {pid}", flush=True)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                print(f"ended {ended}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
