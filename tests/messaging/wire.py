"""A socket as another program drives it: python-socketio's own client, signed in by a visitor's cookie."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import socketio

from portal.demo.cast import Member
from tests.patience import PATIENCE
from tests.running import RunningPortal, Visitor, new_visitor

NAMESPACE = "/messages"


class Socket:
    """One connected client and what it was told, in order."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self.client = client
        self.told: list[tuple[str, Any]] = []
        self.gone = asyncio.Event()

    async def ask(self, event: str, data: object = None) -> Any:
        return await self.client.call(
            event, {} if data is None else data, namespace=NAMESPACE, timeout=PATIENCE
        )

    async def send(self, conversation: str, body: str, client_id: str | None = None, **more: object) -> Any:
        asked = {"conversation": conversation, "client_id": client_id or str(uuid4()), "body": body, **more}
        return await self.ask("send", asked)

    async def only_conversation(self) -> str:
        [one] = (await self.ask("conversations"))["conversations"]
        conversation: str = one["conversation"]
        return conversation

    async def hears(self, event: str, *, within: float = PATIENCE, **holding: object) -> Any:
        """The first telling of this event whose data hold these values; waits for it."""

        async def wait() -> Any:
            while True:
                for name, data in self.told:
                    if name == event and all(data.get(key) == value for key, value in holding.items()):
                        return data
                await asyncio.sleep(0.01)

        return await asyncio.wait_for(wait(), within)

    def heard(self, event: str) -> list[Any]:
        return [data for name, data in self.told if name == event]


@asynccontextmanager
async def socket_of(visitor: Visitor, *, headers: dict[str, str] | None = None) -> AsyncIterator[Socket]:
    """Connected to the namespace, with this visitor's session."""
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in visitor.http.cookie_jar)
    client = socketio.AsyncClient(reconnection=False)
    socket = Socket(client)
    for event in ("message", "delivered", "seen", "typing", "signed-out", "help"):
        client.on(event, lambda data, event=event: socket.told.append((event, data)), namespace=NAMESPACE)
    client.on("disconnect", lambda *_: socket.gone.set(), namespace=NAMESPACE)
    await client.connect(
        visitor.origin,
        headers={"Cookie": cookies, "Origin": visitor.origin, **(headers or {})},
        transports=["websocket"],
        namespaces=[NAMESPACE],
        wait_timeout=PATIENCE,
    )
    try:
        yield socket
    finally:
        await client.disconnect()


@asynccontextmanager
async def signed_in(portal: RunningPortal, member: Member) -> AsyncIterator[Visitor]:
    async with new_visitor(portal.origin) as visitor:
        assert (await visitor.sign_in(member)).status == 200
        yield visitor
