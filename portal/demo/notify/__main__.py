"""`python -m portal.demo.notify --config services.json`: the stand-in as a process of its own, until Ctrl-C."""

import argparse
import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from portal.demo.notify.config import services_in
from portal.demo.notify.control import controlling
from portal.demo.notify.postman import Pace
from portal.demo.notify.stand_in import StandIn


async def serve(arguments: argparse.Namespace) -> None:
    services, drafts = services_in(arguments.config)
    pace = Pace(arguments.arrives_after, arguments.retry_every, arguments.retries)
    stand_in = StandIn(services, pace=pace)
    for service_id, templates in drafts.items():
        stand_in.load(service_id, templates)
    if arguments.answers_after:
        stand_in.switches.turn_on("slow", seconds=arguments.answers_after)
    await stand_in.start(arguments.port)
    try:
        async with controlling(stand_in, arguments.control_port) as control:
            stopped = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):
                    asyncio.get_running_loop().add_signal_handler(number, stopped.set)
            print(f"Ready: {stand_in.url} control {control}", flush=True)
            await stopped.wait()
    finally:
        await stand_in.stop()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.demo.notify", description=__doc__)
    parser.add_argument(
        "--config", type=Path, required=True, help="JSON: the services, their keys and templates"
    )
    parser.add_argument("--port", type=int, default=0, help="for the client; 0 is any free port")
    parser.add_argument("--control-port", type=int, default=0, help="for switches and the ledger")
    parser.add_argument("--answers-after", type=float, default=0.0, help="seconds that every answer takes")
    parser.add_argument("--arrives-after", type=float, default=0.05, help="seconds until something arrives")
    parser.add_argument(
        "--retry-every", type=float, default=300.0, help="seconds between attempts to post back"
    )
    parser.add_argument("--retries", type=int, default=5, help="attempts after the first")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(serve(read_arguments()))
