"""The processes under measurement: started each on its own, kept to a core, and asked what they used."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.demo.orphans import servers_in
from portal.demo.place import cluster_of

ROOT = Path(__file__).parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A web process: the portal's, or a floor's."""

    name: str
    port: int
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        return sum(_times(self.process.pid)[:2])

    def megabytes(self) -> float:
        return self.kibibytes() / 1024

    def kibibytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])


@contextmanager
def running(name: str, port: int, *arguments: str, cores: set[int] | None = None) -> Iterator[Server]:
    """`python -m …` that says that it is ready, until the block ends."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            if cores:
                os.sched_setaffinity(process.pid, cores)
            assert process.stdout is not None
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError(f"{name} did not start")
            yield Server(name, port, process)
        finally:
            process.kill()


def cores() -> tuple[set[int], set[int]]:
    """A core for whichever server is measured, and what is left for PostgreSQL and who loads it.

    The same for the portal and for the floors. One core alone is shared by all.
    """
    there = sorted(os.sched_getaffinity(0))
    return {there[0]}, set(there[1:] or there)


@dataclass(frozen=True)
class Database:
    """All processes of the PostgreSQL server over a data folder."""

    data: Path

    def keep_to(self, cores: set[int]) -> None:
        """Who is started later by its first process inherits this."""
        for pid in servers_in(cluster_of(self.data)):
            os.sched_setaffinity(pid, cores)

    def cpu_seconds(self) -> float:
        """Of those that run, and of those that have ended."""
        first, *others = servers_in(cluster_of(self.data))
        spent = sum(_times(first))
        for pid in others:
            try:
                spent += sum(_times(pid)[:2])
            except FileNotFoundError:  # ended meanwhile: the next look finds it with the first one's
                continue
        return spent

    def lies_on(self) -> str:
        """The kind of file system that holds the cluster."""
        here = cluster_of(self.data).resolve()
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
        return max((len(place), kind) for place, kind in mounts if here.is_relative_to(place))[1]


def _times(pid: int) -> tuple[float, float, float, float]:
    """Processor seconds: its own in user and system mode, and those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    user, system, of_children, system_of_children = (int(field) / TICKS for field in fields[11:15])
    return user, system, of_children, system_of_children
