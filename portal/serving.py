"""Serving the application: a runner whose every answer, even to noise, carries our headers and no version."""

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from portal.settings import Settings
from portal.web.headers import FIXED, ONE_YEAR, WITHOUT_SCRIPT

SHUTDOWN = 10.0
KEEP_ALIVE = 15.0
LONGEST_LINE = 8190


def quietly(settings: Settings) -> Callable[..., web.StreamResponse]:
    """The parser's refusals never reach a middleware: answered here, plainly, with nothing of what was sent."""
    guard = {
        **FIXED,
        "Content-Security-Policy": WITHOUT_SCRIPT,
        "Server": "portal",
        "Cache-Control": "no-store",
    }
    if settings.secure:
        guard["Strict-Transport-Security"] = ONE_YEAR

    def quiet_error(
        self: RequestHandler,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is already under way")
        response = web.Response(status=status, text=f"{status} {HTTPStatus(status).phrase}\n", headers=guard)
        response.force_close()
        return response

    return quiet_error


async def start(app: web.Application, settings: Settings) -> web.AppRunner:
    """Listens. Raises OSError where the port is taken."""
    # aiohttp has no hook for what its parser refuses; this is the one place that answers it.
    RequestHandler.handle_error = quietly(settings)  # type: ignore[method-assign]
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=SHUTDOWN,
        keepalive_timeout=KEEP_ALIVE,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.bind, settings.port, reuse_address=True).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


async def until_stopped() -> None:
    """Waits for Ctrl-C or the end that an operator asks for."""
    # What is loaded by now lives as long as the process. Looking through all of it for what nobody uses any more would
    # hold everybody up for a tenth of a second, every so often.
    gc.freeze()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
