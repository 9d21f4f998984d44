"""Ports for servers of tests, out of the range that the system hands to clients: nobody takes one in between."""

import random
import socket
from itertools import count

LOWEST, HIGHEST = 20_000, 30_000
_chosen = random.SystemRandom()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    for _ in count():
        port = _chosen.randint(LOWEST, HIGHEST)
        with socket.socket() as asking:
            try:
                asking.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError
