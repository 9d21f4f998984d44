"""The servers under load, each a process of its own: the portal, and the floors beside it.

Usage: python -m bench.servers portal DSN PORT [events in 10 seconds [lean|plain]]
       python -m bench.servers plain DSN PORT FILE   (with the portal's own page)
       python -m bench.servers macros DSN PORT
"""

import hashlib
import re
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import brotli
import uvloop
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader

from portal.app import build_app
from portal.clock import LONDON, Clock
from portal.serving import until_stopped
from portal.settings import Settings, SocketPath
from portal.web.outermost import BROTLI_LEVEL

FIRST_MOMENT = datetime(2026, 6, 1, 10, tzinfo=LONDON)
POOL = web.AppKey("pool", asyncpg.Pool)
HERE = Path(__file__).parent


def portal(dsn: str, port: int, events: str = "20", path: SocketPath = "lean") -> web.Application:
    settings = Settings(
        database_url=dsn,
        origins=(f"http://127.0.0.1:{port}",),
        secret=bytes(range(32)),
        port=port,
        event_limit=int(events),
        socket_path=path,
    )
    return build_app(settings, clock=Clock.turned_to(FIRST_MOMENT))


def floor(dsn: str, template: str, words: dict[str, str]) -> web.Application:
    """aiohttp, a session look-up, one query, one access row, one template: the least that is still this page."""
    loader = PrefixLoader(
        {
            "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
            "floor": FileSystemLoader(HERE / "floors"),
        }
    )
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    page = environment.from_string(template) if "\n" in template else environment.get_template(template)

    async def show(request: web.Request) -> web.Response:
        digest = hashlib.sha256(request.cookies["session"].encode()).digest()
        async with request.app[POOL].acquire() as conn:
            person = await conn.fetchrow(
                "SELECT session_id, council_id, person_id, name FROM open_session($1, $2, true, true)",
                digest,
                FIRST_MOMENT,
            )
            assert person is not None
            visits = await conn.fetch(
                """
                SELECT visit.id, starts_at, minutes, purpose, worker.name AS worker
                  FROM shared_visits($1) AS mine JOIN visit ON visit.id = mine.id
                  JOIN person AS worker ON worker.id = visit.worker_id
                 ORDER BY starts_at
                """,
                person["person_id"],
            )
            await conn.execute(
                """
                INSERT INTO access_log (council_id, at, actor_id, deed, kind) VALUES ($1, $2, $3, 'opened', 'home')
                """,
                person["council_id"],
                datetime.now(UTC),
                person["person_id"],
            )
        text = page.render(person=person, visits=visits, words=words)
        response = web.Response(
            body=brotli.compress(text.encode(), mode=brotli.MODE_TEXT, quality=BROTLI_LEVEL),
            content_type="text/html",
        )
        response.headers["Content-Encoding"] = "br"
        return response

    async def open_pool(app: web.Application) -> AsyncIterator[None]:
        settings = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
        async with asyncpg.create_pool(dsn, min_size=2, max_size=10, server_settings=settings) as pool:
            app[POOL] = pool
            yield

    app = web.Application()
    app.cleanup_ctx.append(open_pool)
    app.router.add_get("/{path:.*}", show)
    return app


def plain_template(page: str) -> tuple[str, dict[str, str]]:
    """A Jinja page of the same size: the portal's own, with every text between tags filled in by name."""
    words: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        name = f"w{len(words)}"
        words[name] = found[1]
        return ">{{ words." + name + " }}<"

    safe = page.replace("{{", "{ {").replace("{%", "{ %")
    return re.sub(r">([^<>{}]*\w[^<>{}]*)<", take, safe) + "\n", words


async def serve(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await until_stopped()
    await runner.cleanup()


def main() -> None:
    kind, dsn, port, *rest = sys.argv[1:]
    if kind == "portal":
        app = portal(dsn, int(port), *rest)  # type: ignore[arg-type]
    elif kind == "plain":
        app = floor(dsn, *plain_template(Path(rest[0]).read_text()))
    else:
        app = floor(dsn, "floor/family_home.html", {})
    uvloop.run(serve(app, int(port)))


if __name__ == "__main__":
    main()
