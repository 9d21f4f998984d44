"""Where the demonstration's PostgreSQL lies: its data folder, the lock on it, and its folder for sockets."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from portal.demo.binaries import OPEN_PLACE, Binaries, open_place

RUN_PREFIX = "portal-pg-"
NOTE = "postgres-is-in"
LOCK = "in-use"
CLUSTER = "cluster"


class InUse(Exception):
    """Another start holds this data folder."""


def hold(folder: Path, *, patience: float = 2) -> IO[str]:
    """Takes the folder for this process until the returned file is closed or the process ends, in any way.

    `patience` covers a killed holder that the system has not yet cleared away. Raises `InUse`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK).open("a+")
    deadline = time.monotonic() + patience
    while not _locked(lock):
        if time.monotonic() > deadline:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise InUse(
                f"{folder} is in use by another portal (process {holder}). Stop it, or choose another folder."
            )
        time.sleep(0.05)
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def home_in(data: Path, binaries: Binaries) -> Path:
    """The folder that holds the PostgreSQL cluster of this data folder, made where it is missing.

    As root the server runs as another user. Where that user cannot reach the data folder (a closed home), the
    cluster lies in a place it can reach, and a note in the data folder says where. No home is opened up.
    """
    home = _home_of(data)
    if not (data / NOTE).exists() and not home.exists() and not _can_lie_in(home, binaries):
        home = open_place() / hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
        shutil.rmtree(home, ignore_errors=True)  # of a data folder that was thrown away since
        (data / NOTE).write_text(f"{home}\n")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    binaries.give(home)
    return home


def cluster_of(data: Path) -> Path:
    """Where the cluster of this data folder lies, or will lie if the server's user can reach it there."""
    return _home_of(data) / CLUSTER


def _home_of(data: Path) -> Path:
    noted = data / NOTE
    return Path(noted.read_text().strip()) if noted.exists() else data / "database"


def _can_lie_in(home: Path, binaries: Binaries) -> bool:
    home.mkdir(mode=0o700)
    binaries.give(home)
    reached = binaries.can_use(home)
    home.rmdir()
    return reached


def forget(data: Path) -> None:
    """Removes the cluster of this data folder, wherever it lies. The caller holds the folder."""
    home = _home_of(data)
    if home.parent in (data, OPEN_PLACE):
        shutil.rmtree(home, ignore_errors=True)
    (data / NOTE).unlink(missing_ok=True)


def make_run_folder(binaries: Binaries, parent: Path) -> tuple[Path, IO[str]]:
    """A new folder for the server's socket, and the lock that shows that it is in use.

    Short, for a socket's path holds about 100 bytes; closed, for whoever reaches the socket is let in.
    """
    folder = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=parent))
    held = hold(folder)
    binaries.give(folder)
    return folder, held


def sweep_run_folders(parent: Path) -> None:
    """Removes the run folders that killed portals left behind."""
    for folder in parent.glob(f"{RUN_PREFIX}*"):
        lock = folder / LOCK
        try:
            if folder.is_symlink() or time.time() - lock.stat().st_mtime < 10:
                continue
            with lock.open("r+") as file:
                if _locked(file):
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # not ours, gone meanwhile, or just being made
            continue


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
