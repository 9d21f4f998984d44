"""The crowd's process, as the measurement gives it orders."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.crowd import Said
from bench.processes import ROOT, Server


class Generator:
    """Sockets of one server's crowd, held by a process of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.kept = 0

    def connect(self, people: int) -> None:
        self._order("connect", people)

    def closed(self, seconds: float) -> Said:
        return self._order("closed", seconds)

    def fixed(self, rate: float, seconds: float) -> Said:
        return self._order("fixed", rate, seconds)

    def burst(self, number: int) -> Said:
        return self._order("burst", number)

    def _order(self, name: str, *values: float) -> Said:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join([name, *map(str, values)]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the generator ended at: {name}")
        said = Said(**json.loads(line))
        self.kept += said.messages
        return said


@contextmanager
def generating(
    server: Server, people: list[dict[str, str]], folder: Path, cores: set[int]
) -> Iterator[Generator]:
    path = folder / f"{server.name}-{server.port}.json"
    path.write_text(json.dumps([person | {"origin": server.origin} for person in people]))
    with subprocess.Popen(
        [sys.executable, "-m", "bench.crowd", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        os.sched_setaffinity(process.pid, cores)
        try:
            yield Generator(process)
        finally:
            process.kill()
