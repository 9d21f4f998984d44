"""A stock python-socketio relay that stores nothing: what messages cost before anything is kept.

Given a database, it keeps one plain row before it tells: the least that anything costs which loses nothing.

WebSocket only, no compression; one `send` is one acknowledgement to its sender and one `message` to both people, in
frames of the portal's shape and size. Whoever comes says with the cookie which conversation is theirs.

Usage: python -m bench.floors.relay PORT [DSN]
"""

import asyncio
import sys
from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg
import socketio
import uvloop
from aiohttp import web
from engineio.async_drivers.aiohttp import WebSocket

from bench.floors import commit

NAMESPACE = "/messages"


class Uncompressed(WebSocket):
    """The library's own, but for what a browser offers: a deflating socket would cost four times the memory."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        self._sock = web.WebSocketResponse(compress=False, max_msg_size=65536)
        await self._sock.prepare(environ["aiohttp.request"])
        self.environ = environ
        await self.handler(self)
        return self._sock


def relay(keeping: asyncpg.Pool | None) -> web.Application:
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
        if keeping:
            await keeping.execute(commit.KEEP, data["body"])
        await server.emit("message", message, to=data["conversation"], namespace=NAMESPACE)
        return {"id": row_id, "seq": seq, "at": at}

    server.on("connect", connect, namespace=NAMESPACE)
    server.on("send", send, namespace=NAMESPACE)
    app = web.Application()
    server.attach(app)
    return app


async def serve(port: int, dsn: str | None) -> None:
    keeping = await asyncpg.create_pool(dsn, min_size=4, max_size=4, reset=_as_it_is) if dsn else None
    runner = web.AppRunner(relay(keeping), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


async def _as_it_is(conn: asyncpg.Connection) -> None:
    """Nothing is set on a connection here, so nothing has to be reset."""


def main() -> None:
    port, *dsn = sys.argv[1:]
    uvloop.run(serve(int(port), dsn[0] if dsn else None))


if __name__ == "__main__":
    main()
