"""A stock python-socketio relay that stores nothing: what messages cost before anything is kept.

WebSocket only, no compression; one `send` is one acknowledgement to its sender and one `message` to both people, in
frames of the portal's shape and size. Whoever comes says with the cookie which conversation is theirs.

Usage: python -m bench.floors.relay PORT
"""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count
from typing import Any

import socketio
import uvloop
from aiohttp import web
from engineio.async_drivers.aiohttp import WebSocket

NAMESPACE = "/messages"


class Uncompressed(WebSocket):
    """The library's own, but for what a browser offers: a deflating socket would cost four times the memory."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        self._sock = web.WebSocketResponse(compress=False, max_msg_size=65536)
        await self._sock.prepare(environ["aiohttp.request"])
        self.environ = environ
        await self.handler(self)
        return self._sock


def relay() -> web.Application:
    server = socketio.AsyncServer(
        async_mode="aiohttp", transports=["websocket"], cors_allowed_origins="*", namespaces=[NAMESPACE]
    )
    server.eio._async = server.eio._async | {"websocket": Uncompressed}
    numbers = count(1)

    async def connect(sid: str, environ: dict[str, Any], _: object = None) -> None:
        cookie = environ["HTTP_COOKIE"].partition("=")[2]
        await server.enter_room(sid, cookie, namespace=NAMESPACE)

    async def send(sid: str, data: dict[str, Any]) -> dict[str, Any]:
        seq = next(numbers)
        row_id = f"5b0e7d0c-1f3a-4c55-9d3e-{seq:012x}"
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        message = {
            "conversation": data["conversation"],
            "id": row_id,
            "seq": seq,
            "client_id": data["client_id"],
            "kind": "text",
            "of": None,
            "from": "Parent 1 of the crowd",
            "role": "family",
            "mine": False,
            "body": data["body"],
            "at": at,
            "language": None,
        }
        await server.emit("message", message, to=data["conversation"], namespace=NAMESPACE)
        return {"id": row_id, "seq": seq, "at": at}

    server.on("connect", connect, namespace=NAMESPACE)
    server.on("send", send, namespace=NAMESPACE)
    app = web.Application()
    server.attach(app)
    return app


async def serve(port: int) -> None:
    runner = web.AppRunner(relay(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    uvloop.run(serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
