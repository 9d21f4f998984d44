"""Pages a second, signed in, with all their real queries, beside two floors in the same rounds."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench.load import Load
from bench.processes import ROOT, Server, running
from bench.servers import FIRST_MOMENT
from portal.demo.cast import Cast
from portal.demo.fill import fill
from portal.demo.postgres import DevPostgres
from portal.identity.sessions import add_session
from portal.migrate import migrate

SECONDS = 4.0
CONNECTIONS = 8
FIRST_PORT = 18400
Result = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """One server over all rounds; medians."""

    rate: float
    p50: float
    p95: float
    p99: float
    cpu_per_1000: float
    megabytes: float
    bytes_a_page: int


def measure(seconds: float, rounds: int) -> list[Result]:
    """Runs all servers in turn, several rounds; prints a table; returns the results by name."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-")))
        postgres = DevPostgres(folder / "data")
        postgres.start(ROOT / "migrations" / "roles.sql")
        stack.callback(postgres.stop)
        postgres.ensure_database()
        cast, cookies = asyncio.run(_fill(postgres))
        dsn = postgres.dsn("portal", "portal_web")
        portal = stack.enter_context(_running("portal", dsn, FIRST_PORT))
        results: list[Result] = []
        for name, path, cookie in _pages(cast, cookies):
            page = folder / f"{name}.html"
            page.write_text(_fetch(portal.port, path, cookie))
            with ExitStack() as floors:
                servers = [portal, floors.enter_context(_running("plain", dsn, FIRST_PORT + 1, str(page)))]
                if name == "family_home":
                    servers.append(floors.enter_context(_running("macros", dsn, FIRST_PORT + 2)))
                measured = _in_turn(servers, path, cookie, seconds, rounds)
            results += _report(name, measured)
    return results


async def _fill(postgres: DevPostgres) -> tuple[Cast, dict[str, str]]:
    dsn = postgres.dsn("portal", "portal_migrator")
    await migrate(dsn, ROOT / "migrations")
    cast = await fill(dsn, first_day=FIRST_MOMENT.date())
    connection = await asyncpg.connect(dsn)
    cookies = {}
    for who in (cast.dani, cast.amira):
        account: UUID = await connection.fetchval("SELECT id FROM account WHERE person_id = $1", who.id)
        async with connection.transaction():
            await connection.execute(
                "SELECT set_config('app.council', council_id::text, true) FROM account WHERE id = $1", account
            )
            cookies[who.key] = await add_session(connection, account, "bench")
    await connection.close()
    return cast, cookies


def _pages(cast: Cast, cookies: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        ("family_home", "/home", cookies["dani"]),
        ("visit_plan", f"/visits/{cast.home_visit}", cookies["dani"]),
        ("today", "/staff/today", cookies["amira"]),
    ]


def _running(kind: str, dsn: str, port: int, *rest: str) -> AbstractContextManager[Server]:
    return running(kind, port, "bench.servers", kind, dsn, str(port), *rest)


def _fetch(port: int, path: str, cookie: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"session={cookie}"}
    )
    with urllib.request.urlopen(request) as response:
        text: str = response.read().decode()
    return text


def _in_turn(
    servers: list[Server], path: str, cookie: str, seconds: float, rounds: int
) -> dict[str, Measured]:
    loads: dict[str, list[Load]] = {server.name: [] for server in servers}
    spent: dict[str, list[float]] = {server.name: [] for server in servers}
    for server in servers:
        _load(server, path, cookie, 1.0)
    for _ in range(rounds):
        for server in servers:
            before = server.cpu_seconds()
            load = _load(server, path, cookie, seconds)
            loads[server.name].append(load)
            spent[server.name].append((server.cpu_seconds() - before) / load.requests * 1000)
    return {server.name: _median(server, loads[server.name], spent[server.name]) for server in servers}


def _load(server: Server, path: str, cookie: str, seconds: float) -> Load:
    command = [
        sys.executable, "-m", "bench.load", "127.0.0.1", str(server.port), path, cookie, str(seconds), str(CONNECTIONS),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return Load(**json.loads(done.stdout))


def _median(server: Server, loads: list[Load], spent: list[float]) -> Measured:
    middle = statistics.median
    return Measured(
        rate=middle(load.rate for load in loads),
        p50=middle(load.p50 for load in loads),
        p95=middle(load.p95 for load in loads),
        p99=middle(load.p99 for load in loads),
        cpu_per_1000=middle(spent),
        megabytes=server.megabytes(),
        bytes_a_page=loads[0].bytes_a_page,
    )


def _report(name: str, measured: dict[str, Measured]) -> list[Result]:
    print(f"\n{name}: {CONNECTIONS} connections, medians")
    print(
        f"{'':14}{'pages/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU s/1000':>12}{'MiB':>7}{'bytes':>8}"
    )
    for server, one in measured.items():
        print(
            f"{server:14}{one.rate:9.0f}{one.p50:9.2f}{one.p95:9.2f}{one.p99:9.2f}{one.cpu_per_1000:12.2f}"
            f"{one.megabytes:7.0f}{one.bytes_a_page:8}"
        )
    ours, plain = measured["portal"], measured["plain"]
    ratios = {other: ours.rate / one.rate for other, one in measured.items() if other != "portal"}
    print("  ".join(f"portal / {other} = {ratio:.2f}" for other, ratio in ratios.items()))
    results = [
        _result(f"pages.{name}.rate", ours.rate, "1/s", plain.rate),
        _result(f"pages.{name}.p95", ours.p95, "ms", plain.p95),
    ]
    if "macros" in measured:
        results.append(_result(f"pages.{name}.rate_beside_macros", ours.rate, "1/s", measured["macros"].rate))
    return results


def _result(name: str, value: float, unit: str, floor: float) -> Result:
    ratio = round(value / floor, 3)
    return {"name": name, "value": round(value, 2), "unit": unit, "floor": round(floor, 2), "ratio": ratio}
