"""Sockets of the hub: one that reads, and what goes wrong with others."""

from messaging.hub import Telling


class Reads:
    """A socket that takes what it is told."""

    def __init__(self) -> None:
        self.took: list[str] = []

    def push(self, telling: Telling) -> bool:
        self.took.append(telling.event)
        return True

    def end(self) -> None:
        pass


class Breaks(Reads):
    """A socket that goes wrong however it is asked."""

    def push(self, telling: Telling) -> bool:
        raise RuntimeError("broken")

    def end(self) -> None:
        raise RuntimeError("broken")
