"""A crowd in a process of its own: connects, talks in pairs as it is told, and says how long everything took.

Reads one order a line and answers each with one line of JSON:

    connect N            people connected, in all
    closed SECONDS       everybody writes again as soon as their message was acknowledged and heard by the other side
    fixed RATE SECONDS   so many messages a second, by everybody in turn
    burst N              one person writes N messages at once
    end

Usage: python -m bench.crowd FILE   (crowd.json, the two of a pair one after the other)
"""

import asyncio
import gc
import json
import os
import sys
import time
from array import array
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

from bench.beats import beats
from bench.talker import Broken, Talker

AT_ONCE = 40
WARM_UP = 0.7
DRAIN = 5.0
# With its number, a message of 120 letters.
FILLER = b"We will be there at ten past four, the bus was late again today. Kit wants to show you the picture he made."


@dataclass
class Said:
    """What one order gave. Times in milliseconds; `rate` counts messages acknowledged and heard."""

    messages: int = 0
    rate: float = 0.0
    ack: list[float] = field(default_factory=list)
    receive: list[float] = field(default_factory=list)
    refused: int = 0
    unanswered: int = 0
    # Share of a core that the generator used, and how late its own sending was.
    busy: float = 0.0
    lag: float = 0.0
    bytes_a_message: float = 0.0
    frames_a_message: float = 0.0


class Run:
    """The messages of one order: when each was sent, acknowledged and heard by the other side."""

    def __init__(self, first: int, *, again: bool = False) -> None:
        self.first, self.again = first, again
        self.sent, self.acked, self.heard = array("d"), array("d"), array("d")
        self.senders: list[Talker] = []
        self.refused = 0

    @property
    def next(self) -> int:
        return self.first + len(self.sent)

    def add(self, talker: Talker) -> None:
        self.sent.append(time.perf_counter())
        self.acked.append(0.0)
        self.heard.append(0.0)
        self.senders.append(talker)

    def waiting(self) -> int:
        """Messages that were neither refused nor both acknowledged and heard."""
        return sum(
            1
            for acked, heard in zip(self.acked, self.heard, strict=True)
            if acked >= 0 and not (acked and heard)
        )

    def summary(self, begin: float, end: float, *, by_sending: bool) -> Said:
        """What was sent (or else: was whole) between two moments."""
        ack, receive, whole = [], [], 0
        for sent, acked, heard in zip(self.sent, self.acked, self.heard, strict=True):
            if acked > 0 and heard:
                whole += 1
                if begin <= (sent if by_sending else max(acked, heard)) < end:
                    ack.append(acked - sent)
                    receive.append(heard - sent)
        rate = len(ack) / (end - begin)
        return Said(whole, rate, _parts(ack), _parts(receive), self.refused, self.waiting())


class Crowd:
    """Everybody who is connected, and the run under way."""

    def __init__(self, people: list[dict[str, str]]) -> None:
        self.people = people
        self.talkers: list[Talker] = []
        self.broken = False
        self._ids = os.urandom(8).hex()
        self._run = Run(0)

    async def connect(self, number: int) -> None:
        loop = asyncio.get_running_loop()
        address = urlsplit(self.people[0]["origin"])
        host, port = str(address.hostname), int(address.port or 80)

        async def join(person: dict[str, str]) -> Talker:
            _, talker = await loop.create_connection(
                lambda: Talker(person, self.acked, self.heard), host, port
            )
            await asyncio.wait_for(talker.ready, 20)
            return talker

        while len(self.talkers) < number:
            some = self.people[len(self.talkers) : min(len(self.talkers) + AT_ONCE, number)]
            self.talkers += await asyncio.gather(*map(join, some))
        for one, other in zip(self.talkers[::2], self.talkers[1::2], strict=True):
            one.other, other.other = other, one

    def say(self, talker: Talker) -> None:
        number, ids = self._run.next, self._ids
        self._run.add(talker)
        client_id = f"{ids[:8]}-{ids[8:12]}-4{ids[13:]}-8000-{number:012x}"
        talker.send(number, client_id.encode(), FILLER)

    def acked(self, talker: Talker, number: int, refused: bool) -> None:
        run, place = self._run, number - self._run.first
        if number < 0:
            self.broken = True
        elif refused:
            run.refused += 1
            run.acked[place] = -1.0
        elif place >= 0:
            run.acked[place] = time.perf_counter()
            if run.again and run.heard[place]:
                self.say(talker)

    def heard(self, talker: Talker, number: int) -> None:
        run, place = self._run, number - self._run.first
        if place < 0 or run.heard[place] or run.senders[place] is not talker.other:
            return
        run.heard[place] = time.perf_counter()
        if run.again and run.acked[place]:
            self.say(run.senders[place])

    async def closed(self, seconds: float) -> Said:
        self._run = Run(self._run.next, again=True)
        begin = time.perf_counter() + WARM_UP
        for talker in self.talkers:
            self.say(talker)
        await asyncio.sleep(WARM_UP + seconds)
        self._run.again = False
        end = time.perf_counter()
        await self._drained()
        return self._run.summary(begin, end, by_sending=False)

    async def fixed(self, rate: float, seconds: float) -> Said:
        self._run = Run(self._run.next)
        start, lags = time.perf_counter(), []
        async for number, due in beats(rate, int(rate * (WARM_UP + seconds))):
            lags.append(time.perf_counter() - due)
            # Neighbours in time are not the two of a pair.
            self.say(self.talkers[number * 7 % len(self.talkers)])
        await self._drained()
        said = self._run.summary(start + WARM_UP, start + WARM_UP + seconds, by_sending=True)
        said.lag = _parts(lags)[2]
        return said

    async def burst(self, number: int) -> Said:
        self._run = Run(self._run.next)
        begin = time.perf_counter()
        for _ in range(number):
            self.say(self.talkers[0])
        await self._drained()
        return self._run.summary(begin, time.perf_counter(), by_sending=True)

    async def _drained(self) -> None:
        until = time.perf_counter() + DRAIN
        while self._run.waiting() and time.perf_counter() < until:  # noqa: ASYNC110 - looked at in between only
            await asyncio.sleep(0.02)
        if self.broken:
            raise Broken("a socket was closed while the crowd talked")

    def traffic(self) -> tuple[int, int]:
        """Bytes and frames that came, by all sockets."""
        return sum(talker.bytes_in for talker in self.talkers), sum(
            talker.frames_in for talker in self.talkers
        )

    def close(self) -> None:
        for talker in self.talkers:
            talker.close()


def _parts(took: list[float]) -> list[float]:
    """p50, p95 and p99 in milliseconds."""
    took = sorted(took) or [0.0]
    return [round(took[min(int(len(took) * part), len(took) - 1)] * 1000, 3) for part in (0.5, 0.95, 0.99)]


async def obey(people: list[dict[str, str]]) -> None:
    crowd = Crowd(people)
    gc.collect()
    gc.disable()  # the generator's own pauses are nobody's latency
    while (order := (await asyncio.to_thread(sys.stdin.readline)).split()) and order[0] != "end":
        print(json.dumps(asdict(await _answer(crowd, *order))), flush=True)
    crowd.close()


async def _answer(crowd: Crowd, order: str, *values: str) -> Said:
    if order == "connect":
        await crowd.connect(int(values[0]))
        return Said()
    (bytes_before, frames_before), spent, begun = crowd.traffic(), time.process_time(), time.perf_counter()
    if order == "closed":
        said = await crowd.closed(float(values[0]))
    elif order == "fixed":
        said = await crowd.fixed(float(values[0]), float(values[1]))
    else:
        said = await crowd.burst(int(values[0]))
    bytes_after, frames_after = crowd.traffic()
    said.busy = (time.process_time() - spent) / (time.perf_counter() - begun)
    said.bytes_a_message = (bytes_after - bytes_before) / max(said.messages, 1)
    said.frames_a_message = (frames_after - frames_before) / max(said.messages, 1)
    return said


def main() -> None:
    uvloop.run(obey(json.loads(Path(sys.argv[1]).read_text())))


if __name__ == "__main__":
    main()
