"""What letters are measured on: PostgreSQL on disk, families whose visits are tomorrow, and Notify beside it."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench.processes import ROOT, Database, Server, running
from portal.clock import LONDON
from portal.demo.at_notify import AtNotify, councils_at_notify, drafts, tell_portal, write_keys
from portal.demo.cast import CAST
from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.migrate import migrate
from tests.reminders.crowd import add_crowd

# The second reminder is due from 10:00 on the day before; with these numbers all are due in the same moment.
OPENS = datetime(2026, 6, 1, 10, tzinfo=LONDON)
STARTS = OPENS + timedelta(days=1, hours=4)
FIRST_PORT = 18480
ANSWERS_AFTER = 0.06
SECRET = bytes(range(64, 96))
# Whose visits they are.
WORKERS = {CAST.exampleshire: CAST.amira.id, CAST.sampleton: CAST.lewis.id}


@dataclass(frozen=True)
class Notify:
    """The stand-in's process, which answers each request after 60 ms."""

    url: str
    control: str
    process: Server

    def count(self) -> dict[UUID, int]:
        """How many letters each service took."""
        return {UUID(service): number for service, number in self._get("/count").items()}

    def taken(self) -> list[tuple[UUID, str, float]]:
        """Of each letter that was taken: whose, its reference, and when, as seconds since 1970."""
        return [
            (UUID(row["service"]), row["reference"], datetime.fromisoformat(row["created_at"]).timestamp())
            for row in self._get("/ledger")["sent"]
        ]

    def refused(self) -> int:
        return sum(
            row["method"] == "POST" and row["status"] != 201 for row in self._get("/requests")["requests"]
        )

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(self.control + path) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found


@dataclass
class Ground:
    """One database with its families, and what its workers need."""

    postgres: DevPostgres
    folder: Path
    name: str
    councils: list[AtNotify]

    @property
    def database(self) -> Database:
        return Database(self.folder / "data")

    @property
    def owner(self) -> str:
        return self.postgres.dsn(self.name)

    def service_of(self, council: UUID) -> UUID:
        return next(one.service.id for one in self.councils if one.council_id == council)

    @contextmanager
    def notify(self, port: int) -> Iterator[Notify]:
        config = self.folder / "services.json"
        config.write_text(json.dumps({"services": [_service(one) for one in self.councils]}))
        command = [
            sys.executable, "-m", "portal.demo.notify", "--config", str(config), "--port", str(port),
            "--control-port", str(port + 1), "--answers-after", str(ANSWERS_AFTER),
        ]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            try:
                assert process.stdout is not None
                if not process.stdout.readline().startswith("Ready"):
                    raise RuntimeError("the stand-in did not start")
                base = "http://127.0.0.1"
                yield Notify(f"{base}:{port}", f"{base}:{port + 1}", Server("notify", port, process))
            finally:
                process.kill()

    @contextmanager
    def workers(self, number: int, notify: Notify, opened: float) -> Iterator[list[Server]]:
        """Processes whose clocks stood at the hour of the reminders when this one's stood at `opened`."""
        keys = self.folder / "keys.json"
        write_keys(keys, self.councils)
        ahead = OPENS.timestamp() - opened
        arguments = (self.postgres.dsn(self.name, "portal_worker"), notify.url, str(keys), str(ahead))
        with ExitStack() as stack:
            yield [
                stack.enter_context(running(f"worker {one}", 0, "bench.letter_worker", *arguments))
                for one in range(1, number + 1)
            ]


def make_ground(postgres: DevPostgres, folder: Path, name: str, many: dict[UUID, int]) -> Ground:
    """A database of that name, with so many families of each council whose visits are tomorrow at one hour."""
    postgres.ensure_database(name)
    councils = councils_at_notify(SECRET)
    asyncio.run(_fill(postgres.dsn(name), councils, many))
    postgres.run_sql("VACUUM ANALYZE", name)
    return Ground(postgres, folder, name, councils)


async def _fill(dsn: str, councils: list[AtNotify], many: dict[UUID, int]) -> None:
    await migrate(dsn, ROOT / "migrations")
    await fill(dsn, first_day=OPENS.date())
    conn = await asyncpg.connect(dsn)
    try:
        await tell_portal(conn, councils)
        # The cast's own letters are not counted here.
        await conn.execute("UPDATE safe_contact_plan SET texting = 'no', email = 'no', letters = false")
        for council, number in many.items():
            await add_crowd(conn, council, WORKERS[council], number, STARTS)
            await conn.execute("DROP TABLE crowd")
    finally:
        await conn.close()


def _service(one: AtNotify) -> dict[str, object]:
    service = one.service
    return {
        "id": str(service.id), "name": service.name, "inbound_number": service.inbound_number,
        "keys": [{"name": key.name, "secret": str(key.secret), "kind": key.kind.value} for key in service.keys],
        "templates": [list(draft) for draft in drafts()],
    }  # fmt: skip


def load() -> str:
    """How busy the machine is with other things besides: a rate is worth no more than that."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def now() -> float:
    return datetime.now(UTC).timestamp()
