"""What is killed: PostgreSQL on disk, two web processes over it, and the way between them."""

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import aiohttp
import asyncpg

from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.identity.sessions import hash_of, new_token
from portal.migrate import migrate
from tests.databases import MIGRATIONS, ROOT
from tests.faults.broken import break_schema
from tests.faults.proxy import Proxy
from tests.ports import free_port

HOST = "127.0.0.1"
SECRET = secrets.token_hex(32)


@dataclass
class House:
    """One PostgreSQL, two portals. `build` names a broken one, or is empty."""

    postgres: DevPostgres
    proxy: Proxy
    build: str
    ports: list[int] = field(default_factory=lambda: [free_port(), free_port()])
    portals: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def owner(self) -> str:
        return self.postgres.dsn()

    def start_portal(self, number: int) -> None:
        port = self.ports[number]
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://portal_web@/portal?host={self.proxy.folder}",
            "PORTAL_ORIGIN": ",".join(f"http://{HOST}:{port}" for port in self.ports),
            "PORTAL_SECRET": SECRET,
            "PORTAL_PORT": str(port),
            "PORTAL_EVENT_LIMIT": "100000",
        }
        what = ["-m", "tests.faults.broken", self.build] if self.build else ["-m", "portal", "web"]
        process = subprocess.Popen(
            [sys.executable, *what],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.portals[number : number + 1] = [process]

    async def until_served(self) -> None:
        async with asyncio.timeout(120), aiohttp.ClientSession() as http:
            for number, port in enumerate(self.ports):
                while True:
                    if self.portals[number].poll() is not None:
                        self.start_portal(number)  # it found no database when it started
                    with suppress(aiohttp.ClientError, OSError):
                        async with http.get(f"http://{HOST}:{port}/sign-in") as answer:
                            if answer.status == 200:
                                break
                    await asyncio.sleep(0.1)

    def kill_portal(self, number: int) -> None:
        self.portals[number].kill()
        self.portals[number].wait()
        self.start_portal(number)

    def keep_portals_up(self) -> None:
        for number, process in enumerate(self.portals):
            if process.poll() is not None:
                self.start_portal(number)

    def kill_postgres(self) -> None:
        """kill -9 of the server and all its processes; it recovers from what is on disk."""
        pid = self.postgres.pid
        assert pid is not None
        for one in [pid, *_children_of(pid)]:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.proxy.real = None
        self.postgres.stop()
        self.postgres.start()
        self.proxy.real = self.postgres.socket_folder


def _children_of(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = path.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == pid:
                found.append(int(path.parent.name))
    return found


@asynccontextmanager
async def house(build: str = "") -> AsyncIterator[House]:
    """Everything running, filled with the cast; gone again afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="faults-", dir="/var/tmp") as folder,
        tempfile.TemporaryDirectory() as way,
    ):
        os.chmod(folder, 0o755)
        os.chmod(way, 0o755)
        proxy = Proxy(Path(way))
        with DevPostgres(Path(folder)).start(MIGRATIONS / "roles.sql") as postgres:
            postgres.ensure_database()
            await migrate(postgres.dsn(), MIGRATIONS)
            await fill(postgres.dsn(), first_day=datetime.now(UTC).date(), host=HOST)
            await break_schema(postgres.dsn(), build)
            proxy.real = postgres.socket_folder
            await proxy.start()
            running = House(postgres, proxy, build)
            try:
                for number in range(2):
                    running.start_portal(number)
                await running.until_served()
                yield running
            finally:
                for process in running.portals:
                    process.kill()
                    process.wait()
                await proxy.stop()


async def session_for(owner: str, person_id: UUID) -> str:
    """A session's token, as signing in would give it."""
    token = new_token()
    conn = await asyncpg.connect(owner)
    try:
        await conn.execute(
            """
            INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at)
            SELECT council_id, id, $2, $3, 'Phone', 30, now() + interval '8 hours' FROM account WHERE person_id = $1
            """,
            person_id,
            hash_of(token),
            secrets.token_bytes(32),
        )
    finally:
        await conn.close()
    return token
