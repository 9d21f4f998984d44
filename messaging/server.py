"""The Socket.IO server of one web process: who is let in, the one namespace, and which read and write path."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import socketio
from aiohttp import web

from messaging.frames import LARGEST
from messaging.hub import NAMESPACE, Listener
from messaging.lean import LeanEngine
from messaging.lean_socket import PING_EVERY, PONG_WITHIN, LeanSocket
from messaging.live import Live
from messaging.model import Caller, Problem, Wire
from messaging.plain import GOODBYE, PlainEngine, PlainOutlet
from messaging.store import FAULTS

PATH = "/socket.io/"
CALLER = web.RequestKey("caller", Caller)
Identify = Callable[[web.Request], Awaitable[Caller | None]]


class OurPackets(socketio.packet.Packet):
    """Socket.IO packets as browsers may send them: no binary ones, no events but ours. Raises ValueError."""

    uses_binary_events = False
    known_events: Collection[str] = frozenset()

    def decode(self, encoded_packet: str) -> int | None:
        if encoded_packet[:1] not in ("0", "1", "2"):
            raise ValueError("packets of this type come from the server")
        attachments: int | None = super().decode(encoded_packet)
        if self.packet_type == socketio.packet.EVENT:
            event = self.data[0] if isinstance(self.data, list) and 1 <= len(self.data) <= 2 else None
            # Reserved events are not a browser's to send.
            if self.namespace != NAMESPACE or not isinstance(event, str) or event not in self.known_events:
                raise ValueError("no event of ours")
        return attachments


class Server(socketio.AsyncServer):
    """python-socketio's server, ending a socket that sends what nobody sends by mistake."""

    def __init__(self, live: Live, *, lean: bool) -> None:
        self._lean = lean
        packets = type("Packets", (OurPackets,), {"known_events": live.known_events})
        super().__init__(
            async_mode="aiohttp",
            # The handshake has judged the origin already, against the list of the settings.
            cors_allowed_origins=[],
            async_handlers=False,
            always_connect=False,
            serializer=packets,
            namespaces=[NAMESPACE],
            transports=["websocket"],
            ping_interval=PING_EVERY,
            ping_timeout=PONG_WITHIN,
            max_http_buffer_size=LARGEST,
            http_compression=False,
            monitor_clients=not lean,
            logger=False,
            engineio_logger=False,
        )
        self.live = live
        if isinstance(self.eio, LeanEngine):
            self.eio.live = live
        self.register_namespace(Messages(self, live))

    def _engineio_server_class(self) -> type:
        return LeanEngine if self._lean else PlainEngine

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        try:
            if data[:1] == "0" and self.manager.sid_from_eio_sid(eio_sid, NAMESPACE) is not None:
                raise ValueError("connected already")
            await super()._handle_eio_message(eio_sid, data)
        except (ValueError, TypeError, IndexError, RecursionError):
            await self.end(eio_sid)

    async def end(self, eio_sid: str) -> None:
        """Ends a socket, also one whose program does not answer to being told so."""
        request = self.environ.get(eio_sid, {}).get("aiohttp.request")
        await self.eio.disconnect(eio_sid)
        if request is not None and request.transport is not None:
            asyncio.get_running_loop().call_later(GOODBYE, request.transport.abort)


class Messages(socketio.AsyncNamespace):
    """The namespace: taking sockets in and letting them go. On the plain path its events too."""

    def __init__(self, server: Server, live: Live) -> None:
        super().__init__(NAMESPACE)
        self._server, self._live = server, live
        self._listeners: dict[str, Listener] = {}

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> bool:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        socket = self._server.eio.sockets.get(eio_sid)
        caller = environ["aiohttp.request"].get(CALLER)
        if caller is None or socket is None:
            return False
        outlet = socket if isinstance(socket, LeanSocket) else PlainOutlet(self._server, sid, eio_sid)
        try:
            listener = await self._live.join(caller, outlet)
        except FAULTS:
            return False
        if listener is None or socket.closed:
            if listener is not None:
                self._live.leave(listener)
            return False
        self._listeners[sid] = listener
        if isinstance(socket, LeanSocket):
            socket.listener = listener
            # Nothing of the request is needed once it is known whose it was.
            self._server.environ[eio_sid] = {}
        return True

    async def on_disconnect(self, sid: str, reason: object = None) -> None:
        listener = self._listeners.pop(sid, None)
        if listener is not None:
            self._live.leave(listener)
            listener.outlet.end()

    async def trigger_event(self, event: str, *args: Any) -> Any:
        if event in ("connect", "disconnect"):
            return await super().trigger_event(event, *args)
        sid, data = args[0], args[1] if len(args) > 1 else {}
        listener = self._listeners.get(sid)
        if listener is None:
            return {"problem": Problem.SIGNED_OUT.value, "say": ""}
        answer: asyncio.Future[Wire] = asyncio.get_running_loop().create_future()
        self._live.hear(listener, event, data, answer.set_result)
        return await answer


def handler_for(
    server: Server, origins: Collection[str], identify: Identify
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The one route of the sockets. Everything is judged before the upgrade, by a fixed list of origins.

    400 where it is no WebSocket handshake (polling included), 403 for another origin or none, 401 without a session.
    """

    async def open_socket(request: web.Request) -> web.StreamResponse:
        if request.query.get("transport") != "websocket" or "sid" in request.query:
            return web.Response(status=400, text="400 Bad Request\n")
        if request.headers.get("Upgrade", "").lower() != "websocket" or request.method != "GET":
            return web.Response(status=400, text="400 Bad Request\n")
        if request.headers.get("Origin") not in origins:
            return web.Response(status=403, text="403 Forbidden\n")
        caller = await identify(request)
        if caller is None:
            return web.Response(status=401, text="401 Unauthorized\n")
        request[CALLER] = caller
        response: web.StreamResponse = await server.handle_request(request)
        return response

    return open_socket
