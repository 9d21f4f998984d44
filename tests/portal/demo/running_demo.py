"""`portal demo` as somebody runs it: a process of its own that is read, used, stopped and killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.demo.orphans import servers_in
from portal.demo.place import cluster_of
from portal.demo.postgres import start_afresh
from tests.databases import ROOT

PATIENCE = 60


class NotReady(Exception):
    """The demonstration ended before it was ready; the text is all that it said."""


class RunningDemo:
    """One start of the demonstration over a data folder."""

    def __init__(self, data: Path, port: int, *more: str) -> None:
        self.data, self.port = data, port
        self.origin = f"http://127.0.0.1:{port}"
        self.said: list[str] = []
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal", "demo", "--port", str(port), "--data", str(data), *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        self._read_until_ready()
        self.seconds = time.monotonic() - began

    def _read_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("Ready: "):
                return
        self._ended()
        raise NotReady("\n".join(self.said))

    def everything(self) -> set[int]:
        """The demonstration's process and every process under it."""
        parents = {pid: parent for pid in _all_pids() if (parent := _parent_of(pid)) is not None}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def interrupt(self) -> int:
        """Ctrl-C; answers the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self._ended()

    def kill(self) -> None:
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        try:
            self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            # It would keep its folder from every test that follows.
            self.process.kill()
            raise
        return self.process.returncode


def wait_until_gone(pids: set[int], data: Path, *, seconds: float = 2) -> set[int]:
    """What is still running after so long, of these processes and of any server on the data folder."""
    deadline = time.monotonic() + seconds
    while left := {pid for pid in pids | set(servers_in(cluster_of(data))) if _is_running(pid)}:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return set()


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder that the server's user can reach; pytest's own folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-demo-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        start_afresh(folder)
        shutil.rmtree(folder)


def run_to_its_end(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A start that is refused."""
    return subprocess.run(
        [sys.executable, "-m", "portal", "demo", *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=False,
    )  # fmt: skip


def _all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _parent_of(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _is_running(pid: int) -> bool:
    """A zombie has ended; who should collect it may be slow."""
    fields = _stat(pid)
    return bool(fields) and fields[0] not in ("Z", "X")


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
