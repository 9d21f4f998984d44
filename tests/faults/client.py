"""A person's program on a bad line: sends, catches up, loses the connection in the middle of anything, comes back."""

import asyncio
import json
import os
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from tests.faults.ledger import Got, Ledger, Op
from tests.messaging.framing import masked

TEXT = 1
MARK = "kept?"
ANSWER_WITHIN = 6.0


@dataclass
class Line:
    """One connection, upgraded. Raises ConnectionError where it has ended."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def write(self, text: str, *, cut: random.Random | None = None) -> None:
        """Sends a packet; with `cut`, only so many of its bytes, and then nothing ever again."""
        frame = masked(TEXT, text.encode(), mask=os.urandom(4))
        if cut is not None:
            self.writer.write(frame[: cut.randrange(len(frame) + 1)])
            self.writer.transport.abort()
            raise ConnectionError("cut")
        self.writer.write(frame)

    async def read(self) -> str:
        while True:
            head = await self.reader.readexactly(2)
            size = head[1] & 0x7F
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8), "big")
            payload = await self.reader.readexactly(size)
            if head[0] & 0x0F == TEXT:
                return payload.decode()
            if head[0] & 0x0F == 8:
                raise ConnectionError("closed")


@dataclass
class Client:
    """One person of the cast. `conversations`: where they write; they only read what they may."""

    name: str
    person: UUID
    cookie: str
    ports: list[int]
    ledger: Ledger
    conversations: list[str]
    dice: random.Random
    writes: bool = True
    stopping: bool = False
    waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    unsure: list[Op] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    count: int = 0
    pause: float = 0.1

    async def run(self) -> None:
        while not self.stopping:
            with suppress(OSError, asyncio.IncompleteReadError, ConnectionError, TimeoutError, ValueError):
                await self._live()
            await asyncio.sleep(self.dice.uniform(0.02, 0.25))

    async def settle(self) -> None:
        """After the faults: everything unsure is asked again until it has an answer."""
        self.stopping = False
        async with asyncio.timeout(120):
            while self.unsure:
                with suppress(
                    OSError, asyncio.IncompleteReadError, ConnectionError, TimeoutError, ValueError
                ):
                    await self._live(only_unsure=True)
                await asyncio.sleep(0.1)

    async def read_all(self, conversation: str) -> list[Got] | None:
        """The whole conversation from its first item, as it stands; None where it is not this person's."""
        async with asyncio.timeout(120):
            while True:
                with suppress(OSError, asyncio.IncompleteReadError, ConnectionError, ValueError):
                    line, listening = await self._connect()
                    try:
                        return await self._read_from_start(line, conversation)
                    finally:
                        listening.cancel()
                        line.writer.close()
                await asyncio.sleep(0.2)

    async def catch_up_for_good(self, conversation: str) -> None:
        """What a program that asked on and on has in the end, without ever asking from the start again."""
        async with asyncio.timeout(120):
            while True:
                with suppress(OSError, asyncio.IncompleteReadError, ConnectionError, ValueError):
                    line, listening = await self._connect()
                    try:
                        return await self._catch_up(line, conversation)
                    finally:
                        listening.cancel()
                        line.writer.close()
                await asyncio.sleep(0.2)

    async def _read_from_start(self, line: Line, conversation: str) -> list[Got] | None:
        items: list[Got] = []
        more = True
        while more:
            after = items[-1].seq if items else 0
            answer = await self._ask(line, "sync", {"conversation": conversation, "after": after})
            if answer.get("problem") == "not-found":
                return None
            if "problem" in answer:
                raise ConnectionError(answer["problem"])
            items += [self._got(message) for message in answer["messages"]]
            more = answer["more"]
        return items

    async def _live(self, *, only_unsure: bool = False) -> None:
        line, listening = await self._connect()
        try:
            for op in list(self.unsure):
                await self._send(line, op)
            while not self.stopping and not only_unsure and not listening.done():
                await self._one_thing(line)
                await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))
        finally:
            listening.cancel()
            line.writer.transport.abort()
            for answer in self.waiting.values():
                answer.cancel()
            self.waiting.clear()

    async def _connect(self) -> tuple[Line, "asyncio.Task[None]"]:
        port = self.dice.choice(self.ports)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nCookie: session={self.cookie}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        line = Line(reader, writer)
        async with asyncio.timeout(5):
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in head.split(b"\r\n")[0]:
                raise ConnectionError(head.split(b"\r\n")[0].decode())
            await line.read()
            line.write("40/messages,{}")
            if not (await line.read()).startswith("40/messages"):
                raise ConnectionError("refused")
        return line, asyncio.create_task(self._listen(line))

    async def _listen(self, line: Line) -> None:
        try:
            while True:
                text = await line.read()
                if text == "2":
                    line.write("3")
                elif text.startswith("42/messages,"):
                    event, data = json.loads(text[len("42/messages,") :])
                    if event == "message":
                        self.ledger.frames.append(self._got(data))
                elif text.startswith("43/messages,"):
                    number, _, rest = text[len("43/messages,") :].partition("[")
                    answer = self.waiting.pop(int(number), None)
                    if answer is not None and not answer.done():
                        answer.set_result(json.loads("[" + rest)[0])
        except (OSError, asyncio.IncompleteReadError, ConnectionError, ValueError):
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("lost"))

    def _got(self, data: dict[str, Any]) -> Got:
        return self._got_at(data, time.monotonic())

    def _got_at(self, data: dict[str, Any], at: float) -> Got:
        return Got(
            self.person, data["conversation"], data["id"], data["seq"], data["body"], at, time.monotonic()
        )

    async def _ask(
        self, line: Line, event: str, data: dict[str, Any], *, cut: bool = False
    ) -> dict[str, Any]:
        self.count += 1
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting[self.count] = answer
        packet = f"42/messages,{self.count}{json.dumps([event, data])}"
        line.write(packet, cut=self.dice if cut else None)
        return await asyncio.wait_for(answer, ANSWER_WITHIN)

    async def _one_thing(self, line: Line) -> None:
        chance = self.dice.random()
        if chance < 0.7 and self.writes:
            conversation = self.dice.choice(self.conversations)
            body = f"{MARK} {self.name} {uuid4()}"
            op = Op(str(uuid4()), conversation, self.person, body, time.monotonic())
            self.ledger.begin(op)
            self.unsure.append(op)
            await self._send(line, op, cut=self.dice.random() < 0.02)
        elif chance < 0.97:
            await self._catch_up(line, self.dice.choice(self.conversations))
        else:
            self.ledger.faults["client drops"] += 1
            raise ConnectionError("dropped")

    async def _send(self, line: Line, op: Op, *, cut: bool = False) -> None:
        if cut:
            self.ledger.faults["client cuts a frame"] += 1
        data = {"conversation": op.conversation, "client_id": op.client_id, "body": op.body}
        answer = await self._ask(line, "send", data, cut=cut)
        if "problem" not in answer:
            self.ledger.acknowledge(op, answer)
            self.unsure.remove(op)
        elif answer["problem"] in ("not-found", "closed"):
            # Refused for good: whether an earlier try was kept is for the end to show.
            self.unsure.remove(op)

    async def _catch_up(self, line: Line, conversation: str) -> None:
        view = self.ledger.views.setdefault((self.person, conversation), [])
        while True:
            after = self.cursors.get(conversation, 0)
            asked_at = time.monotonic()
            answer = await self._ask(line, "sync", {"conversation": conversation, "after": after})
            if "problem" in answer:
                return
            view += [self._got_at(message, asked_at) for message in answer["messages"]]
            self.cursors[conversation] = max([after, *(message["seq"] for message in answer["messages"])])
            if not answer["more"]:
                return
