"""The built files: each in three packings, for a year, and nothing that the manifest does not name."""

import gzip
import json
import re
from collections.abc import AsyncIterator

import brotli
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from portal.web.static_files import BUILT, StaticFiles, add_static_files
from portal.web.theme import theme_path

Client = TestClient[web.Request, web.Application]
MANIFEST: dict[str, str] = json.loads((BUILT / "manifest.json").read_text())
KILOBYTE = 1024


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    add_static_files(app, StaticFiles())
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        yield client


@pytest.mark.parametrize("name", MANIFEST)
@pytest.mark.parametrize(
    ("takes", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0", None), ("", None), ("br;q=², gzip;q=.", None)],
)
async def test_each_browser_gets_the_smallest_packing_that_it_takes(
    client: Client, name: str, takes: str, encoding: str | None
) -> None:
    answer = await client.get(StaticFiles().asset(name), headers={"Accept-Encoding": takes})
    assert answer.status == 200
    assert answer.headers.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
    assert unpack(await answer.read()) == (BUILT / MANIFEST[name]).read_bytes()


async def test_files_are_kept_for_a_year_and_are_what_they_say(client: Client) -> None:
    for name, kind in {
        "app.css": "text/css",
        "app.js": "text/javascript",
        "icon.svg": "image/svg+xml",
    }.items():
        answer = await client.get(StaticFiles().asset(name))
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type == kind


@pytest.mark.parametrize(
    "path",
    [
        "/assets/", "/assets/manifest.json", "/assets/app.css", "/assets/..%2ftheme.py", "/assets/%2e%2e/theme.py",
        f"/assets/{MANIFEST['app.css']}.br", "/assets/council-1f5f5b-0123456789.css", "/assets/app-000000000000.css",
    ],
)  # fmt: skip
async def test_what_the_manifest_does_not_name_is_not_there(client: Client, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_a_councils_colours_come_from_their_own_small_file(client: Client) -> None:
    answer = await client.get(theme_path("#7a3b69"), headers={"Accept-Encoding": "br"})
    body = await answer.read()
    assert answer.content_type == "text/css"
    assert b"--l-band:#7a3b69" in brotli.decompress(body)
    assert len(body) < KILOBYTE // 2


def test_names_carry_the_hash_of_what_is_in_them() -> None:
    import hashlib

    for hashed in MANIFEST.values():
        digest = hashlib.sha256((BUILT / hashed).read_bytes()).hexdigest()
        assert digest[:12] in hashed


def test_styles_and_script_stay_within_their_bytes() -> None:
    def packed(name: str) -> int:
        return (BUILT / f"{MANIFEST[name]}.br").stat().st_size

    assert packed("app.css") <= 13 * KILOBYTE
    assert packed("app-rtl.css") <= 13 * KILOBYTE
    assert packed("app.js") <= 6 * KILOBYTE


def test_nothing_is_fetched_from_anywhere_else_and_nobody_is_imitated() -> None:
    for name in ("app.css", "app-rtl.css", "app.js"):
        text = (BUILT / MANIFEST[name]).read_text()
        assert not re.search(r"https?:|//[a-z]|url\(|@import|@font-face|GDS Transport|GOV\.UK", text)


def test_scripts_write_text_and_never_markup() -> None:
    script = (BUILT / MANIFEST["app.js"]).read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(", script)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\.|serviceWorker", script)
