"""A PostgreSQL of the demonstration's (or the tests') own: a child process, reached by its socket only."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

from portal.demo.binaries import Binaries, NoPostgres, find_binaries
from portal.demo.orphans import end_leftovers, ends_with_parent
from portal.demo.place import CLUSTER, cluster_of, forget, hold, home_in, make_run_folder, sweep_run_folders

MEMORY = Path("/dev/shm")  # noqa: S108 - the system's own memory folder; what we make in it is closed
ROOMY = 2**30
PATIENCE = 60  # seconds; a long recovery takes its time
STILL_ENDING = "pre-existing shared memory block"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    "cluster_name": "portal",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class DevPostgres:
    """A PostgreSQL server that lives no longer than this process.

    With a data folder its data are kept, durably; without one it is made for a test run and thrown away.
    `start` has to run in the main thread: on Linux the server ends with the *thread* that started it.
    """

    def __init__(self, data: Path | None = None) -> None:
        """Finds PostgreSQL's programs; raises `NoPostgres` where there are none."""
        self.data = data.absolute() if data else None
        self._binaries = find_binaries()
        self._run_folder: Path | None = None
        self._locks: list[IO[str]] = []
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, roles: Path | None = None) -> Self:
        """Starts the server, making its cluster first where there is none; runs `roles` as the superuser.

        Returns when it takes connections. Raises `InUse`, `StillRunning` or `NoPostgres`, with one sentence.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("PostgreSQL is started from the main thread only.")
        try:
            self._start()
            if roles is not None:
                self.run_sql(roles.read_text(encoding="utf-8"))
        except BaseException:
            self.stop()
            raise
        return self

    def dsn(self, database: str = "portal", user: str = "portal_migrator") -> str:
        """The address of a database of this server for asyncpg and dbmate alike."""
        return f"postgresql://{user}@/{database}?host={self._run_folder}"

    @property
    def socket_folder(self) -> Path | None:
        """Where its socket is; another folder after each start."""
        return self._run_folder

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server is not None else None

    def run_sql(self, script: str, database: str = "postgres") -> str:
        """Runs a script of SQL as the superuser and returns what it printed; psql's own commands work too."""
        plain = ("--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1")
        target = f"--dbname={self.dsn(database, 'postgres')}"
        return self._binaries.run("psql", *plain, target, typed=script.encode())

    def ensure_database(self, name: str = "portal", owner: str = "portal_migrator") -> None:
        """Makes the database where it is missing."""
        self.run_sql(
            f"select 'create database {name} owner {owner}' "  # noqa: S608 - both are our own constants
            f"where not exists (select from pg_database where datname = '{name}') \\gexec"
        )

    def stop(self) -> None:
        """Stops the server (a fast shutdown) and tidies up; harmless when it is not running."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(PATIENCE)
        self._server = None
        if self._run_folder is not None:
            shutil.rmtree(self._run_folder, ignore_errors=True)
        self._run_folder = None
        while self._locks:
            self._locks.pop().close()

    def __enter__(self) -> Self:
        return self if self._server is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        parent = _run_parent(throwaway=self.data is None)
        sweep_run_folders(parent)
        if self.data is not None:
            self._locks.append(hold(self.data))
        run_folder, lock = make_run_folder(self._binaries, parent)
        self._run_folder = run_folder
        self._locks.append(lock)
        home = run_folder if self.data is None else home_in(self.data, self._binaries)
        cluster = home / CLUSTER
        if cluster.exists():
            end_leftovers(cluster, patience=PATIENCE)
        else:
            _make_cluster(cluster, self._binaries, durable=self.data is not None)
        self._run(cluster, run_folder)

    def _run(self, cluster: Path, run_folder: Path) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(run_folder)}
        settings |= THROWAWAY if self.data is None else DURABLE
        log_path = (self.data or run_folder) / "postgres.log"
        deadline = time.monotonic() + PATIENCE
        while True:
            self._server = self._begin(cluster, settings, log_path)
            try:
                return _wait_until_ready(self._server, cluster, log_path)
            except NoPostgres as problem:
                # Children of a server that was killed end by themselves, on a busy machine not at once.
                if STILL_ENDING not in str(problem) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def _begin(self, cluster: Path, settings: Mapping[str, str], log_path: Path) -> "subprocess.Popen[bytes]":
        with log_path.open("wb") as log:
            return subprocess.Popen(
                [
                    self._binaries.folder / "postgres",
                    "-D",
                    cluster,
                    *(f"--{k}={v}" for k, v in settings.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C"},
                start_new_session=True,  # Ctrl-C is for the portal, which then stops the server itself
                preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509 - it only calls prctl
                **self._binaries.run_as,
            )


def _make_cluster(cluster: Path, binaries: Binaries, *, durable: bool) -> None:
    """Made beside its place and moved there when whole: a start killed half-way leaves no half cluster."""
    half = cluster.with_name("cluster-being-made")
    shutil.rmtree(half, ignore_errors=True)
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    safety = ("--data-checksums",) if durable else ("--no-data-checksums", "--no-sync")
    binaries.run("initdb", f"--pgdata={half}", "--username=postgres", "--auth=trust", *locale, *safety)
    half.rename(cluster)


def start_afresh(data: Path) -> None:
    """Removes the database of a data folder; the next start makes a new one. Raises `InUse`."""
    with hold(data):
        end_leftovers(cluster_of(data), patience=PATIENCE)
        forget(data)


def _run_parent(*, throwaway: bool) -> Path:
    """Throw-away servers live in memory where there is room; sockets need a short path, so no deep TMPDIR."""
    if throwaway and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY:
        return MEMORY
    usual = Path(tempfile.gettempdir())
    return usual if len(str(usual)) < 60 and os.geteuid() != 0 else Path("/tmp")  # noqa: S108 - closed folder inside


def _wait_until_ready(process: subprocess.Popen[bytes], cluster: Path, log_path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log_path.read_text(errors="replace").strip()
            raise NoPostgres(f"PostgreSQL did not start:\n{said}")
        if _ready(process.pid, cluster):
            return
        time.sleep(0.01)
    raise NoPostgres(f"PostgreSQL was not ready after {PATIENCE} seconds; see {log_path}.")


def _ready(pid: int, cluster: Path) -> bool:
    """Whether *our* server says so: the note could be of another one."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return lines[0] == str(pid) and lines[7].strip() == "ready"
    except (FileNotFoundError, IndexError):
        return False
