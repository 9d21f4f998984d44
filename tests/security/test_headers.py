"""Every response carries the same guard, whoever made it: pages, refusals, files, and what the parser turns away."""

import asyncio
import re
from collections.abc import Mapping

import aiohttp
from aiohttp import web

from portal.app import build_app
from portal.serving import start
from portal.settings import Settings
from portal.web.routes import ROUTES
from tests.databases import CastDatabase
from tests.patience import within
from tests.ports import free_port
from tests.running import SECRET, RunningPortal, SignIn, Visitor, run_portal

EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
SWITCHED_OFF = ("camera=()", "microphone=()", "geolocation=()")


def check(headers: Mapping[str, str], what: str, *, stored: bool = False) -> str | None:
    """Asserts the guard; answers the nonce, where scripts may run at all."""
    for name, value in EXACTLY.items():
        assert headers.get(name) == value, f"{what}: {name}"
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if part.strip()
    )
    assert {name: policy.get(name) for name in DIRECTIVES} == DIRECTIVES, what
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"]
    assert all(part in headers["Permissions-Policy"] for part in SWITCHED_OFF), what
    assert "noindex" in headers["X-Robots-Tag"], what
    assert not re.search(r"\d|aiohttp|python", headers.get("Server", ""), re.IGNORECASE), what
    assert not any(name.lower().startswith("access-control-") for name in headers), what
    assert (
        headers["Cache-Control"].startswith("public") if stored else headers["Cache-Control"] == "no-store"
    ), what
    script = policy.get("script-src")
    if script is None:
        return None
    match = re.fullmatch(r"'nonce-([\w-]{20,})'", script)
    assert match, what
    return match.group(1)


async def test_every_page_and_every_refusal(
    portal: RunningPortal, sign_in: SignIn, stranger: Visitor
) -> None:
    dani = await sign_in(portal.cast.dani)
    nonces, statuses = [], set()
    for route in portal.app[ROUTES].values():
        if route.method == "GET" and "{" not in route.path and route.path != "/exit":
            for visitor in (stranger, dani):
                answer = await visitor.get(route.path, follow=False)
                nonces.append(check(answer.headers, f"GET {route.path}"))
                statuses.add(answer.status)
    asset = re.search(r'href="(/assets/[^"]+\.css)"', (await dani.get("/home")).text)
    assert asset
    check((await stranger.get(asset.group(1))).headers, "a style sheet", stored=True)
    csrf = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', (await dani.get("/sign-out")).text)[0]}
    refusals = {
        404: await stranger.get("/nothing/here"),
        405: await dani.send("/home", csrf),
        413: await dani.send("/drafts", {"body": "x" * 300_000}),
        422: await stranger.post("/sign-in", {"name": "", "password": ""}),
        403: await dani.send("/drafts", {"body": "x"}),
        400: await dani.send("/drafts", csrf | {"form": "nowhere"}),
        401: await stranger.send("/drafts", {"body": "x"}),
    }
    for status, answer in refusals.items():
        assert answer.status == status, f"{answer.status} for {status}"
        nonces.append(check(answer.headers, str(status)))
        statuses.add(status)
    assert None not in nonces
    assert len(nonces) == len(set(nonces)), "a nonce came twice"
    print(f"{len(nonces)} answers of {len(statuses)} kinds, all guarded, {len(set(nonces))} nonces")


async def test_a_fault_tells_nothing(cast_database: CastDatabase) -> None:
    async def fault(request: web.Request) -> web.Response:
        raise RuntimeError("the secret of the house")

    async with run_portal(cast_database, prepare=lambda app: _add(app, fault)) as portal:
        async with aiohttp.ClientSession() as http, http.get(portal.origin + "/fault") as response:
            text = await response.text()
            assert response.status == 500
            check(response.headers, "a fault")
        assert "secret of the house" not in text
        assert not re.search(r"Traceback|RuntimeError|/portal/|\.py|asyncpg|SELECT", text)


def _add(app: web.Application, handler: object) -> None:
    app.router.add_get("/fault", handler)  # type: ignore[arg-type]


NOISE = {
    "no version": b"GET /\r\n\r\n",
    "no method": b"\r\n\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03zqnoise\r\n\r\n",
    "a broken header": b"GET / HTTP/1.1\r\nHost: x\r\nzqnoise\r\n\r\n",
    "a header with a NUL": b"GET / HTTP/1.1\r\nHost: x\r\nA: zq\0noise\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: zqnoise\r\n\r\n",
    "a long line": b"GET /" + b"zqnoise" * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"zqnoise" * 3000 + b"\r\n\r\n",
    "a space in the method": b"G ET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "another protocol": b"GET / ZQNOISE/9.9\r\nHost: x\r\n\r\n",
}


async def sent(port: int, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    await writer.drain()
    try:
        return await within(5, reader.read(65536))
    except (TimeoutError, ConnectionError):
        return b""
    finally:
        writer.close()


async def test_what_the_parser_turns_away_is_answered_as_quietly(portal: RunningPortal) -> None:
    answered = 0
    for what, noise in NOISE.items():
        answer = await sent(int(portal.origin.rsplit(":", 1)[1]), noise)
        if not answer:
            continue
        head, _, body = answer.decode("latin-1").partition("\r\n\r\n")
        status, *lines = head.split("\r\n")
        assert re.match(r"HTTP/\d\.\d 4\d\d ", status), f"{what}: {status}"
        headers = dict(line.split(": ", 1) for line in lines)
        check(headers, what)
        assert "noise" not in (head + body).lower(), what
        answered += 1
    print(f"{len(NOISE)} kinds of noise, {answered} answered, all guarded")
    assert answered >= 8


async def test_behind_https_it_stays_https_and_cookies_are_bound_to_the_host(
    cast_database: CastDatabase,
) -> None:
    port = free_port()
    settings = Settings(
        database_url=cast_database.dsn("portal_web"), origins=("https://127.0.0.1",), secret=SECRET, port=port
    )
    runner = await start(build_app(settings), settings)
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/sign-in", headers={"Host": "127.0.0.1"}) as response,
        ):
            assert response.status == 200
            check(response.headers, "https")
            assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
            cookies = response.headers.getall("Set-Cookie")
        assert cookies
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {
                part.strip() for part in cookie.split(";")
            }
            assert "domain=" not in cookie.lower()
        noise = await sent(port, NOISE["a broken header"])
        assert b"Strict-Transport-Security: max-age=31536000; includeSubDomains" in noise
    finally:
        await runner.cleanup()


async def test_another_host_is_not_served(portal: RunningPortal, stranger: Visitor) -> None:
    for host in (
        "evil.example.com",
        "127.0.0.1",
        "localhost",
        portal.origin.removeprefix("http://") + ".evil.example",
    ):
        answer = await stranger.get("/sign-in", Host=host)
        assert answer.status == 421, host
        assert host not in answer.text
    told = {
        "X-Forwarded-Host": "evil.example.com",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example.com",
    }
    async with stranger.http.get(portal.origin + "/sign-in", headers=told) as response:
        assert response.status == 200
        assert "evil.example.com" not in await response.text()
