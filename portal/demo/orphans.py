"""What a killed portal leaves behind: children told to end with it, and servers that it left in a folder."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None) if LINUX else None


class StillRunning(Exception):
    """A server that was left behind would not end."""


def ends_with_parent(signal_number: signal.Signals, parent: int | None = None) -> Callable[[], None]:
    """For `preexec_fn`: the child gets this signal as soon as this thread is no more (Linux only).

    Elsewhere nothing ends the child; the next start does, with `end_leftovers`. Whoever calls the result in the
    child itself says who the `parent` is.
    """
    parent = parent or os.getpid()

    def before_exec() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(signal_number))
            if os.getppid() != parent:  # it died in between, and no signal will come
                os._exit(1)

    return before_exec


def servers_in(cluster: Path) -> list[int]:
    """The PostgreSQL processes that work in this data folder, its first process first."""
    first = _first_process(cluster)
    if not LINUX:
        return [first] if first and "postgres" in _command(first) else []
    here = str(cluster.resolve())
    found = [pid for pid in _all_processes() if _working_folder(pid) == here and _runs_postgres(pid)]
    return sorted(found, key=lambda pid: pid != first)


def end_leftovers(cluster: Path, *, patience: float = 60) -> None:
    """Ends whatever still serves this folder, and clears the note of one that ended without saying so.

    Only for the one who holds the folder's lock: nobody rightful runs a server there then.
    Raises `StillRunning` after `patience` seconds.
    """
    started = time.monotonic()
    asked: signal.Signals | None = None
    while running := servers_in(cluster):
        waited = time.monotonic() - started
        if waited > patience:
            raise StillRunning(
                f"A PostgreSQL server (process {running[0]}) still uses {cluster} and does not end."
            )
        # SIGINT is PostgreSQL's fast shutdown; SIGQUIT ends it at once and leaves recovery to the next start.
        wanted = signal.SIGINT if waited < patience / 2 else signal.SIGQUIT
        if wanted is not asked:
            asked = wanted
            _signal(running[0], wanted)
        time.sleep(0.05)
    # A number in the note may by now be somebody else's, or a zombie's: PostgreSQL would refuse to start.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _signal(pid: int, signal_number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal_number)


def _first_process(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _working_folder(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:  # ended meanwhile, a zombie, or another user's
        return None


def _runs_postgres(pid: int) -> bool:
    try:
        return Path(os.readlink(f"/proc/{pid}/exe")).name.removesuffix(" (deleted)") == "postgres"
    except OSError:
        return False


def _command(pid: int) -> str:
    ask = ["/bin/ps", "-p", str(pid), "-o", "command="]
    listed = subprocess.run(ask, capture_output=True, text=True, check=False)
    return listed.stdout.strip()
