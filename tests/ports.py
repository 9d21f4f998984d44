"""Ports for servers of tests, out of the range that the system hands to clients: nobody takes one in between."""

import os
import random
import socket
from itertools import cycle

LOWEST, HIGHEST = 20_000, 30_000


def _own() -> list[int]:
    """Those of this test process, in an order of its own: what one has given to a server no other one tries."""
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = list(range(LOWEST + place, HIGHEST, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))))
    random.SystemRandom().shuffle(ports)
    return ports


# Round and round: one whose server was killed and will be back comes again only after thousands of others.
_PORTS = cycle(_own())


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    for port in _PORTS:
        with socket.socket() as asking:
            try:
                asking.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError
