"""A PostgreSQL of the demonstration's (or the tests') own: a child process, reached by its socket only."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from portal.demo.binaries import Binaries, NoPostgres, find_binaries
from portal.demo.orphans import end_leftovers, ends_with_parent
from portal.demo.place import forget, hold, home_in, make_run_folder, sweep_run_folders

MEMORY = Path("/dev/shm")  # noqa: S108 - the system's own memory folder; what we make in it is closed
ROOMY = 2**30
PATIENCE = 60  # seconds; a long recovery takes its time
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class DevPostgres:
    """A PostgreSQL server that lives no longer than this process.

    With a data folder its data are kept, durably; without one it is made for a test run and thrown away. `start`
    has to run in the main thread: on Linux the server ends with the *thread* that started it.
    """

    def __init__(self, data: Path | None = None) -> None:
        self.data = data.absolute() if data else None
        self._process: subprocess.Popen[bytes] | None = None
        self._held: list[IO[str]] = []
        self._run_folder: Path | None = None
        self._binaries: Binaries | None = None

    def start(self, roles: Path | None = None) -> Self:
        """Starts the server, making its cluster first where there is none; `roles` is run as the superuser.

        Returns when it takes connections. Raises `InUse`, `StillRunning` or `NoPostgres`, each with one sentence.
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

    def run_sql(self, script: str, database: str = "postgres") -> str:
        """Runs a script of SQL as the superuser and returns what it printed; psql's own commands work too."""
        assert self._binaries is not None, "not started"
        return self._binaries.run(
            "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
            f"--dbname={self.dsn(database, 'postgres')}", typed=script.encode(),
        )  # fmt: skip

    def ensure_database(self, name: str = "portal", owner: str = "portal_migrator") -> None:
        """Makes the database where it is missing."""
        self.run_sql(
            f"select 'create database {name} owner {owner}' "  # noqa: S608 - both are our own constants
            f"where not exists (select from pg_database where datname = '{name}') \\gexec"
        )

    def stop(self) -> None:
        """Stops the server (a fast shutdown) and tidies up; harmless when it is not running."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
                self._process.wait(PATIENCE)
            self._process = None
        if self._run_folder is not None:
            shutil.rmtree(self._run_folder, ignore_errors=True)
            self._run_folder = None
        for lock in self._held:
            lock.close()
        self._held.clear()

    def __enter__(self) -> Self:
        return self if self._process is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self._binaries = find_binaries()
        parent = _run_parent(throwaway=self.data is None)
        sweep_run_folders(parent)
        if self.data is not None:
            self._held.append(hold(self.data))
        self._run_folder, held = make_run_folder(self._binaries, parent)
        self._held.append(held)
        home = self._run_folder if self.data is None else home_in(self.data, self._binaries)
        cluster = home / "cluster"
        if cluster.exists():
            end_leftovers(cluster, patience=PATIENCE)
        else:
            self._make_cluster(cluster)
        self._run(cluster)

    def _make_cluster(self, cluster: Path) -> None:
        """Made beside its place and moved there when whole: a start that was killed half-way leaves no half cluster."""
        assert self._binaries is not None
        half = cluster.with_name("cluster-being-made")
        shutil.rmtree(half, ignore_errors=True)
        durable = self.data is not None
        self._binaries.run(
            "initdb", f"--pgdata={half}", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            *(["--data-checksums"] if durable else ["--no-data-checksums", "--no-sync"]),
        )  # fmt: skip
        half.rename(cluster)

    def _run(self, cluster: Path) -> None:
        assert self._binaries is not None
        assert self._run_folder is not None
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._run_folder),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "200",
            "cluster_name": "portal",
        } | (THROWAWAY if self.data is None else DURABLE)
        log_path = (self.data or self._run_folder) / "postgres.log"
        with log_path.open("wb") as log:
            self._process = subprocess.Popen(
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
                start_new_session=True,  # Ctrl-C in the terminal is for the portal, which then stops the server
                preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509 - it only calls prctl
                **self._binaries.run_as,
            )
        _wait_until_ready(self._process, cluster, log_path)


def start_afresh(data: Path) -> None:
    """Empties the database of a data folder: the next start makes a new one. Raises `InUse` while a portal runs on it."""
    with hold(data):
        home = home_in(data, find_binaries())
        if (home / "cluster").exists():
            end_leftovers(home / "cluster", patience=PATIENCE)
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
