"""The processes that work until they are killed, and what they say of themselves on the way."""

import asyncio
import json
import os
import signal
import time
from dataclasses import asdict, dataclass, field

from notifications.catalogue import forms
from portal.demo.notify.model import Notification
from tests.faults.letter_ledger import LetterLedger
from tests.faults.letter_worker import Order
from tests.notify import RunningNotify

KEYS = {form.name: form.key for form in forms()}


@dataclass
class Nursery:
    """Where workers are begun and how one hears of their end."""

    process: asyncio.subprocess.Process
    ends: dict[int, asyncio.Event] = field(default_factory=dict)
    # By a letter's reference, the worker that is to die as soon as Notify has taken it.
    handing: dict[str, int] = field(default_factory=dict)
    begun: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self, order: Order) -> int:
        assert self.process.stdin is not None
        async with self.turn:
            self.process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
            return await self.begun.get()

    async def listen(self) -> None:
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode().split():
            if line[0] == "begun":
                self.ends[int(line[1])] = asyncio.Event()
                self.begun.put_nowait(int(line[1]))
            elif line[0] == "handing":
                self.handing[line[2]] = int(line[1])
            elif line[0] == "ended":
                self.ends[int(line[1])].set()


def listen_in(notify: RunningNotify, ledger: LetterLedger, nursery: Nursery) -> None:
    """Notes everything in the very moment in which Notify keeps it, and kills who is to die before the answer."""
    keep = notify.ledger.add

    def add(one: Notification) -> None:
        keep(one)
        ledger.take(one.to, KEYS[one.template_name], one.reference, time.monotonic())
        dying = nursery.handing.pop(one.reference or "", None)
        if dying is not None and not nursery.ends[dying].is_set():
            os.kill(dying, signal.SIGKILL)

    notify.ledger.add = add  # type: ignore[method-assign]
